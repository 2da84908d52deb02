// A period and a scope limit the verification. It makes no claim about anything outside them.
import { join } from 'node:path';
import { decide, STATUS } from '../../../cli/verify/outcome';
import { FolderStore } from '../../../cli/stores/folder-store';
import type { Selection } from '../../../cli/verify/selection';
import { createWorld } from '../../../local/world/world';
import { Account, ACCOUNT, REGION } from '../../e2e/account';
import { Files, sha256 } from './archive';
import { verifyStore } from './verified';

/** A Region without a complete snapshot after January. */
const CLOSED = 'us-east-1';
const JANUARY = [30, 31].map((day) => Date.UTC(2026, 0, day, 1));
const MARCH = [1, 2].map((day) => Date.UTC(2026, 2, day, 1));
const FEBRUARY = Date.UTC(2026, 1, 10, 1);

let account: Account;
let files: Files;
beforeAll(async () => {
  const regions = [REGION, CLOSED] as const;
  const from = Date.UTC(2025, 11, 20);
  account = await Account.open({
    source: createWorld({ seed: 7, accountId: ACCOUNT, regions, sessions: 200, from }),
    regions: [...regions],
  });
  for (const now of [...JANUARY, FEBRUARY, ...MARCH]) {
    account.now = now;
    // In February the run fails in every Region, and only its leftovers exist.
    account.s3Fault = ({ method, key }) =>
      (now === FEBRUARY && method === 'PUT' && key.startsWith('manifests/')) ||
      (now > FEBRUARY && method === 'PUT' && key.includes(CLOSED))
        ? { status: 403, code: 'AccessDenied' }
        : undefined;
    await account.run().catch(() => undefined);
  }
  account.s3Fault = undefined;
  files = new Files(join(account.folder, 'session-archive'));
});
afterEach(() => {
  files.restore();
});
afterAll(() => account.close());

const day = (text: string) => Date.parse(text);

/** The verdict, the exit status and the findings about a period, by code and Region. */
async function verifyPeriod(
  from: string | null,
  to: string | null,
  options: Parameters<typeof verifyStore>[1] = {},
  scope: Partial<Selection> = {},
) {
  const selection: Selection = {
    accounts: [],
    regions: [],
    fromMs: from === null ? null : day(from),
    toMs: to === null ? null : day(to),
    ...scope,
  };
  const { scopes, findings } = await verifyStore(new FolderStore(files.folder), { selection, ...options });
  const verdict = decide(findings, scopes, null);
  const codes = findings.map(({ code, key }) => `${code} ${/region=([^/]+)/.exec(key)?.[1] ?? ''}`);
  return { verdict, status: STATUS[verdict], codes: [...new Set(codes)].sort(), findings };
}

const LEFTOVERS = ['leftover-object eu-west-1', 'leftover-object us-east-1'];

test.each<[string, string | null, string | null, string, readonly string[]]>([
  ['all of it', null, null, 'whole', [...LEFTOVERS, 'late-snapshot eu-west-1']],
  ['both months', '2026-01-01', '2026-03-31', 'whole', [...LEFTOVERS, 'late-snapshot eu-west-1']],
  ['January', '2026-01-01', '2026-01-31', 'whole', ['late-snapshot eu-west-1']],
  ['up to January', null, '2026-01-31', 'whole', ['late-snapshot eu-west-1']],
  ['its first day', '2026-01-30', '2026-01-30', 'whole', []],
  [
    'a hole with leftovers',
    '2026-02-01',
    '2026-02-28',
    'no snapshot',
    [...LEFTOVERS, 'no-snapshot eu-west-1', 'no-snapshot us-east-1'],
  ],
  ['a hole', '2026-02-15', '2026-02-28', 'no snapshot', ['no-snapshot eu-west-1', 'no-snapshot us-east-1']],
  ['from the hole on', '2026-02-15', null, 'whole', ['late-snapshot eu-west-1', 'no-snapshot us-east-1']],
  ['March', '2026-03-01', '2026-03-31', 'whole', ['late-snapshot eu-west-1', 'no-snapshot us-east-1']],
  ['its second day', '2026-03-02', null, 'whole', ['no-snapshot us-east-1']],
  ['the time after the last', '2026-04-01', null, 'no snapshot', ['no-snapshot eu-west-1', 'no-snapshot us-east-1']],
  [
    'a month after the last',
    '2026-04-01',
    '2026-04-30',
    'no snapshot',
    ['no-snapshot eu-west-1', 'no-snapshot us-east-1'],
  ],
  ['the time before the first', null, '2025-12-31', 'no snapshot', ['no-snapshot eu-west-1', 'no-snapshot us-east-1']],
  [
    'a month before the first',
    '2025-12-01',
    '2025-12-31',
    'no snapshot',
    ['no-snapshot eu-west-1', 'no-snapshot us-east-1'],
  ],
])('an untouched archive has no problem in %s', async (_, from, to, verdict, codes) => {
  const found = await verifyPeriod(from, to);
  expect(found).toMatchObject({ verdict, status: 0 });
  expect(found.codes).toEqual([...codes].sort());
});

test('for a scope without a snapshot in the period, names the nearest snapshots', async () => {
  const { findings } = await verifyPeriod('2026-02-15', '2026-02-28');
  expect(findings.map(({ key, what, severity }) => [severity, key, what])).toEqual([
    [
      'notice',
      'manifests/v1/account_id=123456789012/region=eu-west-1/',
      'It has no snapshot in the period: the last one before it is 20260131T010000Z, the first one after it is 20260301T010000Z.',
    ],
    [
      'notice',
      'manifests/v1/account_id=123456789012/region=us-east-1/',
      'It has no snapshot in the period: the last one before it is 20260131T010000Z.',
    ],
  ]);
});

describe('a removed manifest', () => {
  const keyOf = (ms: number, region = REGION) => {
    const time = new Date(ms).toISOString();
    return `manifests/v1/account_id=${ACCOUNT}/region=${region}/snapshot_date=${time.slice(0, 10)}/${time.slice(0, 19).replace(/[-:]/g, '')}Z.json`;
  };

  test('is missing in its period, also if it was the only one there', async () => {
    files.write(keyOf(JANUARY[1] ?? 0), null);
    expect((await verifyPeriod('2026-01-31', '2026-01-31')).codes).toContain('manifest-missing eu-west-1');
    expect(await verifyPeriod('2026-01-31', '2026-02-28')).toMatchObject({ verdict: 'not whole', status: 1 });
  });

  test('is no problem for periods that end before it or begin after it, or for another Region', async () => {
    files.write(keyOf(JANUARY[1] ?? 0), null);
    for (const [from, to] of [
      [null, '2026-01-30'],
      ['2026-01-30', '2026-01-30'],
      ['2026-02-15', '2026-02-28'],
      ['2026-03-01', null],
      ['2026-04-01', null],
    ] as const) {
      expect([from, to, await verifyPeriod(from, to)]).toMatchObject([from, to, { status: 0 }]);
    }
    expect(await verifyPeriod(null, null, {}, { regions: [CLOSED] })).toMatchObject({ status: 0 });
  });

  test('leaves records without a manifest, which is a problem only in their own period', async () => {
    for (const ms of JANUARY) files.write(keyOf(ms, CLOSED), null);
    expect((await verifyPeriod(null, null)).codes).toContain('no-manifest us-east-1');
    expect((await verifyPeriod('2026-01-01', '2026-01-31')).codes).toContain('no-manifest us-east-1');
    expect((await verifyPeriod('2026-03-01', null)).codes).toContain('no-snapshot us-east-1');
  });
});

describe('more than 30 days without a snapshot', () => {
  // The last snapshot of January and the first one of March are removed, and the chain is rewritten to hide that.
  beforeEach(() => {
    const scope = `manifests/v1/account_id=${ACCOUNT}/region=${REGION}`;
    const first = `${scope}/snapshot_date=2026-01-30/20260130T010000Z.json`;
    const last = `${scope}/snapshot_date=2026-03-02/20260302T010000Z.json`;
    files.write(`${scope}/snapshot_date=2026-01-31/20260131T010000Z.json`, null);
    files.write(`${scope}/snapshot_date=2026-03-01/20260301T010000Z.json`, null);
    const manifest = JSON.parse(files.read(last).toString()) as object;
    const previous = { key: first, sha256: sha256(files.read(first)) };
    files.write(last, `${JSON.stringify({ ...manifest, previous })}\n`);
  });

  test.each<[string, string | null, string | null, boolean]>([
    ['the whole archive', null, null, true],
    ['the days whose sessions SSM may have forgotten', '2026-01-31', '2026-01-31', true],
    ['the month of these days', '2026-01-01', '2026-01-31', true],
    ['the time that SSM still showed to the next snapshot', '2026-02-01', '2026-02-28', false],
    ['the time after the gap', '2026-03-01', null, false],
    ['the time before the gap', null, '2026-01-29', false],
  ])('memory-gap, verifying %s', async (_, from, to, isGap) => {
    const { codes } = await verifyPeriod(from, to, {}, { regions: [REGION] });
    expect(codes.includes('memory-gap eu-west-1')).toBe(isGap);
  });
});

describe('outside the verified period or scope,', () => {
  const head = { accountId: ACCOUNT, region: REGION, snapshotId: '20260131T010000Z', sha256: '0'.repeat(64) };

  test('a head is not checked, and a notice says so', async () => {
    const outside = ['head-outside eu-west-1', 'late-snapshot eu-west-1', 'no-snapshot us-east-1'];
    expect(await verifyPeriod('2026-03-01', null, { heads: [head] })).toMatchObject({ status: 0, codes: outside });
    const elsewhere = await verifyPeriod(null, null, { heads: [head] }, { regions: [CLOSED] });
    expect(elsewhere).toMatchObject({ status: 0, codes: ['head-outside eu-west-1', 'leftover-object us-east-1'] });
    expect((await verifyPeriod('2026-01-31', null, { heads: [head] })).codes).toContain('head-missing eu-west-1');
  });

  test('days missing in the catalog are no problem', async () => {
    const catalog = { accounts: [ACCOUNT], regions: [REGION], firstDay: '2026-02-25' };
    const inPeriod = async (...period: [string | null, string | null]) =>
      (await verifyPeriod(...period, { catalog })).codes.filter((code) => code.startsWith('not-in-catalog'));
    expect(await inPeriod(null, null)).toEqual(['not-in-catalog eu-west-1', 'not-in-catalog us-east-1']);
    // The snapshots of March hold sessions that began in the 30 days before.
    expect(await inPeriod('2026-03-01', null)).toEqual(['not-in-catalog eu-west-1']);
    expect(await inPeriod('2026-04-01', null)).toEqual([]);
  });

  test('foreign objects of other accounts and Regions are not reported', async () => {
    files.write('history/v1/account_id=111122223333/notes.txt', 'x');
    files.write('history/v1/notes.txt', 'x');
    files.write(`history/v1/account_id=${ACCOUNT}/notes.txt`, 'x');
    const foreign = async (scope: Partial<Selection>) =>
      (await verifyPeriod(null, null, {}, scope)).findings
        .filter(({ code }) => code === 'foreign-object')
        .map(({ key }) => key)
        .sort();
    expect(await foreign({})).toHaveLength(3);
    expect(await foreign({ accounts: [ACCOUNT] })).toEqual([`history/v1/account_id=${ACCOUNT}/notes.txt`]);
    expect(await foreign({ accounts: [ACCOUNT], regions: [REGION] })).toEqual([]);
  });
});
