// Which window an idle reader takes over: the older half of the largest window that another reader still has to read.
import type { WindowWriter } from '../records/window-writer';
import { middleOf, type Window } from '../records/windows';

export interface Reader {
  readonly window: Window;
  readonly writer: WindowWriter;
  /** The reader that gave up this window, the older half of its own; null for the reader of a gap. */
  readonly owner: Reader | null;
  /** Range of start times of the latest page; null before the first page. */
  pageMs: number | null;
  /** It has read its last page, so it can neither give up a half nor take one back. */
  isDone: boolean;
  /** Its owner has taken the window back. */
  isGivenBack: boolean;
}

export interface Half {
  readonly owner: Reader;
  readonly window: Window;
}

/** The older half of the largest unread window; null if no window is worth halving. Starts before `oldestMs` do not count. */
export function largestHalf(readers: Iterable<Reader>, oldestMs: number): Half | null {
  const halves = [...readers].flatMap((owner) => olderHalf(owner, oldestMs) ?? []);
  return halves.sort((a, b) => b.wholeMs - a.wholeMs)[0] ?? null;
}

/** Null before the first page, after a page out of order, and for a reader that is nearly done. */
function olderHalf(owner: Reader, oldestMs: number): (Half & { readonly wholeMs: number }) | null {
  const { fromMs, toMs } = owner.writer.unread;
  if (owner.isDone || owner.pageMs === null || toMs === null || !owner.writer.isOrdered) return null;
  const lowerMs = Math.max(fromMs ?? 0, oldestMs);
  const middleMs = middleOf(lowerMs, toMs);
  // Less than two pages, as long as the latest one: a second reader would cost more calls than it saves time.
  if (middleMs === null || toMs - lowerMs < 2 * owner.pageMs) return null;
  return { owner, window: { fromMs, toMs: middleMs }, wholeMs: toMs - lowerMs };
}
