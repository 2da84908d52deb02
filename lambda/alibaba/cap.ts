// Alibaba Cloud keeps 1,000 successful sessions of a Region, and forgets the oldest ones beyond that. Pure.
import { SECOND_MS } from '../time';
import { createdMs, isSuccessful } from './columns';

/**
 * From this many successful sessions on, a run takes it that older ones may have been forgotten. It is below 1,000 because the
 * documentation does not say exactly which sessions count as successful.
 */
const NEAR_CAP = 900;

/**
 * The start time from which on every session is still shown; null if none can have been forgotten. That is one second after the
 * oldest one, because others of the same second may have been forgotten.
 */
export function shownFromMs(sessions: readonly unknown[]): number | null {
  const successful = sessions.filter(isSuccessful);
  const created = successful.flatMap((session) => createdMs(session) ?? []);
  return successful.length < NEAR_CAP || created.length === 0
    ? null
    : created.reduce((a, b) => Math.min(a, b)) + SECOND_MS;
}
