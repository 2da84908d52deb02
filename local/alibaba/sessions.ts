import { hashText } from '../world/random';
import type { WireSession } from '../world/sessions';
import { DAY } from '../world/calendar';

/** Where the local ECS takes its sessions from. */
export interface TerminalSessionSource {
  /**
   * Every session ever created in that Region, in any order, as it is at that time; undefined for a Region that is not known.
   * What ECS has forgotten of them is up to the stand-in.
   * @param now epoch milliseconds
   */
  sessions(region: string, now: number): readonly WireSession[] | undefined;
}

/** How much ECS remembers. */
export interface Memory {
  /** For how long after its CreationTime. @default 30 days */
  readonly retentionMs?: number;
  /** The most successful sessions of a Region: a new one pushes the oldest out. @default 1000 */
  readonly cap?: number;
}

/** The order in which pages come. None is promised: `scrambled` is unrelated to time, but the same at every call. */
export type Order = 'scrambled' | 'newest-first' | 'oldest-first';

/** A source that serves the same sessions at any time, in the Regions that it names. */
export function fixedTerminalSource(byRegion: Readonly<Record<string, readonly WireSession[]>>): TerminalSessionSource {
  return { sessions: (region) => byRegion[region] };
}

/**
 * What ECS still shows of the sessions. It is taken to forget an old one even while it is open, which is the worst case for an
 * archive. A session without a usable CreationTime stays.
 */
export function remembered(
  sessions: readonly WireSession[],
  now: number,
  { retentionMs = 30 * DAY, cap = 1000 }: Memory,
): WireSession[] {
  const young = sessions.filter((session) => !(createdAt(session) <= now - retentionMs));
  const successful = young.filter((session) => isSuccessful(session) && !Number.isNaN(createdAt(session)));
  const pushedOut = new Set(successful.sort((a, b) => createdAt(b) - createdAt(a)).slice(cap));
  return young.filter((session) => !pushedOut.has(session));
}

/** A number that sorts sessions into that order. Several may have the same. */
export function orderKey(session: WireSession, order: Order): number {
  if (order === 'scrambled') return hashText(String(session.SessionId));
  const created = createdAt(session) || 0;
  return order === 'oldest-first' ? created : -created;
}

/** The session's connections; none where it has no list of them. */
export function connectionsOf(session: WireSession): WireSession[] {
  const list = (session.Connections as { readonly Connection?: unknown } | null | undefined)?.Connection;
  return Array.isArray(list) ? (list as WireSession[]) : [];
}

/** A time as Alibaba Cloud writes it, in UTC; an empty text for none. */
export function isoSeconds(ms: number): string {
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 19)}Z` : '';
}

/** Epoch milliseconds; NaN when CreationTime is missing or no time. */
function createdAt({ CreationTime }: WireSession): number {
  return typeof CreationTime === 'string' ? Date.parse(CreationTime) : NaN;
}

function isSuccessful(session: WireSession): boolean {
  return connectionsOf(session).some(({ Status }) => Status !== 'Failed');
}
