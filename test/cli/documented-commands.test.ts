// Types the commands of README and docs exactly as they are written.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Surroundings } from './snapshot/surroundings';

const ROOT = join(__dirname, '..', '..');
const readPage = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const [, block = ''] = /^## Save your 30 days now\n.*?```sh\n(.*?)```/ms.exec(readPage('README.md')) ?? [];
const firstCommands = block.split('\n').filter((line) => line.startsWith('npx '));

/** Commands that need more than an archive and SSM. Other tests run them. */
const ELSEWHERE: Readonly<Record<string, RegExp>> = {
  'test/cli/engines/same-rows.test.ts, test/trino': /\bathena:/,
  'test/alibaba/command.test.ts': /--source alibaba-ecs|--account 1234567890123456/,
  'test/cli/verify/command.test.ts': /--catalog/,
};

/** All lines in shell blocks that run this command line, with their page. */
const lines = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)]
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) =>
    [...readPage(page).matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, code = '']) =>
      code.split('\n').flatMap((line) => (line.startsWith('npx cdk-ssm-session-archive') ? { page, line } : [])),
    ),
  );
const here = lines.filter(({ line }) => !Object.values(ELSEWHERE).some((needs) => needs.test(line)));

let around: Surroundings;
beforeAll(async () => {
  around = await Surroundings.open(['an-archive']);
  around.enabled = { 'eu-west-1': 'ENABLED_BY_DEFAULT', 'us-east-1': 'ENABLED_BY_DEFAULT' };
  // A checkout after `npm ci && npm run build`, which has already run here.
  mkdirSync(around.path('checkout'));
  for (const part of ['package.json', 'assets', 'queries', 'node_modules'])
    symlinkSync(join(ROOT, part), around.path(`checkout/${part}`));
  writeFileSync(around.path('aws-config'), '[profile audit]\naws_access_key_id = a\naws_secret_access_key = b\n');
  writeFileSync(around.path('checkout/my-question.sql'), 'SELECT count(*) AS sessions FROM sessions');
});
afterAll(() => around.close());

const type = (command: string) => around.shell(`cd checkout && AWS_CONFIG_FILE=../aws-config ${command}`);

test('the commands in "Save your 30 days now" work in their order', async () => {
  expect(firstCommands.map((command) => command.split(' ')[2])).toEqual([
    'snapshot',
    'verify',
    'sessions',
    'ask',
    'report',
  ]);
  const printed: string[] = [];
  for (const command of firstCommands) {
    const { status, out, err } = await type(command);
    expect({ command, status, err }).toEqual({ command, status: 0, err: expect.any(String) as string });
    printed.push(out);
  }
  const [snapshot, verify, sessions, ask] = printed;
  expect(snapshot).toMatch(/is complete in 1 of 1 Region/);
  expect(verify).toMatch(/: WHOLE\./);
  expect(sessions).toMatch(/DescribeSessions/);
  expect(ask).toMatch(/person_kind/);
  expect(existsSync(around.path('checkout/report.html'))).toBe(true);
});

test('every other command on a page works, with the same folder and with a bucket', async () => {
  const snapshot = await type('npx cdk-ssm-session-archive snapshot s3://an-archive');
  expect(snapshot).toMatchObject({ status: 0 });
  const { out } = await type('npx cdk-ssm-session-archive verify s3://an-archive');
  const [head = ''] = /\d{12}\/\S+=[0-9a-f]{64}/.exec(out) ?? [];
  const others = here.filter(({ line }) => !firstCommands.includes(line));
  expect(others.length).toBeGreaterThan(10);
  for (const { page, line } of others) {
    const command = line
      // Faster than npx, which the test above runs.
      .replace('npx cdk-ssm-session-archive', 'node assets/cli/main.cjs')
      .replace('s3://BUCKET', 's3://an-archive')
      .replace(/--head \S+/, `--head ${head}`)
      .replace(/ \|.*/, '');
    const { status, err } = await type(command);
    expect({ page, command, status, err }).toEqual({ page, command, status: 0, err: expect.any(String) as string });
  }
});

test('every command that other tests run is on a page, and these tests exist', () => {
  for (const [tests, needs] of Object.entries(ELSEWHERE)) {
    expect(lines.filter(({ line }) => needs.test(line))).not.toHaveLength(0);
    for (const path of tests.split(', ')) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  }
});
