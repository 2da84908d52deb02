// Times as text, in three forms. Inside the reporter a time is a number: milliseconds since the epoch, UTC.

export const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** `yyyy-MM-dd HH:mm:ss.SSS`: the only form that Hive JSON, OpenX, Trino, DuckDB and pandas all read as a timestamp. */
export function formatTimestamp(ms: number): string {
  const dayMs = floorTo(ms, DAY_MS);
  if (dayMs !== latestDay.ms) latestDay = { ms: dayMs, text: formatDay(dayMs) };
  const left = ms - dayMs;
  const [hours, minutes, seconds] = [left / HOUR_MS, (left % HOUR_MS) / MINUTE_MS, (left % MINUTE_MS) / SECOND_MS];
  return `${latestDay.text} ${digits(2, hours)}:${digits(2, minutes)}:${digits(2, seconds)}.${digits(3, left % SECOND_MS)}`;
}

/** Sessions of one day come together, and formatting the date takes four times as long as the rest. */
let latestDay = { ms: NaN, text: '' };

function digits(length: number, value: number): string {
  return String(Math.floor(value)).padStart(length, '0');
}

/** The milliseconds of a text that `formatTimestamp` wrote; NaN for any other text. */
export function parseTimestamp(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** `yyyy-MM-dd`, the UTC day. */
export function formatDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `yyyyMMddTHHmmssZ`: the id of the snapshot that was scheduled for this second. */
export function formatSnapshotId(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** The scheduled time in an id that `formatSnapshotId` wrote; NaN for any other text. */
export function parseSnapshotId(id: string): number {
  return Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** The first millisecond of the whole second, or day, that `ms` lies in. */
export function floorTo(ms: number, unit: number): number {
  return Math.floor(ms / unit) * unit;
}
