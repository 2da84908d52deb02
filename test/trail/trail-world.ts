// One made-up world, seen twice: by the archive, snapshot by snapshot, and by a trail.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scope } from '../../lib/contract';
import { DAY_MS } from '../../lambda/time';
import { trailFiles, type TrailEvent, type TrailLayout } from '../../local/trail/layout';
import { trailOf, type ToldEvent } from '../../local/trail/trail';
import { createWorld, type TrueSession } from '../../local/world/world';
import type { GrowingArchive } from '../curation/growing-archive';

export const ACCOUNT = '111122223333';
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
/** The first day of both, and how many there are. */
export const FIRST_MS = Date.UTC(2026, 1, 1);
export const DAYS = 10;
/** Of the following day. */
export const NIGHT_MS = 3 * 3_600_000;
const SESSIONS_IN_30_DAYS = 240;
const SEED = 8;

const SCOPES: readonly Scope[] = REGIONS.map((region) => ({ accountId: ACCOUNT, region }));

const world = createWorld({
  seed: SEED,
  accountId: ACCOUNT,
  regions: REGIONS,
  sessions: SESSIONS_IN_30_DAYS,
  from: FIRST_MS,
});

/** Every session that starts before the end of the last day. */
export function truthOf(region: string): readonly TrueSession[] {
  return world.truth(region, FIRST_MS + DAYS * DAY_MS - 1);
}

/** Every event, of Session Manager and of others. @param others of them for each of Session Manager's */
export function allEvents(others: number): ToldEvent[] {
  return REGIONS.flatMap((region) => trailOf(truthOf(region), { seed: SEED, accountId: ACCOUNT, region, others }));
}

/** The last snapshot of a day, of all scopes. */
export async function takeSnapshots(archive: GrowingArchive, day: number): Promise<void> {
  for (const scope of SCOPES) {
    const shown = {
      shown: (state: 'Active' | 'History', now: number) => {
        const list = world.sessions(scope.region, state, now);
        return Array.from({ length: list.length }, (_, i) => list.at(i) ?? {});
      },
    };
    const isComplete = await archive.snapshot(scope, shown, FIRST_MS + (day + 1) * DAY_MS);
    if (!isComplete) throw new Error(`The snapshot of day ${day} in ${scope.region} is not complete`);
  }
}

/** A trail that grows: files appear when CloudTrail has delivered them. */
export class GrowingTrail {
  private readonly files: Map<string, Buffer>;

  constructor(
    private readonly folder: string,
    events: readonly TrailEvent[],
    layout: TrailLayout = {},
  ) {
    this.files = trailFiles(events, layout);
  }

  /** Writes what has been delivered until then, epoch milliseconds. */
  deliver(until: number): void {
    for (const [key, body] of this.files) {
      if (deliveryOf(key) > until) continue;
      const file = join(this.folder, key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, body);
      this.files.delete(key);
    }
  }
}

/** The time in a log file's name. */
function deliveryOf(key: string): number {
  const [, year, month, day, hour, minute] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(key) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}

/** The events that files of until then hold. */
export function deliveredBy(events: readonly ToldEvent[], until: number): ToldEvent[] {
  const quarter = 15 * 60_000;
  return events.filter(({ deliveredMs }) => Math.ceil(deliveredMs / quarter) * quarter <= until);
}

/** A row of `session_events` as the world knows it, to compare. */
export function toldRow({ truth, record, accountId, region }: ToldEvent): readonly unknown[] {
  if (!truth) throw new Error('The event is of another service');
  const { event, sessionId, principal, sourceIp, mfa, sourceIdentity, host, port, error } = truth;
  const at = String(record.eventTime).replace('T', ' ').replace('Z', '.000');
  return [
    record.eventID,
    at,
    event,
    sessionId,
    principal,
    sourceIp,
    mfa,
    sourceIdentity,
    host,
    port,
    error,
    accountId,
    region,
  ];
}

/** What `toldRow` is compared with. */
export const TOLD_COLUMNS = `event_id, event_time, event, session_id, principal, source_ip, mfa, source_identity, forwarded_host, forwarded_port,
  error_code, account_id, region`;
