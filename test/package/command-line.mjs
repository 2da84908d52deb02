// The command line for a user with only Node.js: the package in an empty folder, without other packages, and stand-ins
// for AWS.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { name, ROOT, run } from './consumer.mjs';

/**
 * Runs snapshot, verify and sessions with the package alone. Then runs ask and report with the command in their
 * message.
 */
export async function checkCommandLine(work, tarball) {
  const folder = path.join(work, 'alone');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'alone', private: true }));
  await run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', tarball);
  const installed = readdirSync(path.join(folder, 'node_modules')).filter((entry) => !entry.startsWith('.'));
  assert.deepEqual(installed, [name], 'what npm installs for the command line');

  const standIns = await startStandIns();
  const npx = (...args) =>
    spawnSync('npx', args, { cwd: folder, env: standIns.env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const works = (...args) => {
    const { status, stdout, stderr } = npx(...args);
    assert.equal(status, 0, `${args.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  };
  try {
    works('--no-install', name, 'snapshot', 'archive');
    assert.match(works('--no-install', name, 'verify', 'archive'), /: WHOLE\./);
    const { Sessions } = JSON.parse(
      works('--no-install', name, 'sessions', 'archive', '--state', 'History', '--output', 'json'),
    );
    assert.ok(Sessions.length > 100, `only ${Sessions.length} sessions`);

    for (const command of [
      ['ask', 'archive', 'top-owners', '--json'],
      ['report', 'archive', '--from', '7d', '-o', 'report.html'],
    ]) {
      const { status, stderr } = npx('--no-install', name, ...command);
      assert.equal(status, 2, `${command[0]} without DuckDB`);
      const [, named = ''] = /^ {2}npx (.+)$/m.exec(stderr) ?? [];
      assert.ok(named.endsWith(command.join(' ')), `the command that brings DuckDB: ${stderr}`);
      // The command names the published package. The tarball replaces it here.
      works(
        '--yes',
        ...named.split(' ').map((word, i, words) => (word === name && words[i - 1] === '-p' ? tarball : word)),
      );
    }
    assert.ok(existsSync(path.join(folder, 'report.html')), 'the report');
  } finally {
    standIns.stop();
  }
}

/** Starts `npm run local`. Returns the environment that it prints. */
async function startStandIns() {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    printed += chunk;
    if (printed.includes('Ctrl-C here stops them')) break;
  }
  const variables = [...printed.matchAll(/^export (\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]);
  return { env: { ...process.env, ...Object.fromEntries(variables) }, stop: () => child.kill() };
}
