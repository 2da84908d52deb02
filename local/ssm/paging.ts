import { startOf, type SessionList, type WireSession } from '../world/sessions';
import { matchesFields, matchesTime, type Selection } from './filters';

/**
 * A position in a list that stays valid when sessions appear at the top of the list: after the first `seen` of the
 * sessions that started at `start` (epoch seconds; null: the sessions without a start).
 */
export interface Position {
  readonly start: number | null;
  readonly seen: number;
}

/** Before the first session. */
export const TOP: Position = { start: null, seen: 0 };

export interface Page {
  readonly sessions: readonly WireSession[];
  /** Where the next page begins; undefined on the last page. */
  readonly next: Position | undefined;
}

/**
 * Whether the service filters first and then cuts full pages, or cuts pages of the whole list first and then filters
 * each page. The second gives short and empty pages with a token.
 */
export type Filtering = 'before-paging' | 'after-paging';

/** Cuts one page. Without filters, or with filters on time only, it reads no more sessions than the page has. */
export function cutPage(
  list: SessionList,
  after: Position,
  maxResults: number,
  selection: Selection,
  filtering: Filtering,
): Page {
  const begin = indexOf(list, after);
  if (filtering === 'after-paging') {
    const end = Math.min(begin + maxResults, list.length);
    const sessions = slice(list, begin, end).filter(
      (session) => matchesTime(startOf(session), selection) && matchesFields(session, selection),
    );
    return { sessions, next: end < list.length ? positionAfter(list, end - 1) : undefined };
  }

  const [low, high] = candidates(list, selection);
  const sessions: WireSession[] = [];
  let last = begin;
  for (let index = Math.max(begin, low); index < high; index++) {
    const full = sessions.length === maxResults;
    // Without filters on fields, it is enough to know that a session follows the page. Do not make that session.
    const session = full && selection.fields.length === 0 ? {} : list.at(index);
    if (session === undefined || !matchesFields(session, selection)) continue;
    if (full) return { sessions, next: positionAfter(list, last) };
    sessions.push(session);
    last = index;
  }
  return { sessions, next: undefined };
}

/** The position after the session at `index`. */
function positionAfter(list: SessionList, index: number): Position {
  const start = startOf(list.at(index));
  return start === undefined
    ? { start: null, seen: index + 1 }
    : { start, seen: index + 1 - firstStartedUpTo(list, start) };
}

function indexOf(list: SessionList, { start, seen }: Position): number {
  const first = start === null ? 0 : firstStartedUpTo(list, start);
  const end = start === null ? firstStartedUpTo(list, Infinity) : firstStartedBefore(list, start);
  return Math.min(first + seen, end);
}

/** The range of indices that can match the selection, as far as it can be found without reading the whole list. */
function candidates(list: SessionList, { from, to, sessionId }: Selection): [low: number, high: number] {
  const index = sessionId === undefined ? undefined : list.indexOfId?.(sessionId);
  if (index !== undefined && index < 0) return [0, 0];
  const undated = from === undefined && to === undefined ? 0 : firstStartedUpTo(list, Infinity);
  const low = Math.max(undated, to === undefined ? 0 : firstStartedBefore(list, to), index ?? 0);
  const high = Math.min(
    from === undefined ? list.length : firstStartedBefore(list, from),
    index === undefined ? list.length : index + 1,
  );
  return [low, high];
}

function firstStartedUpTo(list: SessionList, start: number): number {
  return lowerBound(list, (candidate) => candidate <= start);
}

function firstStartedBefore(list: SessionList, start: number): number {
  return lowerBound(list, (candidate) => candidate < start);
}

/** The first index whose start is old enough. Sessions without a start come first and are never old enough. */
function lowerBound(list: SessionList, oldEnough: (start: number) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = startOf(list.at(middle));
    if (start !== undefined && oldEnough(start)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function slice(list: SessionList, begin: number, end: number): WireSession[] {
  const sessions: WireSession[] = [];
  for (let index = begin; index < end; index++) sessions.push(list.at(index) ?? {});
  return sessions;
}
