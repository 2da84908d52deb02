// The built command `sessions` on an archive of two scopes, in a folder and in a bucket.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { reporterEnvironment } from '../../../local/function/reporter';
import { ACCOUNT, REGION, type Account, type ArchivedRecord } from '../../e2e/account';
import { runCli, type Ended } from '../run-cli';
import { Files, makeArchive } from '../verify/archive';

const LAST = '20260202T080000Z';

let account: Account;
let files: Files;
let records: ArchivedRecord[];
beforeAll(async () => {
  account = await makeArchive();
  files = new Files(join(account.folder, 'session-archive'));
  records = await account.records();
});
afterEach(() => {
  files.restore();
});
afterAll(() => account.close());

function run(archive: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const { ssm, s3 } = account;
  const server = reporterEnvironment({ ssm, s3, bucket: 'unused', regions: [REGION] });
  const env = {
    HOME: '/nonexistent',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...server,
    ...environment,
  };
  return runCli(['sessions', archive, ...args], { env });
}

const sessions = (...args: string[]) => run(files.folder, args);

interface Answer {
  readonly Sessions: readonly (Record<string, unknown> & { readonly SessionId: string; readonly StartDate?: string })[];
  readonly NextToken?: string;
}

async function list(...args: string[]): Promise<Answer> {
  const { status, out, err } = await sessions(...args);
  expect({ status, err: status === 0 ? '' : err }).toEqual({ status: 0, err: '' });
  return JSON.parse(out) as Answer;
}

const idsOf = ({ Sessions }: Answer) => Sessions.map(({ SessionId }) => SessionId);

/** The ids of the sessions whose records pass, each once, newest first. */
function expectedIds(passes: (record: ArchivedRecord) => boolean): string[] {
  const rows = new Map<string, ArchivedRecord>();
  for (const record of records)
    if (passes(record)) rows.set(`${String(record.region)} ${String(record.session_id)}`, record);
  const text = (record: ArchivedRecord) => [String(record.start_time), String(record.session_id)] as const;
  return [...rows.values()]
    .map(text)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a > b ? -1 : 1))
    .map(([, id]) => id);
}

const isHistory = ({ session_state: state }: ArchivedRecord) => state === 'History';
const historyIds = () => new Set(records.filter(isHistory).map(({ session_id: id }) => id));
const isOpen = ({ session_state: state, snapshot_id: id }: ArchivedRecord) => state === 'Active' && id === LAST;

test('--state History lists every ended session, Active those open in the last snapshot; without --state both are listed', async () => {
  const ended = historyIds();
  const [history, active, both] = await Promise.all([list('--state', 'History'), list('--state', 'Active'), list()]);
  expect(idsOf(history)).toEqual(expectedIds(isHistory));
  expect(idsOf(active)).toEqual(expectedIds((record) => isOpen(record) && !ended.has(record.session_id)));
  expect(idsOf(both)).toEqual(
    expectedIds((record) => isHistory(record) || (isOpen(record) && !ended.has(record.session_id))),
  );
  expect(idsOf(active).length).toBeGreaterThan(3);
  expect(history.Sessions.every(({ EndDate }) => EndDate !== undefined)).toBe(true);
});

test('a session has the last values from SSM, with the field names of SSM, in their order', async () => {
  const { Sessions } = await list('--state', 'History', '--region', REGION);
  const bySession = new Map(Sessions.map((session) => [session.SessionId, session]));
  expect(bySession.size).toBeGreaterThan(100);
  // The world never changes the values of a session that has ended.
  for (const record of records.filter((one) => isHistory(one) && one.region === REGION)) {
    const iso = (time: unknown) =>
      `${String(time)
        .replace(' ', 'T')
        .replace('.000', '')
        .replace(/(\.\d{3})$/, '$1000')}+00:00`;
    const url = { S3OutputUrl: record.s3_output_url, CloudWatchOutputUrl: record.cloudwatch_output_url };
    const minutes = record.max_session_duration_minutes;
    const expected = {
      SessionId: record.session_id,
      Target: record.target,
      Status: record.status,
      StartDate: iso(record.start_time),
      EndDate: iso(record.end_time),
      DocumentName: record.document_name,
      Owner: record.owner,
      Reason: record.reason,
      Details: record.details,
      OutputUrl: Object.fromEntries(Object.entries(url).filter(([, value]) => value !== null)),
      MaxSessionDuration: minutes === null ? null : String(minutes),
      AccessType: record.access_type,
    };
    const said = Object.entries(expected).filter(([, value]) => value !== null);
    expect(Object.entries(bySession.get(String(record.session_id)) ?? {})).toEqual(said);
  }
});

test('--at shows the state at an earlier time: sessions that were open then and have ended since', async () => {
  const at = '2026-02-01T00:30:00Z';
  const wasOpen = (record: ArchivedRecord) =>
    record.session_state === 'Active' && record.snapshot_id === '20260201T000000Z';
  expect(idsOf(await list('--state', 'Active', '--at', at))).toEqual(expectedIds(wasOpen));
  const known = (record: ArchivedRecord) => isHistory(record) && String(record.snapshot_id) <= '20260201T000000Z';
  expect(idsOf(await list('--state', 'History', '--at', at))).toEqual(expectedIds(known));
  const { err } = await sessions('--state', 'Active', '--at', '2026-01-01');
  expect(err).toContain('123456789012 eu-west-1 has no complete snapshot up to 2026-01-01T23:59:59.999Z');
});

test('each filter works alone, as a filter of the API and as a plain option', async () => {
  const sample = records.find(({ access_type: type, owner }) => type !== null && String(owner).includes('/'));
  const value = (column: string) => String(sample?.[column]);
  const start = value('start_time').replace(' ', 'T');
  const cases: [string[], (record: ArchivedRecord) => boolean][] = [
    [['--filters', `key=Target,value=${value('target')}`], ({ target }) => target === sample?.target],
    [['--target', value('target')], ({ target }) => target === sample?.target],
    [['--owner', value('owner').replace(/^.*\//, '').toUpperCase()], ({ owner }) => owner === sample?.owner],
    [
      ['--filters', `key=AccessType,value=JustInTime`, 'key=Status,value=Terminated'],
      ({ access_type: type, status }) => type === 'JustInTime' && status === 'Terminated',
    ],
    [['--session-id', value('session_id')], ({ session_id: id }) => id === sample?.session_id],
    [['--filters', `key=SessionId,value=${value('session_id')}`], ({ session_id: id }) => id === sample?.session_id],
    [['--filters', `key=InvokedAfter,value=${start}Z`], ({ start_time: time }) => String(time) >= value('start_time')],
    [['--to', `${start}Z`], ({ start_time: time }) => String(time) < value('start_time')],
    [['--from', '2026-01-30', '--to', '2026-01-31'], ({ start_time: time }) => /^2026-01-3[01]/.test(String(time))],
  ];
  const found = await Promise.all(cases.map(([args]) => list('--state', 'History', ...args)));
  for (const [i, [, passes]] of cases.entries()) {
    // The newest record counts. Records of History do not change in this world.
    expect(found[i]?.Sessions.map(({ SessionId }) => SessionId)).toEqual(
      expectedIds((record) => isHistory(record) && passes(record)),
    );
    expect(found[i]?.Sessions.length).toBeGreaterThan(0);
  }
});

test('following the tokens lists every session once', async () => {
  const all = idsOf(await list('--from', '2026-01-25'));
  const size = Math.ceil(all.length / 4);
  const seen: string[] = [];
  let token: string[] = [];
  for (let parts = 0; parts < 5; parts += 1) {
    const part = await list('--from', '2026-01-25', '--max-items', String(size), ...token);
    seen.push(...idsOf(part));
    if (part.NextToken === undefined) break;
    token =
      [
        ['--starting-token', part.NextToken],
        ['--next-token', part.NextToken],
      ][parts % 2] ?? [];
  }
  expect(seen).toEqual(all);
  const { status, err } = await sessions('--from', '2026-01-26', '--max-items', '1', ...token);
  expect(status).toBe(2);
  expect(err).toContain('The token belongs to other filters');
});

test('a folder and a bucket give the same output, for all days or some', async () => {
  for (const args of [
    ['--output', 'text', '--with-scope'],
    ['--from', '2026-01-31', '--output', 'json'],
  ]) {
    const [folder, bucket] = await Promise.all([sessions(...args), run('s3://session-archive', args)]);
    expect(folder.status).toBe(0);
    expect(bucket).toEqual(folder);
  }
  const before = account.s3.requests.length;
  await run('s3://session-archive', ['--from', '2026-02-01']);
  const got = account.s3.requests
    .slice(before)
    .filter(({ method, key }) => method === 'GET' && key.startsWith('history/'));
  expect(got.length).toBeGreaterThan(5);
  expect(got.filter(({ key }) => !/start_date=2026-02-0[12]/.test(key))).toEqual([]);
});

test('--with-scope adds account and Region, and AWS_REGION does not limit the listing', async () => {
  const { out } = await run(files.folder, ['--with-scope'], { AWS_REGION: 'us-east-1' });
  const { Sessions } = JSON.parse(out) as Answer;
  expect(new Set(Sessions.map(({ Region }) => Region))).toEqual(new Set(['eu-west-1', 'us-east-1']));
  expect(Object.keys(Sessions[0] ?? {}).slice(0, 3)).toEqual(['AccountId', 'Region', 'SessionId']);
  const other = await list('--region', 'us-east-1', '--account', ACCOUNT);
  expect(other.Sessions.length).toBe(Sessions.filter(({ Region }) => Region === 'us-east-1').length);
});

/** Writes an object with records of sessions that have these values. */
function write(sessionsOfSsm: readonly ArchivedRecord[], part = '0000000000000-9999999999999-undated'): void {
  const template = Object.fromEntries(Object.keys(records[0] ?? {}).map((name) => [name, null]));
  const lines = sessionsOfSsm.map((session) =>
    JSON.stringify({ ...template, snapshot_time: '2026-02-01 00:00:00.000', session_state: 'History', ...session }),
  );
  const key = `history/v1/account_id=${ACCOUNT}/region=${REGION}/start_date=2026-02-01/20260201T000000Z-${part}.ndjson.gz`;
  files.write(key, gzipSync(`${lines.join('\n')}\n`));
}

test('a session without a start time comes last and is in no period; values in extra appear under the field names of SSM', async () => {
  const extra = { StartDate: 'last tuesday', MaxSessionDuration: 1.5, OutputUrl: { New: 1 }, Note: { deep: [1] } };
  write([{ session_id: 'undated', extra: JSON.stringify(extra) }]);
  const { Sessions } = await list('--region', REGION);
  expect(Sessions.at(-1)).toEqual({
    SessionId: 'undated',
    StartDate: 'last tuesday',
    OutputUrl: {},
    MaxSessionDuration: 1.5,
  });
  const all = await list('--region', REGION, '--all-fields', '--session-id', 'undated');
  expect(JSON.stringify(all.Sessions)).toBe(
    '[{"SessionId":"undated","StartDate":"last tuesday","OutputUrl":{"New":1},"MaxSessionDuration":1.5,"Note":{"deep":[1]}}]',
  );
  expect(idsOf(await list('--region', REGION, '--from', '2018-01-01'))).not.toContain('undated');
});

test('text is no formula in CSV, except with --raw, and cannot control the terminal', async () => {
  write([{ session_id: 'hostile', reason: '=1+1\u001b[2J\u202e' }]);
  const csv = async (...args: string[]) => (await sessions('--session-id', 'hostile', '--output', 'csv', ...args)).out;
  expect(await csv()).toBe(
    'SessionId,Target,Status,StartDate,EndDate,DocumentName,Owner,Reason,Details,S3OutputUrl,CloudWatchOutputUrl,MaxSessionDuration,AccessType\n' +
      "hostile,,,,,,,'=1+1\u001b[2J\u202e,,,,,\n",
  );
  expect(await csv('--raw')).toContain('\nhostile,,,,,,,=1+1\u001b[2J');
  expect(await csv('--query', 'Sessions[].{Why: Reason}')).toBe("Why\n'=1+1\u001b[2J\u202e\n");
  const { out } = await sessions('--session-id', 'hostile', '--output', 'table');
  expect(out).toContain('=1+1\\u{1b}[2J\\u{202e}');
});

test('stderr names missing sessions, the next token, and the age of the newest snapshot', async () => {
  const key =
    (await account.keys('manifests/')).find((name) => name.includes('eu-west-1') && name.includes(LAST)) ?? '';
  const missing = { session_id: 'gone', start_time: '2026-02-01 00:00:00.000', since: '2026-02-02 08:00:00.000' };
  files.write(
    key,
    files
      .read(key)
      .toString()
      .replace('"pending":[', `"pending":[${JSON.stringify(missing)},`)
      .replace(',]', ']'),
  );
  const { err, status } = await sessions(
    '--from',
    '2026-02-01',
    '--to',
    '2026-02-02',
    '--max-items',
    '1',
    '--query',
    'length(Sessions)',
  );
  expect(status).toBe(0);
  expect(err).toMatch(/^123456789012 eu-west-1: the last snapshot is 20260202T080000Z, \d+ days old/m);
  expect(err).toMatch(/^\d+ sessions? (is|are) not listed: once open, since then in neither state/m);
  expect(err).toMatch(/^\d+ more sessions: continue with --starting-token [\w-]+$/m);
  expect((await sessions('--state', 'Active', '--at', '2026-02-02T09:00:00Z')).err).not.toContain('days old');
});

test.each([
  ['an unknown state', ['--state', 'Open'], /'Open' is invalid. Allowed choices are Active, History/],
  ['an option with a typo', ['--sate', 'Active'], /Did you mean --state/],
  ['a page of 201', ['--page-size', '201'], /'201' is invalid. Give a number from 1 to 200/],
  ['an invalid query', ['--query', 'Sessions['], /--query Sessions\[: /],
  ['a period that ends first', ['--from', '2026-02-02', '--to', '2026-02-01'], /--from 2026-02-02 is not before --to/],
  [
    'a Region that is not there',
    ['--region', 'eu-west-9'],
    /There is no archive here, or it holds nothing of what you asked for/,
  ],
])('exits with 2 and a message: %s', async (_, args, message) => {
  const { status, out, err } = await sessions(...args);
  expect(err).toMatch(message);
  expect({ status, out }).toEqual({ status: 2, out: '' });
});

test('a line that is not JSON is named, and nothing is listed', async () => {
  const key = `history/v1/account_id=${ACCOUNT}/region=${REGION}/start_date=2026-02-01/20260201T000000Z-lookup.ndjson.gz`;
  files.write(key, gzipSync('{"session_id":"a"\n'));
  const { status, out, err } = await sessions();
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(`${key} cannot be read: its line 1 is not JSON`);
  files.write(key, 'no gzip');
  expect((await sessions()).err).toContain(`${key} cannot be read: it is not a gzip file`);
});

test('the output format follows the configuration of the AWS CLI, unless an option sets it', async () => {
  const config = join(account.folder, 'config');
  files.write('../config', '[default]\noutput = text\n[profile audit]\noutput = table\ncli_timestamp_format = wire\n');
  const one = ['--max-items', '1', '--query', 'Sessions[].StartDate'];
  const outputs = await Promise.all([
    run(files.folder, one, { AWS_CONFIG_FILE: config }),
    run(files.folder, [...one, '--profile', 'audit', '--output', 'text'], { AWS_CONFIG_FILE: config }),
    run(files.folder, [...one, '--json'], { AWS_CONFIG_FILE: config, AWS_DEFAULT_OUTPUT: 'table' }),
    run(files.folder, one, { AWS_CONFIG_FILE: config, AWS_DEFAULT_OUTPUT: 'yaml' }),
  ]);
  expect(outputs.map(({ out }) => out.trim())).toEqual([
    expect.stringMatching(/^2026-02-02T[\d:.]+\+00:00$/),
    expect.stringMatching(/^\d{10}(\.\d{1,3})?$/),
    expect.stringMatching(/^\[\n {4}"2026-02-02T/),
    expect.stringMatching(/^\[\n {4}"2026-02-02T/),
  ]);
  expect(outputs[3].err).toContain('does not know the output format yaml');
});

test('the help has the exit statuses and an example with aws ssm describe-sessions', async () => {
  const { status, out } = await sessions('--help');
  expect(status).toBe(0);
  expect(out).toMatch(/0 {2}success[^]*2 {2}failure/);
  expect(out).toMatch(/aws ssm describe-sessions --state History/);
});
