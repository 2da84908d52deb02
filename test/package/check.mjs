// Packs the package as npm would publish it, installs it into a project of its own beside the oldest aws-cdk-lib and constructs that
// its peer ranges allow, compiles a program against its types and runs it: the program synthesizes a stack with every construct.
// Plain Node and npm; needs the registry. Fails with what went wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { name, peerDependencies, devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

const PROGRAM = `
import { App, Duration, RemovalPolicy, Stack, aws_iam as iam, aws_scheduler as scheduler } from 'aws-cdk-lib';
import { SessionArchive, SessionReporter, type ISessionArchive, type SessionReporterProps } from '${name}';

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Consumer');
const archive: ISessionArchive = new SessionArchive(stack, 'Archive', { removalPolicy: RemovalPolicy.DESTROY });
const props: SessionReporterProps = {
  archive,
  regions: ['eu-west-1', 'us-east-1'],
  schedule: scheduler.ScheduleExpression.rate(Duration.minutes(30)),
  timeout: Duration.minutes(10),
};
const reporter = new SessionReporter(stack, 'Reporter', props);
reporter.deadLetterQueue.grantConsumeMessages(reporter.function);
archive.grantRead(new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() }));
SessionArchive.fromSessionArchiveAttributes(stack, 'Central', { bucketName: 'central-archive' });
app.synth();
`;

const project = mkdtempSync(path.join(tmpdir(), 'consumer-'));
try {
  checkConsumer();
  checkReproducible();
  console.log(`${name} installs beside ${Object.values(oldestPeers()).join(' and ')}, compiles and synthesizes.`);
} finally {
  rmSync(project, { recursive: true, force: true });
}

function checkConsumer() {
  run(ROOT, 'npm', 'pack', '--silent', '--pack-destination', project);
  const tarball = readdirSync(project).find((file) => file.endsWith('.tgz'));
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const packages = [`./${tarball}`, ...Object.values(oldestPeers()), ...pinned('typescript', '@types/node')];
  run(project, 'npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...packages);
  checkContents(path.join(project, 'node_modules', name));

  writeFileSync(path.join(project, 'program.ts'), PROGRAM);
  // No skipLibCheck: the package's own declarations are checked too.
  run(project, 'npx', 'tsc', '--strict', '--target', 'es2022', '--module', 'node16', '--types', 'node', 'program.ts');
  run(project, process.execPath, 'program.js');
  checkAssembly(path.join(project, 'cdk.out'), path.join(project, 'node_modules', name));
  run(project, 'npx', '--no-install', name, 'verify', '--help');
}

/** The same sources, built in another place, give the same bytes. */
function checkReproducible() {
  const elsewhere = path.join(project, 'elsewhere');
  for (const entry of ['bundle.mjs', 'package.json', 'tsconfig.json', 'lambda', 'cli', 'lib', 'node_modules']) {
    cpSync(path.join(ROOT, entry), path.join(elsewhere, entry), { recursive: true, verbatimSymlinks: true });
  }
  run(elsewhere, process.execPath, 'bundle.mjs');
  for (const file of filesBelow(path.join(elsewhere, 'assets')).filter((name) => !name.endsWith('.map'))) {
    const [first, second] = [ROOT, elsewhere].map((folder) => readFileSync(path.join(folder, 'assets', file)));
    assert.ok(first.equals(second), `assets/${file} is not the same when it is built elsewhere`);
  }
}

/** Nothing is missing, nothing is left over from an earlier build, nothing else slipped in. */
function checkContents(folder) {
  const modules = readdirSync(path.join(ROOT, 'lib')).map((file) => `build/${path.basename(file, '.ts')}`);
  const others = ['assets/cli.cdx.json', 'assets/reporter.cdx.json'].concat(
    ['assets/cli', 'assets/reporter', 'queries'].flatMap((entry) =>
      filesBelow(path.join(ROOT, entry)).map((file) => `${entry}/${file}`),
    ),
  );
  const expected = [
    ...modules.flatMap((module) => [`${module}.d.ts`, `${module}.js`]),
    ...others,
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'package.json',
  ];
  assert.ok(others.includes('assets/reporter/index.mjs'), "the reporter's bundle is not among the package's files");
  assert.deepEqual(filesBelow(folder).sort(), expected.sort(), 'the files of the package');
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

/** The function's asset in the cloud assembly is the bundle of the package. */
function checkAssembly(assembly, folder) {
  const assets = readdirSync(assembly).filter((entry) => entry.startsWith('asset.'));
  const bundle = readFileSync(path.join(folder, 'assets/reporter/index.mjs'));
  assert.ok(
    assets.some((asset) => {
      const file = path.join(assembly, asset, 'index.mjs');
      return existsSync(file) && readFileSync(file).equals(bundle);
    }),
    `none of ${assets.join(', ')} in the cloud assembly is the reporter's bundle`,
  );
}

function oldestPeers() {
  return Object.fromEntries(
    Object.entries(peerDependencies).map(([peer, range]) => [peer, `${peer}@${range.replace('^', '')}`]),
  );
}

function pinned(...names) {
  return names.map((dependency) => `${dependency}@${devDependencies[dependency]}`);
}

function run(cwd, command, ...args) {
  execFileSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
}
