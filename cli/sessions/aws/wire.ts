// Turns a record back into a session of DescribeSessions, with the API's names in the order of its model.
import type { Scope } from '../../../lib/contract';
import { parseTimestamp } from '../../../lambda/time';
import type { SessionRecord } from '../listing/record';

/** ISO 8601 in UTC as AWS CLI v2 prints it, or epoch seconds as in the API's response. */
export type TimeForm = 'iso8601' | 'wire';

export interface WireOptions {
  readonly times: TimeForm;
  /** Include fields that SSM sent but the AWS CLI does not know. */
  readonly hasAllFields: boolean;
  readonly hasScope: boolean;
}

export type WireSession = Record<string, unknown>;
type Fields = Readonly<Record<string, unknown>>;

/** Empty where the record has null: SSM sends empty texts for most sessions, and the archive stores null for them. */
const OUTPUT_URL = 'OutputUrl';

/** The scalar fields in the order of the model, with OutputUrl between them. */
export const FIELDS = [
  'SessionId',
  'Target',
  'Status',
  'StartDate',
  'EndDate',
  'DocumentName',
  'Owner',
  'Reason',
  'Details',
  OUTPUT_URL,
  'MaxSessionDuration',
  'AccessType',
] as const;
export const OUTPUT_FIELDS = ['S3OutputUrl', 'CloudWatchOutputUrl'] as const;

export function toWire(record: SessionRecord, { accountId, region }: Scope, options: WireOptions): WireSession {
  const time = (text: string | null | undefined) => (text == null ? null : formatTime(text, options.times));
  const minutes = record.max_session_duration_minutes;
  const session: WireSession = {};
  const put = (name: string, value: unknown) => {
    if (value != null) session[name] = value;
  };
  if (options.hasScope) Object.assign(session, { AccountId: accountId, Region: region });
  put('SessionId', record.session_id);
  put('Target', record.target);
  put('Status', record.status);
  put('StartDate', time(record.start_time));
  put('EndDate', time(record.end_time));
  put('DocumentName', record.document_name);
  put('Owner', record.owner);
  put('Reason', record.reason);
  put('Details', record.details);
  session.OutputUrl = outputUrl(record);
  put('MaxSessionDuration', minutes == null ? null : String(minutes));
  put('AccessType', record.access_type);
  return record.extra == null ? session : withExtra(session, record.extra, options);
}

function outputUrl({ s3_output_url: s3, cloudwatch_output_url: cloudWatch }: SessionRecord): WireSession {
  return { ...(s3 != null && { S3OutputUrl: s3 }), ...(cloudWatch != null && { CloudWatchOutputUrl: cloudWatch }) };
}

/** `extra` holds values that did not fit their columns, as SSM sent them, and fields that SSM added later. */
function withExtra(session: WireSession, extra: string, options: WireOptions): WireSession {
  const fields = JSON.parse(extra) as unknown;
  if (!isObject(fields)) return session;
  const own: Fields = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name === OUTPUT_URL ? ownUrl(session, value, options) : ownValue(name, value, options),
    ]),
  );
  const names = [...(options.hasScope ? ['AccountId', 'Region'] : []), ...FIELDS];
  const others = options.hasAllFields ? Object.keys(own).filter((name) => !names.includes(name)) : [];
  return Object.fromEntries(
    [...names, ...others].flatMap((name) => {
      const value = name in own && !(options.hasScope && names.indexOf(name) < 2) ? own[name] : session[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function ownUrl(session: WireSession, value: unknown, { hasAllFields }: WireOptions): unknown {
  if (!isObject(value)) return value;
  const known: readonly string[] = OUTPUT_FIELDS;
  const kept = Object.entries(value).filter(([name]) => hasAllFields || known.includes(name));
  const all = { ...(session.OutputUrl as Fields), ...Object.fromEntries(kept) };
  const names = [...known.filter((name) => name in all), ...Object.keys(all).filter((name) => !known.includes(name))];
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** Formats times finer than a millisecond, which `extra` holds. */
function ownValue(name: string, value: unknown, { times }: WireOptions): unknown {
  const isTime = name === 'StartDate' || name === 'EndDate';
  if (!isTime || typeof value !== 'number' || times === 'wire') return value;
  const microseconds = Math.round(value * 1e6);
  const date = new Date(Math.floor(microseconds / 1000));
  if (Number.isNaN(date.getTime())) return value;
  const fraction = (((microseconds % 1e6) + 1e6) % 1e6).toString().padStart(6, '0');
  return `${date.toISOString().slice(0, -5)}${fraction === '000000' ? '' : `.${fraction}`}+00:00`;
}

/** Writes six digits of a fraction, or none without a fraction. */
function formatTime(timestamp: string, form: TimeForm): string | number {
  if (form === 'wire') return parseTimestamp(timestamp) / 1000;
  const [day, time] = [timestamp.slice(0, 10), timestamp.slice(11, 19)];
  const fraction = timestamp.slice(20);
  return fraction === '000' ? `${day}T${time}+00:00` : `${day}T${time}.${fraction}000+00:00`;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
