// DuckDB must read every line as it was written, whatever SSM sends. JSON.parse accepts more than other readers do.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { toRecords } from '../../../lambda/records/record';
import { SSM } from '../../../lambda/ssm/ssm-columns';
import { allOf, openArchive, queryRows } from '../../../cli/engines/duckdb/archive';
import { anything, session, TEXT_COLUMNS } from './hostile-sessions';

const SCOPE = 'account_id=123456789012/region=eu-west-1';
const OBSERVATION = {
  accountId: '123456789012',
  region: 'eu-west-1',
  snapshotId: '20260131T010000Z',
  snapshotMs: Date.UTC(2026, 0, 31, 1),
  observedMs: Date.UTC(2026, 0, 31, 1, 0, 7, 45),
  state: 'History',
} as const;
const COLUMNS = [...Object.values(TEXT_COLUMNS), 's3_output_url', 'cloudwatch_output_url', 'extra'];
/** As bytes, since the client drops a byte order mark at the beginning of a text. */
const SELECT = COLUMNS.map((name) => `to_base64(encode(${name})) AS ${name}`).join(', ');
const toBase64 = (text: unknown) => (typeof text === 'string' ? Buffer.from(text).toString('base64') : null);

const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(key: string, body: Buffer | string): void {
  mkdirSync(dirname(join(folder, key)), { recursive: true });
  writeFileSync(join(folder, key), body);
}

test('DuckDB reads every line as it was written', async () => {
  write(`manifests/v1/${SCOPE}/snapshot_date=2026-01-31/20260131T010000Z.json`, '{}\n');
  const object = `history/v1/${SCOPE}/start_date=2026-01-30/20260131T010000Z-lookup.ndjson.gz`;
  write(object, gzipSync('{}\n'));
  const archive = await openArchive(allOf(folder));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(session, anything), { minLength: 1, maxLength: 40 }), async (sessions) => {
      const lines = toRecords(JSON.parse(JSON.stringify(sessions)) as unknown[], OBSERVATION, SSM).map(
        ({ line }) => line,
      );
      write(object, gzipSync(lines.join('')));
      const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(await queryRows(archive, `SELECT ${SELECT} FROM history_records`)).toEqual(
        written.map((record) => Object.fromEntries(COLUMNS.map((name) => [name, toBase64(record[name])]))),
      );
    }),
    { numRuns: 60 },
  );
});
