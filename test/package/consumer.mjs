// A project that uses the package: it installs the tarball that npm would publish, and a version of aws-cdk-lib.
import { AssertionError } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
export const { name } = manifest;

/** Builds and packs the package into the folder. Returns the tarball's path. */
export async function pack(folder) {
  await run(ROOT, 'npm', 'pack', '--silent', '--pack-destination', folder);
  return path.join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.tgz')),
  );
}

/** Installs the tarball, the peers and a compiler into an empty folder, without running install scripts. */
export async function install(project, tarball, peers) {
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const compiler = ['typescript', '@types/node'].map((tool) => `${tool}@${manifest.devDependencies[tool]}`);
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run(project, 'npm', 'install', ...options, tarball, ...peers, ...compiler);
}

/** Compiles the project's programs to CommonJS. Without skipLibCheck, this checks the package's declarations, too. */
export async function compile(project, ...programs) {
  await run(
    project,
    'npx',
    'tsc',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'node16',
    '--types',
    'node',
    ...programs,
  );
}

/** The oldest aws-cdk-lib and constructs that the peer ranges allow. */
export function oldestPeers() {
  return Object.entries(manifest.peerDependencies).map(([peer, range]) => `${peer}@${range.replace('^', '')}`);
}

/** The paths of the files below a folder, relative to it, with slashes. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

/** Runs a command to its end and passes its output through. Rejects if it fails. */
export function run(cwd, command, ...args) {
  return runWith({}, cwd, command, ...args);
}

/** Like `run`, with further environment variables. */
export async function runWith(env, cwd, command, ...args) {
  const shell = process.platform === 'win32';
  const child = spawn(command, args, { cwd, stdio: 'inherit', shell, env: { ...process.env, ...env } });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Ended with ${code}: ${command} ${args.join(' ')}`);
}

/**
 * Prints the error and sets the exit code. Prints only the message of an AssertionError, which holds two whole
 * templates.
 */
export function fail(error) {
  console.error(error instanceof AssertionError ? error.message : error);
  process.exitCode = 1;
}
