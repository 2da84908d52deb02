import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const { app, build } = JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')) as Record<string, string>;

/** Runs the app as the CDK's command line does, without credentials. */
function run(context: Record<string, unknown>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cdk-out-'));
  const [command = '', ...args] = (app ?? '').split(' ');
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const template = status === 0 ? read('SsmSessionArchive.template.json') : '';
  rmSync(folder, { recursive: true });
  return { status, stdout, stderr, template };
}

test('synthesizes one stack without any output', () => {
  const { status, stdout, stderr, template } = run({ regions: 'eu-west-1,us-east-1' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(template).toContain('"REGIONS": "eu-west-1,us-east-1"');
  // The recommended feature flags are on: they merge statements that differ only in their resources.
  const writing = /"Action": \[\s+"s3:GetObject",\s+"s3:PutObject"\s+\]/g;
  expect(template.match(writing)).toHaveLength(1);
});

test('names the mistake in one line, without a stack trace', () => {
  const { status, stdout, stderr } = run({ regions: 'Frankfurt' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(
    'Invalid props of SsmSessionArchive/Reporter:\n' +
      '  regions contains "Frankfurt", which is not the name of a Region such as eu-west-1\n',
  );
});

test('the command line of the CDK prepares the checkout before it runs the app', () => {
  expect(build).toBe('node local/setup.mjs >&2');
});
