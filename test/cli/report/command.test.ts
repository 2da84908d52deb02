// The built command `report`: what the page says, and that every figure on it is right.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { allOf, openArchive, queryRows } from '../../../cli/engines/duckdb/archive';
import { FINDINGS } from '../../../cli/report/findings';
import { DURATIONS } from '../../../cli/report/questions';
import type { Outcome } from '../../../cli/verify/outcome';
import { reporterEnvironment } from '../../../local/function/reporter';
import { HOSTILE, makeHostileArchive } from '../../report/archives';
import type { ArchivedRecord, Account } from '../../e2e/account';
import { runCli, type Ended } from '../run-cli';
import { Files, makeArchive } from '../verify/archive';

const FROM = '2026-01-05';
const TO = '2026-02-01';
const PERIOD = ['--from', FROM, '--to', TO];

let account: Account;
let files: Files;
let folder: string;
let archive: DuckDBConnection;
let sessions: ArchivedRecord[];
let made: Made;

interface Document {
  readonly verdict: { readonly state: string; readonly headline: string };
  readonly figures: Record<string, unknown> | null;
  readonly findings: readonly {
    readonly name: string;
    readonly count: number;
    readonly part?: { readonly count: number };
  }[];
  readonly verification: Outcome;
  readonly ledger: readonly Record<string, unknown>[] | null;
}

interface Made extends Ended {
  readonly page: string;
  readonly document: Document;
}

async function report(...options: string[]): Promise<Made> {
  return reportOn(files.folder, ...options);
}

async function reportOn(archive: string, ...options: string[]): Promise<Made> {
  const file = join(folder, 'page.html');
  const ended = await runCli(['report', archive, ...options, '-o', file, '--json']);
  return { ...ended, page: readFileSync(file, 'utf8'), document: JSON.parse(ended.out) as Document };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  account = await makeArchive();
  files = new Files(join(account.folder, 'session-archive'));
  archive = await openArchive(allOf(files.folder));
  sessions = sessionsIn(await account.records());
  made = await report(...PERIOD, '--csv', join(folder, 'csv'), '--rows', '3');
});
afterEach(() => {
  files.restore();
});
afterAll(async () => {
  archive.closeSync();
  rmSync(folder, { recursive: true });
  await account.close();
});

/**
 * One record for each session that started in the period, chosen without SQL: History before Active, then the latest.
 */
function sessionsIn(records: readonly ArchivedRecord[]): ArchivedRecord[] {
  const order = (record: ArchivedRecord) =>
    `${record.session_state === 'History' ? 1 : 0}${String(record.snapshot_time)}${String(record.observed_time)}`;
  const best = new Map<string, ArchivedRecord>();
  for (const record of records) {
    const key = `${String(record.region)} ${String(record.session_id)}`;
    const known = best.get(key);
    if (!known || order(record) > order(known)) best.set(key, record);
  }
  const day = (record: ArchivedRecord) => String(record.start_time).slice(0, 10);
  return [...best.values()].filter((record) => day(record) >= FROM && day(record) <= TO);
}

/** The figures of the page, by name. */
function figuresOf(page: string): Map<string, number> {
  const found = [...page.matchAll(/<data\s+value="([^"]*)"\s+data-figure="([^"]*)"/g)];
  return new Map(found.map(([, value, name = '']) => [name, Number(value)]));
}

const ms = (time: ArchivedRecord[string] | undefined) => Date.parse(`${String(time).replace(' ', 'T')}Z`);
const seconds = (session: ArchivedRecord) =>
  session.end_time === null ? NaN : Math.floor((ms(session.end_time) - ms(session.start_time)) / 1000);

const count = async (condition: string, what = 'count(*)') =>
  Number(
    (
      await queryRows(
        archive,
        `SELECT ${what} AS n FROM sessions WHERE CAST(start_time AS DATE) BETWEEN DATE '${FROM}' AND DATE '${TO}' AND (${condition})`,
      )
    )[0]?.n,
  );

/** Every figure that the page must have, computed without the page's SQL. */
async function expected(): Promise<Map<string, number>> {
  const figures = new Map<string, number>();
  const tally = (name: string) => figures.set(name, (figures.get(name) ?? 0) + 1);
  for (let time = ms(`${FROM} 00:00:00`); time <= ms(`${TO} 00:00:00`); time += 86_400_000)
    figures.set(`days.${new Date(time).toISOString().slice(0, 10)}`, 0);
  for (let slot = 0; slot < 7 * 24; slot += 1) figures.set(`hours.${1 + Math.floor(slot / 24)}.${slot % 24}`, 0);
  DURATIONS.forEach((_, index) => figures.set(`durations.${index}`, 0));
  for (const session of sessions) {
    const start = new Date(ms(session.start_time));
    tally(`days.${start.toISOString().slice(0, 10)}`);
    tally(`hours.${start.getUTCDay() || 7}.${start.getUTCHours()}`);
    tally(`scopes.123456789012.${String(session.region)}.sessions`);
    const length = seconds(session);
    if (length >= 0) tally(`durations.${DURATIONS.findIndex(({ below }) => below === null || length < below)}`);
  }
  const lengths = sessions
    .map(seconds)
    .filter((length) => length >= 0)
    .sort((a, b) => a - b);
  const quantile = (part: number) => lengths[Math.ceil(part * lengths.length) - 1] ?? NaN;
  const machines = (of: readonly ArchivedRecord[]) => new Set(of.map(({ target }) => target)).size;
  const named = "person_kind = 'person'";
  for (const [name, value] of Object.entries({
    'population.sessions': sessions.length,
    'population.people': await count(named, 'count(DISTINCT person)'),
    'population.machines': machines(sessions),
    'population.seconds': lengths.reduce((sum, length) => sum + length, 0),
    'population.without_person': await count(`NOT (${named})`),
    'population.not_ended': sessions.filter(({ end_time: end }) => end === null).length,
    'quantiles.sessions': lengths.length,
    'quantiles.median_seconds': quantile(0.5),
    'quantiles.p95_seconds': quantile(0.95),
    'quantiles.longest_seconds': quantile(1),
  }))
    figures.set(name, value);
  for (const region of ['eu-west-1', 'us-east-1']) {
    const own = sessions.filter((session) => session.region === region);
    figures.set(`scopes.123456789012.${region}.machines`, machines(own));
    figures.set(
      `scopes.123456789012.${region}.people`,
      await count(`region = '${region}' AND ${named}`, 'count(DISTINCT person)'),
    );
    const manifests = (await account.manifests()).filter((manifest) => manifest.region === region);
    const objects = manifests.flatMap((manifest) => manifest.objects);
    const keys = new Map(objects.map((object) => [object.key, object.records]));
    figures.set(`examined.123456789012.${region}.snapshots`, manifests.length);
    figures.set(`examined.123456789012.${region}.objects`, keys.size);
    figures.set(
      `examined.123456789012.${region}.records`,
      [...keys.values()].reduce((sum, records) => sum + records, 0),
    );
  }
  const groups = (columns: string, what: string) =>
    queryRows(
      archive,
      `SELECT ${columns}, ${what} FROM sessions WHERE CAST(start_time AS DATE) BETWEEN DATE '${FROM}' AND DATE '${TO}' GROUP BY ALL`,
    );
  for (const row of await groups('owner_type, person_kind', 'count(*) AS n'))
    figures.set(`owners.${String(row.owner_type)}.${String(row.person_kind)}`, Number(row.n));
  for (const row of await groups('session_type', 'count(*) AS n'))
    figures.set(`kinds.${String(row.session_type)}`, Number(row.n));
  return figures;
}

test('every figure of the population follows from the records', async () => {
  const shown = figuresOf(made.page);
  const own = [...shown].filter(([name]) => !/^(?:findings|glance|top\w+)\./.test(name));
  expect(Object.fromEntries(own.sort())).toEqual(Object.fromEntries([...(await expected())].sort()));
});

test('the busiest people and machines are in order, with their own numbers of sessions', async () => {
  const shown = figuresOf(made.page);
  const byTarget = new Map<unknown, number>();
  for (const { target } of sessions) byTarget.set(target, (byTarget.get(target) ?? 0) + 1);
  const most = [...byTarget.values()].sort((a, b) => b - a).slice(0, 10);
  expect(most.map((_, index) => shown.get(`topTargets.${index}.sessions`))).toEqual(most);
  const owners = await queryRows(
    archive,
    `SELECT count(*) AS n, count(DISTINCT target) AS m FROM sessions WHERE start_date BETWEEN '${FROM}' AND '${TO}'
     GROUP BY coalesce(person, role_name, owner_name), person_kind ORDER BY n DESC LIMIT 10`,
  );
  expect(owners.map((_, index) => shown.get(`topOwners.${index}.sessions`))).toEqual(owners.map(({ n }) => n));
  expect(shown.get('topOwners.0.targets')).toBe(owners[0]?.m);
});

test('the count of every finding follows from the sessions', async () => {
  const shown = figuresOf(made.page);
  const found = (name: string) => shown.get(`findings.${name}`);
  const where = (condition: (session: ArchivedRecord) => boolean) => sessions.filter(condition).length;
  const isLong = (session: ArchivedRecord) => seconds(session) > 4 * 3600;
  const isOverCap = (session: ArchivedRecord) =>
    session.max_session_duration_minutes !== null &&
    seconds(session) > 60 * Number(session.max_session_duration_minutes);
  expect(found('root-and-iam-users')).toBe(where(({ owner }) => /:root$|:user\//.test(String(owner))));
  expect(found('shared-or-anonymous-owners')).toBe(shown.get('population.without_person'));
  expect(found('no-reason-or-ticket')).toBe(
    where(({ reason }) => reason === null || !/[A-Z]+-[0-9]+/.test(String(reason))),
  );
  expect(shown.get('findings.no-reason-or-ticket.part')).toBe(where(({ reason }) => reason === null));
  expect(found('no-output-log')).toBe(
    where(({ s3_output_url: s3, cloudwatch_output_url: logs }) => s3 === null && logs === null),
  );
  expect(found('failed-sessions')).toBe(where(({ status }) => status === 'Failed'));
  // The question also counts open sessions, up to when they were last seen connected.
  expect(found('long-sessions')).toBeGreaterThanOrEqual(where((session) => isLong(session) || isOverCap(session)));
  expect(found('outside-business-hours')).toBeGreaterThan(0);
  expect(found('open-now')).toBe(shown.get('population.not_ended'));
  const ask = async (...question: string[]) => {
    const { out } = await runCli(['ask', files.folder, ...question, '--from', FROM, '--to', TO, '--json']);
    return (JSON.parse(out) as unknown[]).length;
  };
  expect(found('concurrent-sessions')).toBe(await ask('concurrent-sessions'));
  expect(found('first-time-on-a-machine')).toBe(await ask('first-time-on-a-machine', '--since', '2025-01-05'));
  for (const { name, count: counted, part } of made.document.findings) {
    expect([found(name), shown.get(`glance.${name}`)]).toEqual([counted, counted]);
    expect(shown.get(`glance.${name}.part`) ?? 0).toBe(part?.count ?? 0);
  }
  expect(made.document.findings.map(({ name }) => name)).toEqual(FINDINGS.map(({ name }) => name));
});

test('the CSV files have every row, and no cell is a formula', () => {
  const csv = (name: string) => readFileSync(join(folder, 'csv', `${name}.csv`), 'utf8');
  const names = readdirSync(join(folder, 'csv')).map((file) => file.replace(/\.csv$/, ''));
  expect(names.sort()).toEqual(['sessions', 'is-the-archive-complete', ...FINDINGS.map(({ name }) => name)].sort());
  expect(csv('sessions').match(/^123456789012,/gm)).toHaveLength(sessions.length);
  expect(sessions.some(({ reason }) => String(reason).startsWith('=HYPERLINK'))).toBe(true);
  expect(csv('sessions')).toContain(`'=HYPERLINK`);
  expect(csv('sessions')).not.toMatch(/(?:^|,)"?=/m);
  const failed = made.document.findings.find(({ name }) => name === 'failed-sessions')?.count ?? 0;
  expect(csv('failed-sessions').trim().split('\n')).toHaveLength(failed + 1);
  expect(made.page).toContain(`${failed - 3} more`);
  expect(made.page).toMatch(/in the CSV,\s+<code>failed-sessions.csv/);
});

test('the page runs no code, loads nothing, and names the head of every scope', () => {
  const { page } = made;
  expect(page).not.toMatch(
    /<script|<img|<link|<iframe|<form|\son\w+\s*=\s*"|\sstyle\s*=|javascript:|(?:src|href)="(?!#)/i,
  );
  expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  const sha256 = createHash('sha256').update(style).digest('base64');
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${sha256}'; base-uri 'none'; form-action 'none'"`,
  );
  for (const { head } of made.document.verification.scopes) expect(page).toContain(head?.sha256);
  expect(made).toMatchObject({ status: 0, err: `${join(folder, 'page.html')}: Complete and unchanged.\n` });
});

const top = (page: string) => /<section\s+class="verdict[^]*?<\/section>/.exec(page)?.[0] ?? '';

test('the top of the page says that the archive begins after the period and stops within it', async () => {
  const { status, page, document } = await report('--from', '2025-12-20', '--to', '2026-02-03', '--check');
  expect({ status, state: document.verdict.state }).toEqual({ status: 1, state: 'bad' });
  expect(top(page)).toMatch(/Incomplete[^]*may be missing[^]*123456789012 us-east-1[^]*Not read/);
});

test('the top of the page names days without a snapshot, and hostile text in every field makes no element', async () => {
  const hostile = await makeHostileArchive(3);
  const { page, document } = await reportOn(join(hostile.folder, 'session-archive'), ...PERIOD, '--rows', '100');
  await hostile.close();
  expect(top(page)).toMatch(
    /Complete and unchanged, with a gap[^]*No snapshot from[^]*2026-01-31 12:00[^]*2026-02-03 12:00[^]*3\.0 days/,
  );
  expect(document.findings.find(({ name }) => name === 'failed-sessions')?.count).toBe(3 * HOSTILE.length);
  // An owner of an unknown form is no person, and neither is a session of a role.
  expect(figuresOf(page).get('population.people')).toBeLessThanOrEqual(HOSTILE.length);
  expect(figuresOf(page).get('population.without_person')).toBeGreaterThanOrEqual(2 * HOSTILE.length);
  const elements = (html: string) => new Set([...html.matchAll(/<([a-z!][\w-]*)/gi)].map(([, name]) => name));
  expect([...elements(page)].filter((name) => !elements(made.page).has(name))).toEqual([]);
  const attributes = (html: string) =>
    new Set(
      [...html.matchAll(/<[a-z][^>]*>/gi)].flatMap(([tag]) => tag.replace(/"[^"]*"/g, '').match(/[\w-]+=/g) ?? []),
    );
  expect([...attributes(page)].filter((name) => !attributes(made.page).has(name))).toEqual([]);
});

test('the top of the page names a changed object, and the rest of the page is complete', async () => {
  const objects = (await account.manifests())[0]?.objects ?? [];
  const [key = '', other = ''] = objects.map((object) => object.key);
  files.write(key, files.read(other));
  const { status, page, document } = await report(...PERIOD, '--check');
  expect({ status, headline: document.verdict.headline }).toEqual({ status: 1, headline: 'Not whole' });
  expect(top(page)).toContain(key);
  expect(document.figures).not.toBeNull();
});

test('with an unreadable object, the page says so and still has the ledger', async () => {
  const key = (await account.manifests())[0]?.objects[0]?.key ?? '';
  files.write(key, 'not gzip');
  const { status, page, document } = await report(...PERIOD);
  expect({ status, figures: document.figures, findings: document.findings }).toEqual({
    status: 0,
    figures: null,
    findings: [],
  });
  expect(document.ledger).not.toBeNull();
  expect(top(page)).toMatch(/Not whole[^]*this page has no figures/);
});

test('the top of the page says that nothing is known about a period without snapshots', async () => {
  const { status, page } = await report('--from', '2027-03-01', '--to', '2027-03-31', '--check');
  expect(status).toBe(1);
  expect(top(page)).toMatch(/No snapshot covers this period[^]*there\s+may\s+have\s+been\s+some/);
});

test('a bucket has the same figures as its copy', async () => {
  const { ssm, s3 } = account;
  const env = {
    ...reporterEnvironment({ ssm, s3, bucket: 'unused', regions: ['eu-west-1'] }),
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const options = [...PERIOD, '--rows', '3', '--json', '-o', join(folder, 'bucket.html')];
  const { status, out } = await runCli(['report', 's3://session-archive', ...options], { env });
  expect(status).toBe(0);
  const { verdict, figures, findings, ledger } = JSON.parse(out) as Document;
  expect({ verdict, figures, findings, ledger }).toEqual({
    verdict: made.document.verdict,
    figures: made.document.figures,
    findings: made.document.findings,
    ledger: made.document.ledger,
  });
});

test('--set changes a parameter of a saved question, and the page shows the value', async () => {
  const { document, page } = await report(
    ...PERIOD,
    '--set',
    'long-sessions.hours=100000',
    '--set',
    'no-reason-or-ticket.ticket=.',
  );
  const found = (name: string) => document.findings.find((each) => each.name === name);
  expect(found('long-sessions')?.count).toBe(found('long-sessions')?.part?.count);
  expect(found('no-reason-or-ticket')?.count).toBe(found('no-reason-or-ticket')?.part?.count);
  expect(page).toContain('100000');
});

test.each([
  ['a workgroup as the archive', ['athena:session_archive'], /the command verifies the bucket/],
  ['a folder without an archive', [__dirname], /There is no archive/],
  ['a missing folder', ['/no/such/folder'], /'\/no\/such\/folder' is not a folder/],
  ['a period the wrong way round', ['.', '--from', '2026-02-02', '--to', '2026-02-01'], /ends before it begins/],
  ['a page in a missing folder', ['.', '-o', '/no/such/folder/page.html'], /-o names a file in '\/no\/such\/folder'/],
  ['--set with an unknown question', ['.', '--set', 'long-session.hours=2'], /names the question 'long-session'/],
  ['--set with an unknown parameter', ['.', '--set', 'long-sessions.minutes=2'], /has no parameter minutes/],
  ['--set with the period', ['.', '--set', 'long-sessions.from=2026-01-01'], /use --from and --to/],
  ['--set in another form', ['.', '--set', 'hours=2'], /write QUESTION.PARAMETER=VALUE/],
  [
    '--set with an invalid value',
    ['.', '--set', 'long-sessions.hours=two'],
    /hours is "two": it must be a whole number/,
  ],
  ['an unknown option', ['.', '--form', '2026-01-01'], /Did you mean --from/],
])('exits with 2 and a message: %s', async (_, args, message) => {
  const { status, err } = await runCli(['report', ...args], { cwd: folder });
  expect({ status, err }).toEqual({ status: 2, err: expect.stringMatching(message) as string });
});

test('the help names exit statuses and examples', async () => {
  const { out } = await runCli(['report', '--help']);
  expect(out).toMatch(
    /Exit status:\n {2}0 {2}the page was written[^]*Examples:\n {2}\$ npx cdk-ssm-session-archive report/,
  );
});
