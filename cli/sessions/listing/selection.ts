// Selects sessions by the options of the command line.
import { createHash } from 'node:crypto';
import { formatDay, formatTimestamp } from '../../../lambda/time';
import { parseInstant, type Period } from '../../period';
import { isTime, type Filter } from '../aws/filters';
import type { SessionRecord } from './record';

export type State = 'Active' | 'History';

/** The options of the command line. A session matches an option if it matches any of its values. */
export interface Wish {
  readonly state: State | null;
  readonly filters: readonly Filter[];
  readonly period: Period;
  readonly owners: readonly string[];
  readonly targets: readonly string[];
  readonly sessionIds: readonly string[];
  readonly statuses: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Use snapshots up to this time, epoch milliseconds; null for all. */
  readonly atMs: number | null;
}

export interface Selection {
  readonly wish: Wish;
  /** The first and the last UTC day on which such a session may have started; null means no limit. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** Whether sessions without a start time match: they match no condition on time. */
  readonly includesUndated: boolean;
  /** Null: any. */
  readonly ids: ReadonlySet<string> | null;
  readonly matches: (record: SessionRecord) => boolean;
  /** Whether a session that started then is in the period. */
  readonly matchesTime: (startTime: string | null) => boolean;
}

/** The times that a timestamp with a four-digit year can express. */
const [FIRST_MS, LAST_MS] = [0, Date.UTC(9999, 11, 31)];

const COLUMNS = {
  Target: 'target',
  Owner: 'owner',
  Status: 'status',
  SessionId: 'session_id',
  AccessType: 'access_type',
} as const;

export function select(wish: Wish): Selection {
  const { filters, period } = wish;
  const starts = [period.fromMs, ...instants(filters, 'InvokedAfter')].filter((ms) => ms !== null);
  const ends = [period.toMs, ...instants(filters, 'InvokedBefore')].filter((ms) => ms !== null);
  const fromMs = starts.length > 0 ? clamp(Math.max(...starts)) : null;
  const toMs = ends.length > 0 ? clamp(Math.min(...ends)) : null;
  const from = fromMs === null ? null : formatTimestamp(fromMs);
  const to = toMs === null ? null : formatTimestamp(toMs);
  const isEmpty = fromMs !== null && toMs !== null && fromMs >= toMs;

  const matchesTime = (start: string | null) =>
    from === null && to === null ? true : start !== null && start >= (from ?? '') && (to === null || start < to);
  const tests = [...filters.filter(({ key }) => !isTime(key)).map(isEqual), ...plainTests(wish)];
  return {
    wish,
    firstDay: isEmpty ? '9999-99-99' : (from?.slice(0, 10) ?? null),
    lastDay: toMs === null ? null : formatDay(Math.max(FIRST_MS, toMs - 1)),
    includesUndated: from === null && to === null,
    ids: idsOf(wish),
    matches: (record) => matchesTime(record.start_time ?? null) && tests.every((test) => test(record)),
    matchesTime,
  };
}

/** A short text for the options that a token depends on. `times` are as typed, because a span before now moves with the clock. */
export function fingerprint(wish: Wish, times: readonly (string | undefined)[]): string {
  const { state, filters, owners, targets, sessionIds, statuses, accounts, regions } = wish;
  const sorted = filters.map(({ key, value }) => `${key}=${value}`).sort();
  const said = JSON.stringify([state, sorted, owners, targets, sessionIds, statuses, accounts, regions, times]);
  return createHash('sha256').update(said).digest('base64url').slice(0, 12);
}

function instants(filters: readonly Filter[], key: Filter['key']): (number | null)[] {
  return filters.filter((filter) => filter.key === key).map(({ value }) => parseInstant(value));
}

function isEqual({ key, value }: Filter): (record: SessionRecord) => boolean {
  const column = COLUMNS[key as keyof typeof COLUMNS];
  return (record) => record[column] === value;
}

function* plainTests({ owners, targets, sessionIds, statuses }: Wish) {
  const isAmong = (values: readonly string[], text: string | null | undefined) => values.includes(text ?? '');
  const lower = (values: readonly string[]) => values.map((value) => value.toLowerCase());
  const [names, wantedStatuses] = [lower(owners), lower(statuses)];
  if (owners.length > 0)
    yield ({ owner }: SessionRecord) => ownerNames(owner ?? '').some((name) => isAmong(names, name));
  if (targets.length > 0) yield ({ target }: SessionRecord) => isAmong(targets, target);
  if (sessionIds.length > 0) yield ({ session_id: id }: SessionRecord) => isAmong(sessionIds, id);
  if (statuses.length > 0) yield ({ status }: SessionRecord) => isAmong(wantedStatuses, status?.toLowerCase());
}

/** The whole owner and its name, in lower case. The name follows the last slash or, for root, which has none, the last colon. */
function ownerNames(owner: string): string[] {
  const lower = owner.toLowerCase();
  const slash = lower.lastIndexOf('/');
  return [lower, lower.slice((slash < 0 ? lower.lastIndexOf(':') : slash) + 1)];
}

function idsOf({ filters, sessionIds }: Wish): ReadonlySet<string> | null {
  const byFilter = filters.find(({ key }) => key === 'SessionId');
  if (byFilter) return new Set([byFilter.value]);
  return sessionIds.length > 0 ? new Set(sessionIds) : null;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, FIRST_MS), LAST_MS);
}
