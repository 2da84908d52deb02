// npm run test:python: installs the package from a tarball for TypeScript and from a wheel for Python, with the newest
// aws-cdk-lib on PyPI. Synthesizes every example in both languages: the templates must be equal. Needs Python 3 with
// venv, and the registries of npm and Python.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compile, fail, install, name, oldestPeers, pack, ROOT, run, runWith } from './consumer.mjs';

const EXAMPLES = readdirSync(path.join(ROOT, 'examples'));
const [OLDEST_CDK, OLDEST_CONSTRUCTS] = oldestPeers();

const work = mkdtempSync(path.join(tmpdir(), 'examples-'));
const project = path.join(work, 'consumer');
const python = path.join(work, 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
try {
  const [cdk, tarball] = await Promise.all([installPythonCdk(), pack(work)]);
  mkdirSync(project);
  await install(project, tarball, [cdk, OLDEST_CONSTRUCTS]);
  cpSync(path.join(ROOT, 'examples'), path.join(project, 'examples'), { recursive: true });
  await Promise.all([compile(project, ...EXAMPLES.map((example) => `examples/${example}/app.ts`)), installWheel()]);
  for (const example of EXAMPLES) await compare(example);
  console.log(`${EXAMPLES.join(', ')}: TypeScript and Python synthesize the same templates with ${cdk}.`);
} catch (error) {
  fail(error);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/**
 * Creates a Python environment with the newest aws-cdk-lib that the package accepts. Returns its name and version on
 * npm.
 */
async function installPythonCdk() {
  await run(work, 'python3', '-m', 'venv', 'venv');
  await pip('install', `${OLDEST_CDK.replace('@', '>=')},<3`);
  const asked = ['-c', "from importlib.metadata import version; print(version('aws-cdk-lib'))"];
  return `aws-cdk-lib@${execFileSync(python, asked, { encoding: 'utf8' }).trim()}`;
}

/** Generates the Python package from the installed npm package, and installs it. */
async function installWheel() {
  const pacmak = path.join(ROOT, 'node_modules/.bin/jsii-pacmak');
  const installed = path.join(project, 'node_modules', name);
  const packing = ['--npmignore=false', '--pack-command', 'npm pack --ignore-scripts'];
  await run(project, pacmak, '--targets', 'python', '--outdir', path.join(work, 'dist'), ...packing, installed);
  const wheels = path.join(work, 'dist/python');
  await pip(
    'install',
    path.join(
      wheels,
      readdirSync(wheels).find((file) => file.endsWith('.whl')),
    ),
  );
}

async function compare(example) {
  const folder = path.join(project, 'examples', example);
  const [inTypeScript, inPython] = await Promise.all([
    synthesize(folder, process.execPath, 'app.js'),
    synthesize(folder, python, 'app.py'),
  ]);
  assert.ok(inTypeScript.size > 0, `examples/${example}/app.ts synthesizes no template`);
  console.log(`Comparing app.py with app.ts of examples/${example} ...`);
  assert.deepEqual(inPython, inTypeScript);
}

/** The templates by file name. */
async function synthesize(folder, command, program) {
  const outdir = path.join(folder, `${program}.out`);
  const quiet = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
  await runWith({ CDK_OUTDIR: outdir, ...quiet }, folder, command, program);
  const templates = readdirSync(outdir, { recursive: true }).filter((file) => file.endsWith('.template.json'));
  return new Map(templates.sort().map((file) => [file, JSON.parse(readFileSync(path.join(outdir, file), 'utf8'))]));
}

async function pip(...args) {
  await run(work, python, '-m', 'pip', '--quiet', '--disable-pip-version-check', ...args);
}
