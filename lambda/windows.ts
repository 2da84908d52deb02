// Arithmetic on ranges of start times.
import { DAY_MS } from './time';

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
