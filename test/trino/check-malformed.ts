// A line that cannot be read makes a query fail; none loses rows in silence.
import { equal } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SavedQuery } from './check-answers';
import type { LoopbackAthena } from './loopback-athena';
import type { Progress } from './progress';

/** A day, account and Region that every saved query asks about. */
const SCOPE = 'account_id=444455556666/region=eu-west-1';
const RECORDS = `sessions/v1/${SCOPE}/start_date=2026-03-25/20260326T010000Z-active.ndjson.gz`;
const MANIFEST = `manifests/v1/${SCOPE}/snapshot_date=2026-03-26/20260326T010000Z.json`;
const GOOD_LINE = '{"schema_version":1,"start_time":"2026-03-25 10:00:00.000"}\n';

const ONE_DAY = "SELECT * FROM sessions WHERE start_date = '2026-03-25'";

const MALFORMED_RECORDS = {
  'a blank line': '\n',
  'no JSON': 'session\n',
  'text where a number belongs': '{"schema_version":"one"}\n',
  'a time in another form': '{"start_time":"2026-03-25T10:00:00Z"}\n',
  'a key that comes twice': '{"schema_version":1,"schema_version":2}\n',
};

/**
 * Serves small archives with a malformed line, and asks.
 * @param folder where they are written
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
  /** Why Trino refuses the data; undefined if it answers. */
  const refusal = async (sql: string): Promise<string | undefined> => {
    const failure = await athena.trino.query(sql).then(() => undefined, String);
    if (failure !== undefined && !/HIVE_(BAD_DATA|CURSOR_ERROR)/.test(failure)) throw new Error(failure);
    return failure;
  };

  await progress.check('a sound line in a small archive: a query through the view answers', async () => {
    serveLines(GOOD_LINE, '');
    equal((await athena.trino.query(ONE_DAY)).rows.length, 1);
    return undefined;
  });
  await progress.check('a line cut short: every saved query fails', async () => {
    serveLines(`${GOOD_LINE}{"schema_ver`, '{"schema_ver');
    const answered: string[] = [];
    for (const { name, sql } of queries) if ((await refusal(sql)) === undefined) answered.push(name);
    if (answered.length > 0) throw new Error(`Rows were lost in ${answered.join(', ')}`);
    return `${queries.length} queries`;
  });
  for (const [what, line] of Object.entries(MALFORMED_RECORDS))
    await progress.check(`${what}: a query through the view fails`, async () => {
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
