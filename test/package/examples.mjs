// npm run test:python: installs the package as a stranger would, from a tarball in TypeScript and from a wheel in Python, beside the
// newest aws-cdk-lib on PyPI, and synthesizes every example in both languages: the templates must be the same. Needs Python 3 with
// venv and the registries of npm and Python. Fails with what went wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compile, install, name, oldestPeers, pack, ROOT, run } from './consumer.mjs';

const EXAMPLES = readdirSync(path.join(ROOT, 'examples'));

const work = mkdtempSync(path.join(tmpdir(), 'examples-'));
try {
  const project = path.join(work, 'consumer');
  const cdk = `aws-cdk-lib@${installPythonCdk()}`;
  mkdirSync(project);
  install(project, pack(work), [cdk, ...oldestPeers().filter((peer) => !peer.startsWith('aws-cdk-lib@'))]);
  cpSync(path.join(ROOT, 'examples'), path.join(project, 'examples'), { recursive: true });
  compile(project, ...EXAMPLES.map((example) => `examples/${example}/app.ts`));
  installWheel(project);
  for (const example of EXAMPLES) compare(project, example);
  console.log(`${EXAMPLES.join(', ')}: TypeScript and Python synthesize the same templates with ${cdk}.`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Makes the Python environment, with the newest aws-cdk-lib that the package accepts. Returns its version. */
function installPythonCdk() {
  run(work, 'python3', '-m', 'venv', 'venv');
  const oldest = oldestPeers().find((peer) => peer.startsWith('aws-cdk-lib@'));
  pip('install', `${oldest.replace('@', '>=')},<3`);
  return execFileSync(python(), ['-c', "from importlib.metadata import version; print(version('aws-cdk-lib'))"], {
    encoding: 'utf8',
  }).trim();
}

/** Generates the Python package from the one that was installed from the tarball. */
function installWheel(project) {
  const pacmak = path.join(ROOT, 'node_modules/.bin/jsii-pacmak');
  const installed = path.join(project, 'node_modules', name);
  const packCommand = ['--npmignore=false', '--pack-command', 'npm pack --ignore-scripts'];
  run(project, pacmak, '--targets', 'python', '--outdir', path.join(work, 'dist'), ...packCommand, installed);
  const wheels = path.join(work, 'dist/python');
  pip(
    'install',
    path.join(
      wheels,
      readdirSync(wheels).find((file) => file.endsWith('.whl')),
    ),
  );
}

function compare(project, example) {
  const folder = path.join(project, 'examples', example);
  const [inTypeScript, inPython] = [
    synthesize(folder, process.execPath, 'app.js'),
    synthesize(folder, python(), 'app.py'),
  ];
  assert.ok(inTypeScript.size > 0, `examples/${example}/app.ts synthesizes no template`);
  assert.deepEqual(inPython, inTypeScript, `examples/${example}: the templates of app.py and of app.ts`);
}

/** The templates by file name. */
function synthesize(folder, command, program) {
  const outdir = path.join(folder, `${program}.out`);
  execFileSync(command, [program], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, CDK_OUTDIR: outdir, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
  });
  const templates = readdirSync(outdir, { recursive: true }).filter((file) => file.endsWith('.template.json'));
  return new Map(templates.sort().map((file) => [file, JSON.parse(readFileSync(path.join(outdir, file), 'utf8'))]));
}

function pip(...args) {
  run(work, python(), '-m', 'pip', '--quiet', '--disable-pip-version-check', ...args);
}

function python() {
  return path.join(work, 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}
