import type { WireSession } from '../world/sessions';
import { orderKey, type Order } from './sessions';

/** A position that stays valid while sessions come and go: after the first `seen` of the sessions with that key. */
export interface Position {
  readonly key: number;
  readonly seen: number;
}

/** Before the first session. */
export const START: Position = { key: -Number.MAX_VALUE, seen: 0 };

export interface Page {
  readonly sessions: readonly WireSession[];
  /** Where the next page begins; undefined on the last page. */
  readonly next: Position | undefined;
}

/** Sorts the sessions into that order and cuts one page. */
export function cutPage(sessions: readonly WireSession[], order: Order, after: Position, maxResults: number): Page {
  const keyed = sessions.map((session) => ({ key: orderKey(session, order), session }));
  const rest = keyed.filter(({ key }) => key >= after.key).sort((a, b) => a.key - b.key);
  const same = rest.filter(({ key }) => key === after.key).length;
  const begin = Math.min(after.seen, same);
  const page = rest.slice(begin, begin + maxResults);
  const last = page.at(-1);
  const isLast = last === undefined || begin + page.length === rest.length;
  const seen = rest.slice(0, begin + page.length).filter(({ key }) => key === last?.key).length;
  return { sessions: page.map(({ session }) => session), next: isLast ? undefined : { key: last.key, seen } };
}
