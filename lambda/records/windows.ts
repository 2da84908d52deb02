// Arithmetic on ranges of start times.
import { DAY_MS, floorTo, SECOND_MS } from '../time';

/** A half-open range of start times, `[fromMs, toMs)`; null is an open end. */
export interface Window {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** A part of a window. `dayMs` is the UTC day whose sessions it holds; undefined if there are none in it. */
export interface Piece extends Window {
  readonly dayMs: number | undefined;
}

/** Cuts a window into the given UTC days (each overlaps it) and the ranges between them: an exact cover, newest first. */
export function cutByDay({ fromMs, toMs }: Window, days: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  let upperMs = toMs;
  for (const dayMs of [...days].sort((a, b) => b - a)) {
    const dayEndMs = Math.min(dayMs + DAY_MS, upperMs ?? Infinity);
    if (upperMs === null || dayEndMs < upperMs) pieces.push({ fromMs: dayEndMs, toMs: upperMs, dayMs: undefined });
    upperMs = Math.max(dayMs, fromMs ?? 0);
    pieces.push({ fromMs: upperMs, toMs: dayEndMs, dayMs });
  }
  if (upperMs === null || upperMs > (fromMs ?? -1)) pieces.push({ fromMs, toMs: upperMs, dayMs: undefined });
  return pieces;
}

/**
 * Picks windows that lie inside the whole and do not overlap, and names the gaps they leave: together an exact cover. Of
 * two that overlap the upper one wins, of two that end together the longer: only whole windows can be relied upon.
 */
export function tile<W extends Window>(written: readonly W[], whole: Window): { chosen: W[]; gaps: Window[] } {
  const chosen: W[] = [];
  const gaps: Window[] = [];
  let upper = upperEnd(whole);
  const candidates = written
    .filter((w) => lowerEnd(w) < upperEnd(w) && lowerEnd(w) >= lowerEnd(whole) && upperEnd(w) <= upperEnd(whole))
    .sort((a, b) => upperEnd(b) - upperEnd(a) || lowerEnd(a) - lowerEnd(b));
  for (const window of candidates) {
    if (upperEnd(window) > upper) continue;
    if (upperEnd(window) < upper) gaps.push({ fromMs: window.toMs, toMs: upper === Infinity ? null : upper });
    chosen.push(window);
    upper = lowerEnd(window);
  }
  if (upper > lowerEnd(whole)) gaps.push({ fromMs: whole.fromMs, toMs: upper === Infinity ? null : upper });
  return { chosen, gaps };
}

/** Throws if the windows leave a part of the whole out or cover one twice. */
export function assertExactCover(windows: readonly Window[], whole: Window): void {
  const { chosen, gaps } = tile(windows, whole);
  if (gaps.length > 0 || chosen.length < windows.length) {
    throw new Error(`The windows of the snapshot do not tile its History: ${JSON.stringify({ windows, gaps })}`);
  }
}

/** A whole second that parts a window in two that are about as long; null if there is none strictly inside. */
export function middleOf(fromMs: number, toMs: number): number | null {
  const middleMs = floorTo(fromMs + (toMs - fromMs) / 2, SECOND_MS);
  return middleMs > fromMs && middleMs < toMs ? middleMs : null;
}

function lowerEnd({ fromMs }: Window): number {
  return fromMs ?? -Infinity;
}

function upperEnd({ toMs }: Window): number {
  return toMs ?? Infinity;
}
