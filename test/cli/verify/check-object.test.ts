// Large objects are read piece by piece. Records with broken Unicode are found.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { checkObject } from '../../../cli/verify/check-object';
import type { Store } from '../../../cli/stores/store';
import { sha256 } from './archive';

const KEY = 'active/v1/account_id=123456789012/region=eu-west-1/snapshot_date=2026-01-31/20260131T010000Z.ndjson.gz';
const RECORD = {
  schema_version: 1,
  source: 'aws-ssm',
  account_id: '123456789012',
  region: 'eu-west-1',
  snapshot_id: '20260131T010000Z',
  session_state: 'Active',
  start_time: '2026-01-30 23:00:00.000',
  start_date: '2026-01-30',
};
/** Some 2 MB that gzip hardly compresses. */
const TEXT = Array.from(
  { length: 2000 },
  () => `${JSON.stringify({ ...RECORD, details: randomBytes(1024).toString('base64') })}\n`,
).join('');

async function check(body: Buffer, expected = sha256(body)) {
  let reads = 0;
  const store: Store = {
    isCopy: false,
    checksum: null,
    level: () => Promise.reject(new Error('not asked for')),
    list: () => Readable.from([]),
    readAll: () => Promise.reject(new Error('too large to be read at once')),
    read: () => {
      reads += 1;
      return Promise.resolve(Readable.from(pieces(body)));
    },
  };
  const stored = { key: KEY, bytes: body.length };
  const { records, findings } = await checkObject(store, {
    stored,
    expected: { ...stored, records: 2000, sha256: expected },
  });
  return { records, codes: findings.map(({ code }) => code), what: findings[0]?.what, reads };
}

function* pieces(body: Buffer) {
  for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536);
}

/** The findings in a small object that no manifest lists. */
async function checkSmall(body: Buffer) {
  const store = { readAll: () => Promise.resolve(body) } as unknown as Store;
  return (await checkObject(store, { stored: { key: KEY, bytes: body.length }, expected: null })).findings;
}

const OTHER = '0'.repeat(64);

test('a large object is read once', async () => {
  const body = gzipSync(TEXT);
  expect(body.length).toBeGreaterThan(2 ** 20);
  expect(await check(body)).toEqual({ records: 2000, codes: [], what: undefined, reads: 1 });
  expect(await check(body, OTHER)).toMatchObject({ records: 2000, codes: ['object-changed'], reads: 1 });
});

test('the hash of a truncated or broken object is still that of all its bytes', async () => {
  const cut = gzipSync(TEXT).subarray(0, -1000);
  const codes = ['object-changed', 'object-unreadable'];
  // The hash is as expected here. Only the count differs.
  expect(await check(cut)).toMatchObject({
    codes,
    what: expect.stringMatching(/^It has \d+ records/) as string,
    reads: 2,
  });
  const broken = gzipSync(TEXT.replace('{"schema_version"', '"schema_version"'));
  for (const body of [cut, broken]) {
    const what = `Its SHA-256 is ${sha256(body)}; its manifest says ${OTHER}.`;
    expect(await check(body, OTHER)).toMatchObject({ codes, what });
  }
});

describe('half a surrogate pair, which JSON.parse accepts and a query does not:', () => {
  const linesOf = (...records: object[]) => gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join(''));

  test.each([
    ['in a column', { ...RECORD, reason: 'a \ud83d' }],
    ['in a name', { ...RECORD, 'a \ud83d': 1 }],
  ])('%s makes the object unreadable', async (_, record) => {
    const body = linesOf(RECORD, record);
    expect(await checkSmall(body)).toEqual([
      expect.objectContaining({
        code: 'object-unreadable',
        what: 'Its line 2 holds half a surrogate pair, which is not valid Unicode.',
      }),
    ]);
  });

  test.each([
    ['escaped in extra, as the reporter keeps it', { extra: JSON.stringify({ Reason: 'a \ud83d' }) }],
    ['a whole pair', { reason: '\u{1f600}' }],
  ])('%s is no problem', async (_, more) => {
    expect(await checkSmall(linesOf({ ...RECORD, ...more }))).toEqual([]);
    // Other writers escape whole pairs.
    const escaped = gzipSync(`${JSON.stringify(RECORD).slice(0, -1)},"reason":"\\ud83d\\ude00"}\n`);
    expect(await checkSmall(escaped)).toEqual([]);
  });
});
