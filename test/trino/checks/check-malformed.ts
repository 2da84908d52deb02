// A malformed line makes a query fail, instead of losing rows silently. Whatever SSM sends becomes a line that Trino
// can read.
import { deepEqual, equal } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toRecords } from '../../../lambda/records/record';
import { SSM } from '../../../lambda/ssm/ssm-columns';
import { mapLimited } from '../../map-limited';
import { AT_ONCE, type SavedQuery } from './check-answers';
import type { LoopbackAthena } from '../loopback-athena';
import type { Progress } from '../progress';

/** An account and Region, with a day, that every saved query reads. */
const SCOPE = 'account_id=444455556666/region=eu-west-1';
const RECORDS = `history/v1/${SCOPE}/start_date=2026-03-25/20260326T010000Z-lookup.ndjson.gz`;
const MANIFEST = `manifests/v1/${SCOPE}/snapshot_date=2026-03-26/20260326T010000Z.json`;
const GOOD_LINE = '{"schema_version":1,"session_id":"one","start_time":"2026-03-25 10:00:00.000"}\n';

const ONE_DAY = "SELECT * FROM sessions WHERE start_date = '2026-03-25'";

const MALFORMED_RECORDS = {
  'a blank line': '\n',
  'no JSON': 'session\n',
  'text where a number belongs': '{"schema_version":"one"}\n',
  'a time in another form': '{"start_time":"2026-03-25T10:00:00Z"}\n',
  'a key that comes twice': '{"schema_version":1,"schema_version":2}\n',
};

/**
 * Legal JSON that is hard to read: half a surrogate pair, control characters, line ends, a byte order mark, an unclosed
 * brace.
 */
const HOSTILE_TEXTS = [
  'half \ud83d of a pair',
  '\udc00',
  '\u0000\u0001\u007f',
  'one\u2028two\u0085three',
  '\ufeffx',
  '{"a":',
  '\u{1f600}',
];

/**
 * Serves small archives with a malformed line, and queries them.
 * @param folder the folder for the archives
 */
export async function checkMalformed(
  progress: Progress,
  athena: LoopbackAthena,
  queries: readonly SavedQuery[],
  folder: string,
): Promise<void> {
  const serveLines = (records: string, manifest: string): void => {
    const archive = mkdtempSync(join(folder, 'malformed-'));
    write(join(archive, RECORDS), gzipSync(records));
    write(join(archive, MANIFEST), manifest);
    athena.serve(archive);
  };
  /** Trino's error about the data, or undefined if it answers. */
  const refusal = async (sql: string): Promise<string | undefined> => {
    const failure = await athena.trino.query(sql).then(() => undefined, String);
    if (failure !== undefined && !/HIVE_(BAD_DATA|CURSOR_ERROR)/.test(failure)) throw new Error(failure);
    return failure;
  };

  await progress.check('a correct line in a small archive: a query of the view answers', async () => {
    serveLines(GOOD_LINE, '');
    equal((await athena.trino.query(ONE_DAY)).rows.length, 1);
    return undefined;
  });
  await progress.check('a line cut short: every saved query fails', async () => {
    serveLines(`${GOOD_LINE}{"schema_ver`, '{"schema_ver');
    const refusals = await mapLimited(queries, AT_ONCE, ({ sql }) => refusal(sql));
    const answered = queries.filter((_, i) => refusals[i] === undefined).map(({ name }) => name);
    if (answered.length > 0) throw new Error(`Rows were lost in ${answered.join(', ')}`);
    return `${queries.length} queries`;
  });
  await progress.check('texts that are hard to read: every line is read, and extra holds them exactly', async () => {
    const startMs = Date.UTC(2026, 2, 25, 10);
    const observation = {
      accountId: '444455556666',
      region: 'eu-west-1',
      snapshotId: '20260326T010000Z',
      snapshotMs: Date.UTC(2026, 2, 26, 1),
      observedMs: Date.UTC(2026, 2, 26, 1),
      state: 'Active',
    } as const;
    const sessions = HOSTILE_TEXTS.map((text, i) => ({
      SessionId: `hostile-${i}`,
      StartDate: startMs / 1000,
      Reason: text,
      New: { [text]: text },
    }));
    serveLines(
      toRecords(sessions, observation, SSM)
        .map(({ line }) => line)
        .join(''),
      '',
    );
    const { rows } = await athena.trino.query(
      "SELECT reason, extra FROM history_records WHERE start_date = '2026-03-25' ORDER BY session_id",
    );
    deepEqual(
      rows.map(([reason]) => reason),
      HOSTILE_TEXTS.map((text) => text.toWellFormed()),
    );
    deepEqual(
      rows.map(([, extra]) => (JSON.parse(extra as string) as { New: unknown }).New),
      HOSTILE_TEXTS.map((text) => ({ [text]: text })),
    );
    return `${rows.length} lines`;
  });
  for (const [what, line] of Object.entries(MALFORMED_RECORDS))
    await progress.check(`${what}: a query of the view fails`, async () => {
      serveLines(GOOD_LINE + line + GOOD_LINE, '');
      const failure = await refusal(ONE_DAY);
      if (failure === undefined) throw new Error('Trino answered');
      return undefined;
    });
}

function write(file: string, bytes: Buffer | string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
