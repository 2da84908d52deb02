// The expected answers to the questions about the trail, computed from the made-up world.
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import type { ToldEvent, TruthOfEvent } from '../../local/trail/trail';
import { DAYS, FIRST_MS, NIGHT_MS, REGIONS, truthOf } from './trail-world';

interface Told extends TruthOfEvent {
  readonly region: string;
  readonly id: string;
  readonly at: string;
  readonly atMs: number;
}

const LAST_SNAPSHOT_MS = FIRST_MS + DAYS * DAY_MS;
export const AS_OF_MS = LAST_SNAPSHOT_MS + NIGHT_MS;

export function told(events: readonly ToldEvent[]): Told[] {
  return events.flatMap(({ truth, record, region }) => {
    const at = String(record.eventTime).replace('T', ' ').replace('Z', '.000');
    return truth
      ? [{ ...truth, region, id: String(record.eventID), at, atMs: Date.parse(String(record.eventTime)) }]
      : [];
  });
}

const isStart = ({ event, error }: Told) => ['StartSession', 'ExecuteCommand'].includes(event) && error === null;

/** The event that says from where each session came, by Region and session. */
export function origins(all: readonly Told[]): Map<string, Told> {
  const found = new Map<string, Told>();
  for (const each of all.filter(isStart)) {
    const key = `${each.region} ${String(each.sessionId)}`;
    if (each.event === 'ExecuteCommand' || !found.has(key)) found.set(key, each);
  }
  return found;
}

/** `[Region, session, finding, cause]` for each session that only the archive or only the trail has. */
export function oneSided(all: readonly Told[]): string[][] {
  const found = origins(all);
  const sessions = REGIONS.flatMap((region) =>
    truthOf(region).map((session) => ({ ...session, id: session.sessionId, region })),
  );
  const isLate = (ms: number) => AS_OF_MS - ms < 24 * HOUR_MS;
  const unstarted = sessions
    .filter(({ region, id }) => !found.has(`${region} ${id}`))
    .map(({ region, id, startMs }) => [
      region,
      id,
      'no start in the trail',
      isLate(startMs) ? 'the event may still come' : 'unexplained',
    ]);
  const known = new Set(sessions.map(({ region, id }) => `${region} ${id}`));
  const unrecorded = [...found]
    .filter(([key]) => !known.has(key))
    .map(([, { region, sessionId, atMs }]) => [
      region,
      String(sessionId),
      'no record in the archive',
      atMs > LAST_SNAPSHOT_MS ? 'no snapshot since' : 'unexplained',
    ]);
  return [...unstarted, ...unrecorded].sort();
}

/** The number of sessions for each `Region finding: cause`, including sessions that both have. */
export function agreement(all: readonly Told[]): Record<string, number> {
  const found = origins(all);
  const both = REGIONS.flatMap((region) =>
    truthOf(region)
      .filter(({ sessionId }) => found.has(`${region} ${sessionId}`))
      .map(() => [region, '', 'both', 'known to both']),
  );
  const counts: Record<string, number> = {};
  for (const [region = '', , finding = '', cause = ''] of [...both, ...oneSided(all)]) {
    const key = `${region} ${finding}: ${cause}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Ids of the events that were refused or failed. */
export const refused = (all: readonly Told[]): string[] =>
  all
    .filter(({ error }) => error !== null)
    .map(({ id }) => id)
    .sort();

/** Sessions that somebody started or resumed without MFA, without users of IAM Identity Center. */
export const withoutMfa = (all: readonly Told[]): string[] =>
  all
    .filter(({ event, error, sourceIp }) => event !== 'TerminateSession' && error === null && sourceIp !== null)
    .filter(({ mfa, principal }) => mfa !== true && !principal.includes('AWSReservedSSO_'))
    .map(({ event, sessionId, at }) => `${event} ${String(sessionId)} ${at}`)
    .sort();

/** How often each host and port was forwarded to. */
export function forwarded(all: readonly Told[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { event, error, host, port } of all)
    if (event === 'StartSession' && error === null && port !== null)
      counts[`${String(host)} ${port}`] = (counts[`${String(host)} ${port}`] ?? 0) + 1;
  return counts;
}

/** `[who, address, first time]`: people with an email address, and the new IP addresses they used from `day` on. */
export function newAddresses(all: readonly Told[], day: string): string[][] {
  const firsts = new Map<string, Map<string, string>>();
  for (const { principal, sourceIdentity, sourceIp, at } of all) {
    const who = (sourceIdentity ?? principal.slice(principal.lastIndexOf('/') + 1)).toLowerCase();
    if (sourceIp === null || !who.includes('@')) continue;
    const ofWho = firsts.get(who) ?? new Map<string, string>();
    const first = ofWho.get(sourceIp);
    if (first === undefined || at < first) ofWho.set(sourceIp, at);
    firsts.set(who, ofWho);
  }
  return [...firsts].flatMap(([who, ofWho]) => {
    const knownSince = [...ofWho.values()].sort()[0]?.slice(0, 10) ?? '';
    return [...ofWho]
      .filter(([, first]) => first >= day && knownSince < first.slice(0, 10))
      .map(([ip, first]) => [who, ip, first]);
  });
}
