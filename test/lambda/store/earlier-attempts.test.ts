import { activeKey, historyKey, latePart, LOOKUP, undatedPart, windowPart } from '../../../lambda/store/keys';
import { adoptActive, adoptHistory } from '../../../lambda/store/earlier-attempts';
import { formatSnapshotId } from '../../../lambda/time';
import { listed } from './listed';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 31, 1);
const TODAY = Date.UTC(2026, 0, 31);
const SNAPSHOT = { id: formatSnapshotId(NOW), ms: NOW };
const OTHER = formatSnapshotId(NOW - 3_600_000);
const ALL = { fromMs: null, toMs: null };
const LAST_DAY = { fromMs: TODAY, toMs: null };
const DAY_BEFORE = { fromMs: TODAY - DAY_MS, toMs: TODAY };

/** The keys that an attempt takes over from an archive with these keys, and what the function under test returns. */
async function attempt<T>(
  keys: string[],
  adopt: (run: Parameters<typeof adoptHistory>[0], objects: { adopt: (key: string) => Promise<void> }) => Promise<T>,
) {
  const adopted: string[] = [];
  const archive = listed(...keys);
  const result = await adopt(
    { archive, scope: SCOPE, snapshot: SNAPSHOT },
    {
      adopt: (key) => {
        adopted.push(key);
        return Promise.resolve();
      },
    },
  );
  return { adopted: adopted.sort(), result, requests: archive.requests };
}

const keyOf = (dayMs: number, part: string, id = SNAPSHOT.id) => historyKey(SCOPE, dayMs, id, part);

describe('Active', () => {
  test('is taken over if an earlier attempt has stored it', async () => {
    const own = activeKey(SCOPE, SNAPSHOT.id);
    const { adopted, result } = await attempt([own], adoptActive);
    expect({ adopted, result }).toEqual({ adopted: [own], result: true });
  });

  test('has to be read if only other snapshots have stored theirs', async () => {
    const { adopted, result } = await attempt([activeKey(SCOPE, OTHER)], adoptActive);
    expect({ adopted, result }).toEqual({ adopted: [], result: false });
  });
});

describe('History', () => {
  const whole = (keys: string[]) => attempt(keys, (run, objects) => adoptHistory(run, objects, ALL));

  test('without earlier objects, everything is a gap', async () => {
    const { adopted, result } = await whole([]);
    expect({ adopted, result }).toEqual({ adopted: [], result: { windows: [], gaps: [ALL] } });
  });

  test('stored windows are taken over, and the range that is left is a gap', async () => {
    const keys = [keyOf(TODAY, windowPart(LAST_DAY)), keyOf(TODAY - DAY_MS, windowPart(DAY_BEFORE))];
    const { adopted, result } = await whole(keys);
    expect(adopted).toEqual([...keys].sort());
    expect(result).toEqual({
      windows: [LAST_DAY, DAY_BEFORE],
      gaps: [{ fromMs: null, toMs: DAY_BEFORE.fromMs }],
    });
  });

  test('objects without a window of their own are taken over and close no gap', async () => {
    const keys = [undatedPart(ALL), latePart(LAST_DAY)].map((part) => keyOf(TODAY, part));
    const { adopted, result } = await whole(keys);
    expect(adopted).toEqual([...keys].sort());
    expect(result).toEqual({ windows: [], gaps: [ALL] });
  });

  test('a window that overlaps a chosen one is left alone: its range would be counted twice', async () => {
    const wide = { fromMs: DAY_BEFORE.fromMs, toMs: null };
    const keys = [keyOf(TODAY, windowPart(wide)), keyOf(TODAY, windowPart(LAST_DAY))];
    const { adopted, result } = await whole(keys);
    expect(adopted).toEqual([keys[0]]);
    expect(result).toEqual({ windows: [wide], gaps: [{ fromMs: null, toMs: wide.fromMs }] });
  });

  test("another snapshot's objects, lookups and other names are left alone, with one list call", async () => {
    const { adopted, result, requests } = await whole([
      keyOf(TODAY, windowPart(LAST_DAY), OTHER),
      // An incremental attempt looked for missing sessions. A full scan finds them by itself.
      keyOf(TODAY, LOOKUP),
      keyOf(TODAY, windowPart(LAST_DAY)).replace('.ndjson.gz', '.bak'),
    ]);
    expect({ adopted, result }).toEqual({ adopted: [], result: { windows: [], gaps: [ALL] } });
    expect(requests).toHaveLength(1);
  });

  test('an incremental scan reads everything again, without a list call', async () => {
    const since = { fromMs: TODAY, toMs: null };
    const { adopted, result, requests } = await attempt([keyOf(TODAY, windowPart(since))], (run, objects) =>
      adoptHistory(run, objects, since),
    );
    expect({ adopted, result, requests }).toEqual({
      adopted: [],
      result: { windows: [], gaps: [since] },
      requests: [],
    });
  });
});
