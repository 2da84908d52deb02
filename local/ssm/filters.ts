import type { WireSession } from '../world/sessions';
import { SsmError } from './error';
import type { Filter } from './request';

/** The request's filters. A session must pass all of them. */
export interface Selection {
  /** InvokedAfter, epoch seconds: the session started at this time or later. */
  readonly from: number | undefined;
  /** InvokedBefore, epoch seconds: the session started before this time. */
  readonly to: number | undefined;
  /** SessionId. */
  readonly sessionId: string | undefined;
  /** All filters except the two on time, as fields with their required values. */
  readonly fields: readonly (readonly [field: string, value: string])[];
}

const FIELDS: readonly string[] = ['Target', 'Owner', 'Status', 'SessionId', 'AccessType'];
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Throws InvalidFilterKey for an unknown key, and ValidationException for a value that is not a time. */
export function parseFilters(filters: readonly Filter[]): Selection {
  const times = (key: string) =>
    filters.filter((filter) => filter.key === key).map(({ value }) => parseTime(key, value));
  for (const { key } of filters)
    if (!['InvokedAfter', 'InvokedBefore', ...FIELDS].includes(key))
      throw new SsmError('InvalidFilterKey', `The specified key isn't valid: ${key}`);
  const after = times('InvokedAfter');
  const before = times('InvokedBefore');
  return {
    from: after.length > 0 ? Math.max(...after) : undefined,
    to: before.length > 0 ? Math.min(...before) : undefined,
    sessionId: filters.find(({ key }) => key === 'SessionId')?.value,
    fields: filters.filter(({ key }) => FIELDS.includes(key)).map(({ key, value }) => [key, value]),
  };
}

/** Whether the session passes every filter except the two on time. */
export function matchesFields(session: WireSession, { fields }: Selection): boolean {
  return fields.every(([field, value]) => session[field] === value);
}

/** Whether a session with this start (epoch seconds) passes the filters on time. Without a start, it passes none. */
export function matchesTime(start: number | undefined, { from, to }: Selection): boolean {
  return (
    (from === undefined || (start !== undefined && start >= from)) &&
    (to === undefined || (start !== undefined && start < to))
  );
}

function parseTime(key: string, value: string): number {
  const ms = TIMESTAMP.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(ms))
    throw new SsmError(
      'ValidationException',
      `${key} must be a timestamp such as 2026-01-31T01:00:00Z, not "${value}".`,
    );
  return ms / 1000;
}
