// ECS Session Manager of Alibaba Cloud as a source. Every run reads all sessions. Like SSM's, an incremental run stores the closed
// ones from the watermark on, those that were open or missing before, and all that are open now.
import { SOURCES } from '../../lib/contract';
import { planRun, type Plan } from '../plan';
import { recordsOf, type Run } from '../run';
import { readAgainIfExpired } from '../read-again';
import type { SessionRecord, SessionState } from '../records/record';
import { WindowWriter } from '../records/window-writer';
import type { Window } from '../records/windows';
import type { OpenSource, Reading } from '../source';
import { adoptActive, adoptHistory } from '../store/earlier-attempts';
import { LOOKUP } from '../store/keys';
import { DayObjects, LineObject } from '../store/line-object';
import type { SnapshotObjects } from '../store/snapshot-objects';
import { shownFromMs } from './cap';
import { ALIBABA, isClosed } from './columns';
import { readSessions, type DescribeTerminalSessions, type Seen } from './pages';

/** Calls of one Region. `onFailedAttempt` gets the code of every failed attempt. */
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
  const fromMs = plan.mode === 'full' ? null : plan.watermarkMs;
  const whole: Window = { fromMs: later(fromMs, shownFromMs(seen.map(({ session }) => session))), toMs: null };

  if (!(await adoptActive(run, objects))) await writeActive(recordsOfAll(run, 'Active', open), objects);
  const earlier = await adoptHistory(run, objects, whole);
  const history = newestFirst(recordsOfAll(run, 'History', closed));
  const windows = [...earlier.windows];
  for (const [i, gap] of earlier.gaps.entries()) {
    const writer = new WindowWriter(gap, objects);
    // Sessions without a start time belong to no window, so only the first gap stores them.
    await writer.add(i === 0 ? history : history.filter(({ startMs }) => startMs !== null));
    await writer.finish();
    windows.push(...writer.closed);
  }
  await writeOlder(history, whole, plan, objects);
  return { pages: { active: 0, history: pages, lookup: 0 }, whole, windows };
}

/** If two pages show the same session, it changed meanwhile: the later one counts. */
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

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function recordsOfAll(run: Run, state: SessionState, seen: readonly Seen[]): SessionRecord[] {
  return seen.flatMap(({ session, observedMs }) => recordsOf(run, ALIBABA, state, { sessions: [session], observedMs }));
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

/** Stores closed sessions older than the start times the run vouches for: the missing ones; in a full run all that are shown. */
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
