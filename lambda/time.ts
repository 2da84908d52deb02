// The three text forms of a point in time. Inside the reporter a time is a number: milliseconds since the epoch, UTC.

export const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** `yyyy-MM-dd HH:mm:ss.SSS`: the one form that Hive JSON, OpenX, Trino, DuckDB and pandas all read as a timestamp. */
export function formatTimestamp(ms: number): string {
  const dayMs = floorTo(ms, DAY_MS);
  if (dayMs !== latestDay.ms) latestDay = { ms: dayMs, text: formatDay(dayMs) };
  const left = ms - dayMs;
  const [hours, minutes, seconds] = [left / HOUR_MS, (left % HOUR_MS) / MINUTE_MS, (left % MINUTE_MS) / SECOND_MS];
  return `${latestDay.text} ${digits(2, hours)}:${digits(2, minutes)}:${digits(2, seconds)}.${digits(3, left % SECOND_MS)}`;
}

/** Sessions come by the day, and making the text of a date takes four times as long as the rest. */
let latestDay = { ms: NaN, text: '' };

function digits(length: number, value: number): string {
  return String(Math.floor(value)).padStart(length, '0');
}

/** The milliseconds of a timestamp that `formatTimestamp` wrote; NaN for any other text. */
export function parseTimestamp(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** `yyyy-MM-dd`, the UTC day. */
export function formatDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `yyyyMMddTHHmmssZ`: the name of the snapshot that was scheduled for this second. */
export function formatSnapshotId(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** The scheduled time in a name that `formatSnapshotId` made; NaN for any other text. */
export function parseSnapshotId(id: string): number {
  return Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** The first millisecond of the whole second, or day, that `ms` lies in. */
export function floorTo(ms: number, unit: number): number {
  return Math.floor(ms / unit) * unit;
}
