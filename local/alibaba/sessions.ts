import { hashText } from '../world/random';
import type { WireSession } from '../world/sessions';
import { DAY } from '../world/calendar';

/** Where the local ECS takes its sessions from. */
export interface TerminalSessionSource {
  /**
   * Returns every session ever created in that Region, in any order, in its state at that time; undefined for an
   * unknown Region. The stand-in decides which of them ECS has forgotten.
   * @param now epoch milliseconds
   */
  sessions(region: string, now: number): readonly WireSession[] | undefined;
}

/** The limits of ECS's memory. */
export interface Memory {
  /** How long ECS remembers a session after its CreationTime, in milliseconds. @default 30 days */
  readonly retentionMs?: number;
  /** Maximum number of successful sessions per Region: a new session pushes the oldest one out. @default 1000 */
  readonly cap?: number;
}

/** The order of sessions in the pages. ECS promises none: `scrambled` is unrelated to time, but stable. */
export type Order = 'scrambled' | 'newest-first' | 'oldest-first';

/** A source that serves the same sessions at any time, in the given Regions. */
export function fixedTerminalSource(byRegion: Readonly<Record<string, readonly WireSession[]>>): TerminalSessionSource {
  return { sessions: (region) => byRegion[region] };
}

/**
 * Returns the sessions that ECS still shows. This stand-in forgets an old session even while it is open, which is the
 * worst case for an archive. A session without a usable CreationTime stays.
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

/** A number that sorts sessions into that order. Several sessions may have the same number. */
export function orderKey(session: WireSession, order: Order): number {
  if (order === 'scrambled') return hashText(String(session.SessionId));
  const created = createdAt(session) || 0;
  return order === 'oldest-first' ? created : -created;
}

/** The session's connections; empty if the session has no list of connections. */
export function connectionsOf(session: WireSession): WireSession[] {
  const list = (session.Connections as { readonly Connection?: unknown } | null | undefined)?.Connection;
  return Array.isArray(list) ? (list as WireSession[]) : [];
}

/** A time in Alibaba Cloud's format, in UTC; an empty text if `ms` is not finite. */
export function isoSeconds(ms: number): string {
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 19)}Z` : '';
}

/** Epoch milliseconds; NaN when CreationTime is missing or not a time. */
function createdAt({ CreationTime }: WireSession): number {
  return typeof CreationTime === 'string' ? Date.parse(CreationTime) : NaN;
}

function isSuccessful(session: WireSession): boolean {
  return connectionsOf(session).some(({ Status }) => Status !== 'Failed');
}
