// How queries read the archive: which files they open, and what broken files do.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { askedQueries } from './asked';
import { useFixture } from './fixture/fixture';

const { folder, archive } = useFixture();

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/** DuckDB's plan: for each scan of a table, the filter on files, and the number of files out of all. */
async function readings(sql: string): Promise<{ filter: string; files: string }[]> {
  const [row] = (await archive().runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`)).getRows();
  const collect = ({ name, children, extra_info: info }: PlanNode): { filter: string; files: string }[] => [
    ...(name.trim() === 'READ_JSON'
      ? [{ filter: String(info['File Filters']), files: String(info['Scanning Files']) }]
      : []),
    ...children.flatMap(collect),
  ];
  return (JSON.parse(String(row?.[1])) as PlanNode[]).flatMap(collect);
}

test('a filter on account, Region and day reaches the files of History through the view', async () => {
  const found = await readings(
    "SELECT owner FROM sessions WHERE account_id = '444455556666' AND region = 'eu-west-1' AND start_date = '2026-03-10'",
  );
  const reading = found.find(({ filter }) => filter.includes('start_date'));
  const [opened] = String(reading?.files).split('/').map(Number);
  const all = readdirSync(join(folder, 'history'), { recursive: true, encoding: 'utf8' });
  expect(opened).toBeGreaterThan(0);
  expect(opened).toBeLessThan(all.filter((file) => file.endsWith('.gz')).length / 10);
});

/**
 * Records of Active are filed under the day of the snapshot. A view without a cutoff reads all of them for any start
 * day.
 */
test.each(askedQueries())(
  '$name filters files by day in every scan, except one scan of Active for each use of the view',
  async ({ sql }) => {
    const filters = (await readings(sql)).map(({ filter }) => filter);
    expect(filters).not.toHaveLength(0);
    const unfiltered = filters.filter((filter) => !/(start|snapshot)_date/.test(filter));
    const views = sql.match(/FROM sessions\b/g) ?? [];
    expect(unfiltered.length).toBeLessThanOrEqual(views.length);
  },
);

describe('a query fails on a line that is not a record', () => {
  const broken = join(
    folder,
    'history/v1/account_id=444455556666/region=eu-west-1/start_date=2026-03-10/20260313T010000Z-broken.ndjson.gz',
  );
  const breakWith = (line: string) => {
    writeFileSync(broken, gzipSync(`${line}\n`));
  };
  afterEach(() => {
    rmSync(broken);
  });

  test.each(askedQueries().filter(({ sql }) => /FROM sessions\b/.test(sql)))('$name', async ({ sql }) => {
    breakWith('{"session_id":');
    await expect(archive().run(sql)).rejects.toThrow('Malformed JSON');
  });

  test.each(['{"schema_version":"one"}', '{"snapshot_time":"2026-02-30 25:00:00.000"}', '{"session_id":{}}x'])(
    '%s',
    async (line) => {
      breakWith(line);
      await expect(
        archive().run('SELECT max(schema_version), max(snapshot_time), max(session_id) FROM history_records'),
      ).rejects.toThrow();
    },
  );
});
