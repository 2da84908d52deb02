// Packs the package as npm would publish it. Installs it into a new project with the oldest aws-cdk-lib and constructs
// that its peer ranges allow. Compiles a program against its types and runs it: the program synthesizes a stack with
// every construct. Then checks the command line without any other package. Needs only Node.js, npm and npm's registry.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkCommandLine } from './command-line.mjs';
import { compile, fail, filesBelow, install, name, oldestPeers, pack, ROOT, run } from './consumer.mjs';
import { checkSynthesisTime } from './synthesis-time.mjs';

const MOST_BYTES = 3_000_000;

const PROGRAM = `
import { App, Duration, RemovalPolicy, Stack, aws_iam as iam, aws_scheduler as scheduler } from 'aws-cdk-lib';
import {
  AlibabaCredentials,
  AlibabaSessionReporter,
  SessionArchive,
  SessionReporter,
  type ISessionArchive,
  type SessionReporterProps,
} from '${name}';

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
new AlibabaSessionReporter(stack, 'AlibabaReporter', {
  archive,
  accountId: '1234567890123456',
  regions: ['cn-hangzhou'],
  credentials: AlibabaCredentials.federation({
    roleArn: 'acs:ram::1234567890123456:role/session-reporter',
    oidcProviderArn: 'acs:ram::1234567890123456:oidc-provider/aws',
  }),
});
archive.grantRead(new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() }));
SessionArchive.fromSessionArchiveAttributes(stack, 'Central', { bucketName: 'central-archive' });
app.synth();
`;

const work = mkdtempSync(path.join(tmpdir(), 'package-'));
try {
  const tarball = await pack(work);
  await checkPublishable(tarball);
  await checkReference();
  await checkConsumer(tarball);
  await checkCommandLine(work, tarball);
  await checkReproducible();
  console.log(`${name} installs beside ${oldestPeers().join(' and ')}, compiles and synthesizes.`);
} catch (error) {
  fail(error);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** publint and "are the types wrong?" find no problem with how the package and its types are resolved. */
async function checkPublishable(tarball) {
  await run(ROOT, 'npx', '--no-install', 'publint', '--strict', tarball);
  await run(ROOT, 'npx', '--no-install', 'attw', '--format', 'ascii', '--no-emoji', tarball);
}

async function checkReference() {
  const fresh = path.join(work, 'API.md');
  await run(ROOT, process.execPath, 'docs/build-api.mjs', fresh);
  const [written, generated] = [path.join(ROOT, 'API.md'), fresh].map((file) => readFileSync(file, 'utf8'));
  assert.ok(written === generated, 'API.md is not what the constructs say: run "npm run docs" and commit it');
}

async function checkConsumer(tarball) {
  const project = path.join(work, 'consumer');
  mkdirSync(project);
  await install(project, tarball, oldestPeers());
  const installed = path.join(project, 'node_modules', name);
  checkContents(installed);

  writeFileSync(path.join(project, 'program.ts'), PROGRAM);
  await compile(project, 'program.ts');
  await run(project, process.execPath, 'program.js');
  checkAssembly(path.join(project, 'cdk.out'), installed);
  checkSynthesisTime(project);
}

/** The same sources, built in another folder, give the same bytes. */
async function checkReproducible() {
  const elsewhere = path.join(work, 'elsewhere');
  for (const entry of [
    'bundle.mjs',
    'package.json',
    'tsconfig.json',
    'tsconfig.jsii.json',
    'lambda',
    'cli',
    'lib',
    'node_modules',
  ]) {
    cpSync(path.join(ROOT, entry), path.join(elsewhere, entry), { recursive: true, verbatimSymlinks: true });
  }
  await run(elsewhere, process.execPath, 'bundle.mjs');
  for (const file of filesBelow(path.join(elsewhere, 'assets')).filter((name) => !name.endsWith('.map'))) {
    const [first, second] = [ROOT, elsewhere].map((folder) => readFileSync(path.join(folder, 'assets', file)));
    assert.ok(first.equals(second), `assets/${file} is not the same when it is built elsewhere`);
  }
}

/** The package holds exactly the expected files and is not too large. */
function checkContents(folder) {
  const modules = filesBelow(path.join(ROOT, 'lib'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `build/${file.replace(/\.ts$/, '')}`);
  const expected = [
    ...modules.flatMap((module) => [`${module}.d.ts`, `${module}.js`]),
    ...filesBelow(path.join(ROOT, 'queries')).map((file) => `queries/${file}`),
    'assets/THIRD-PARTY-LICENSES.txt',
    'assets/alibaba-reporter/index.mjs',
    'assets/cli/main.cjs',
    'assets/reporter/index.mjs',
    '.jsii',
    '.jsii.gz',
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'package.json',
  ];
  const files = filesBelow(folder);
  assert.deepEqual(files.sort(), expected.sort(), 'the files of the package');
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  console.log(`${name} has ${bytes} bytes unpacked.`);
  assert.ok(bytes <= MOST_BYTES, `the package has ${bytes} bytes unpacked, more than ${MOST_BYTES}`);
}

/** The functions' assets in the cloud assembly are the bundles of the package. */
function checkAssembly(assembly, folder) {
  const assets = readdirSync(assembly).filter((entry) => entry.startsWith('asset.'));
  for (const name of ['reporter', 'alibaba-reporter']) {
    const bundle = readFileSync(path.join(folder, `assets/${name}/index.mjs`));
    assert.ok(
      assets.some((asset) => {
        const file = path.join(assembly, asset, 'index.mjs');
        return existsSync(file) && readFileSync(file).equals(bundle);
      }),
      `none of ${assets.join(', ')} in the cloud assembly is the bundle ${name}`,
    );
  }
}
