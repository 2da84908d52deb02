import { gzipSync } from 'node:zlib';

/** The beginning of the keys in a trail's bucket. */
export interface TrailLayout {
  /** The log file prefix, which comes before `AWSLogs/`. */
  readonly keyPrefix?: string;
  /** The organization's id, for the trail of an organization. */
  readonly organizationId?: string;
}

/** One event, and the time at which CloudTrail delivers it. */
export interface TrailEvent {
  /** Epoch milliseconds. */
  readonly deliveredMs: number;
  readonly accountId: string;
  readonly region: string;
  /** The event as in the log file. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Makes log files by key, as CloudTrail does: gzip, one line of JSON, one file per account, Region and 15 minutes. */
export function trailFiles(events: readonly TrailEvent[], layout: TrailLayout = {}): Map<string, Buffer> {
  const records = new Map<string, object[]>();
  for (const event of events) {
    const key = keyOf(event, layout);
    const inFile = records.get(key) ?? [];
    inFile.push(event.record);
    records.set(key, inFile);
  }
  return new Map([...records].map(([key, all]) => [key, gzipSync(JSON.stringify({ Records: all }), { level: 1 })]));
}

const QUARTER_MS = 15 * 60_000;

function keyOf({ deliveredMs, accountId, region }: TrailEvent, { keyPrefix, organizationId }: TrailLayout): string {
  const time = new Date(Math.ceil(deliveredMs / QUARTER_MS) * QUARTER_MS).toISOString();
  const name = `${accountId}_CloudTrail_${region}_${time.slice(0, 16).replaceAll(/[-:]/g, '')}Z_a1B2c3D4e5F6g7H8.json.gz`;
  const day = time.slice(0, 10).replaceAll('-', '/');
  return [keyPrefix, 'AWSLogs', organizationId, accountId, 'CloudTrail', region, day, name]
    .filter((part) => part !== undefined)
    .join('/');
}
