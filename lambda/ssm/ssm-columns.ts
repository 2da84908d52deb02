// From one session as DescribeSessions sent it to the columns of its record.
import { SOURCES } from '../../lib/contract';
import { fill, isObject, MAX_MS, NO_VALUES, text, type Column, type Columns, type Group } from '../records/columns';
import { toJsonText } from '../records/json-text';
import type { Form } from '../records/record';
import { formatTimestamp, SECOND_MS } from '../time';

const time = (name: keyof Columns): Column => ({
  name,
  read: (value) => {
    const ms = toMs(value);
    return ms === null ? null : formatTimestamp(ms);
  },
  // The column rounds to a millisecond. `extra` keeps the exact value of a finer time.
  isExact: (value) => Number(toMs(value)) / SECOND_MS === value,
});

/** A whole number, sent as text or as a number. Do not check it with the pattern that AWS publishes: that rejects valid durations. */
const minutes = (name: keyof Columns): Column => ({
  name,
  read: (value) => {
    const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
    return Number.isInteger(count) && Math.abs(count) <= MAX_INT && String(count) === String(value) ? count : null;
  },
});

const MAX_INT = 2 ** 31 - 1;

/** From epoch seconds with a fraction. */
function toMs(value: unknown): number | null {
  const ms = typeof value === 'number' ? Math.round(value * SECOND_MS) : NaN;
  return ms >= 0 && ms < MAX_MS ? ms : null;
}

const OUTPUT_URL: Group = {
  columns: new Map([
    ['S3OutputUrl', text('s3_output_url')],
    ['CloudWatchOutputUrl', text('cloudwatch_output_url')],
  ]),
};
/** By the field names of DescribeSessions. */
const SESSION_FIELDS = new Map<string, Column | Group>([
  ['SessionId', text('session_id')],
  ['Target', text('target')],
  ['Status', text('status')],
  ['Owner', text('owner')],
  ['Reason', text('reason')],
  ['DocumentName', text('document_name')],
  ['AccessType', text('access_type')],
  ['Details', text('details')],
  ['StartDate', time('start_time')],
  ['EndDate', time('end_time')],
  ['MaxSessionDuration', minutes('max_session_duration_minutes')],
  ['OutputUrl', OUTPUT_URL],
]);

/** Sessions of AWS Systems Manager. */
export const SSM: Form = {
  source: SOURCES.ssm,
  toColumns(session) {
    const columns: Columns = { ...NO_VALUES };
    const rest = isObject(session) ? fill(columns, session, SESSION_FIELDS) : session;
    if (rest !== undefined) columns.extra = toJsonText(rest);
    return { columns, startMs: isObject(session) ? toMs(session.StartDate) : null };
  },
};
