// Session Manager of Alibaba Cloud's ECS as a source. Every run reads all that is shown, and stores what is new, as with SSM: History
// from the watermark on, and those that were open before.
import { SOURCES } from '../../lib/contract';
import { planRun, type Plan } from '../plan';
import type { Run } from '../run';
import { readAgainIfExpired } from '../scan/pages';
import { toRecords, type SessionRecord, type SessionState } from '../scan/record';
import { WindowWriter } from '../scan/window-writer';
import type { Window } from '../scan/windows';
import type { OpenSource, Reading } from '../source';
import { adoptActive, adoptHistory } from '../store/earlier-attempts';
import { LOOKUP } from '../store/keys';
import { DayObjects, LineObject } from '../store/line-object';
import type { SnapshotObjects } from '../store/snapshot-objects';
import { SECOND_MS } from '../time';
import { ALIBABA, createdMs, isClosed, isSuccessful } from './columns';
import { readSessions, type DescribeTerminalSessions, type Seen } from './pages';

/**
 * Alibaba Cloud keeps 1,000 successful sessions of a Region, and what counts as one is known by its documentation alone. From here on
 * a run no longer takes it that what it does not see was never there.
 */
const NEAR_CAP = 900;

/** Calls of one Region. `onFailedAttempt` is told the code of every attempt that fails. */
export type TerminalSessionsClient = (
  nextToken: string | null,
  onFailedAttempt: (errorName: string) => void,
) => Promise<string>;

export function openAlibaba(connect: (region: string) => TerminalSessionsClient): OpenSource {
  return (region, onFailedAttempt) => {
    const client = connect(region);
    return {
      name: SOURCES.alibaba,
      plan: planRun,
      read: (run, plan, objects) => read(run, plan, objects, (nextToken) => client(nextToken, onFailedAttempt)),
    };
  };
}

async function read(
  run: Run,
  plan: Plan,
  objects: SnapshotObjects,
  describeTerminalSessions: DescribeTerminalSessions,
): Promise<Reading> {
  const { seen, pages } = await readAll({ ...run, describeTerminalSessions });
  const open = seen.filter(({ session }) => !isClosed(session));
  const closed = seen.filter(({ session }) => isClosed(session));
  const capMs = oldestKept(seen);
  const whole: Window = { fromMs: latest(plan.mode === 'full' ? null : plan.watermarkMs, capMs), toMs: null };

  if (!(await adoptActive(run, objects))) await writeActive(recordsOf(run, 'Active', open), objects);
  const earlier = await adoptHistory(run, objects, whole);
  const history = newestFirst(recordsOf(run, 'History', closed));
  const windows = [...earlier.windows];
  for (const [i, gap] of earlier.gaps.entries()) {
    const writer = new WindowWriter(gap, objects);
    // Sessions without a start time belong to no window: they are stored once.
    await writer.add(i === 0 ? history : history.filter(({ startMs }) => startMs !== null));
    await writer.finish();
    windows.push(...writer.closed);
  }
  await writeOlder(history, whole, plan, objects);
  return { pages: { active: 0, history: pages, lookup: 0 }, whole, windows };
}

/** What a page shows again later has changed meanwhile, so the later one counts. */
async function readAll(caller: Parameters<typeof readSessions>[0]): Promise<{ seen: Seen[]; pages: number }> {
  let pages = 0;
  const byId = new Map<unknown, Seen>();
  await readAgainIfExpired(async () => {
    const all = await readSessions(caller);
    pages += all.pages;
    for (const [i, seen] of all.seen.entries()) byId.set(idOf(seen.session) ?? i, seen);
  });
  return { seen: [...byId.values()], pages };
}

function idOf(session: unknown): string | null {
  const { SessionId: id } = (session ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && id !== '' ? id : null;
}

/**
 * From which creation on every session is still shown; null if none can have been pushed out. Of those that were created in the same
 * second as the oldest one, some may have been.
 */
function oldestKept(seen: readonly Seen[]): number | null {
  const successful = seen.filter(({ session }) => isSuccessful(session));
  const created = successful.flatMap(({ session }) => createdMs(session) ?? []);
  return successful.length < NEAR_CAP || created.length === 0
    ? null
    : created.reduce((a, b) => Math.min(a, b)) + SECOND_MS;
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function recordsOf({ scope, snapshot }: Run, state: SessionState, seen: readonly Seen[]): SessionRecord[] {
  const { id: snapshotId, ms: snapshotMs } = snapshot;
  return seen.flatMap(({ session, observedMs }) =>
    toRecords([session], { ...scope, snapshotId, snapshotMs, observedMs, state }, ALIBABA),
  );
}

function newestFirst(records: readonly SessionRecord[]): SessionRecord[] {
  return [...records].sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0));
}

async function writeActive(records: readonly SessionRecord[], objects: SnapshotObjects): Promise<void> {
  if (records.length === 0) return;
  const object = new LineObject(objects.lookedFor);
  for (const record of records) object.add(record);
  await objects.writeActive(object);
}

/** Below what the run vouches for: what has been missing; in a full run all that is still shown. */
async function writeOlder(
  history: readonly SessionRecord[],
  { fromMs }: Window,
  plan: Plan,
  objects: SnapshotObjects,
): Promise<void> {
  const missing = new Set([...objects.stillMissing()].map(({ session_id: id }) => id));
  const days = new DayObjects(objects.lookedFor);
  for (const record of history) {
    const { startMs, sessionId } = record;
    const isWanted = plan.mode === 'full' || (sessionId !== null && missing.has(sessionId));
    if (startMs !== null && startMs < (fromMs ?? 0) && isWanted) days.of(startMs).add(record);
  }
  for (const [day, object] of days.take()) await objects.writeHistory(day, LOOKUP, object);
}
