// One made-up world, in an archive that grows by snapshots, and in a trail.
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
/** The first day of the archive and the trail, and the number of days. */
export const FIRST_MS = Date.UTC(2026, 1, 1);
export const DAYS = 10;
/** 3 o'clock on the following day. */
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

/** Every event. @param others events of other services for each event of Session Manager */
export function allEvents(others: number): ToldEvent[] {
  return REGIONS.flatMap((region) => trailOf(truthOf(region), { seed: SEED, accountId: ACCOUNT, region, others }));
}

/** Takes the last snapshot of a day in all scopes. */
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

/** A trail that grows as CloudTrail delivers files. */
export class GrowingTrail {
  private readonly files: Map<string, Buffer>;

  constructor(
    private readonly folder: string,
    events: readonly TrailEvent[],
    layout: TrailLayout = {},
  ) {
    this.files = trailFiles(events, layout);
  }

  /** Writes the files that CloudTrail has delivered up to this time, epoch milliseconds. */
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

/** The events in files delivered up to this time. */
export function deliveredBy(events: readonly ToldEvent[], until: number): ToldEvent[] {
  const quarter = 15 * 60_000;
  return events.filter(({ deliveredMs }) => Math.ceil(deliveredMs / quarter) * quarter <= until);
}

/** The expected row of `session_events`, with the columns `TOLD_COLUMNS`. */
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

/** The columns of `toldRow`. */
export const TOLD_COLUMNS = `event_id, event_time, event, session_id, principal, source_ip, mfa, source_identity, forwarded_host, forwarded_port,
  error_code, account_id, region`;
