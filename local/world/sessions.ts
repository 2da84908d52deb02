/** A session in the JSON of DescribeSessions. Its fields can hold anything, because tests serve hostile values. */
export type WireSession = Readonly<Record<string, unknown>>;

export type SessionState = 'Active' | 'History';

/** An array of sessions, or an object like an array that makes each session on demand. */
export interface SessionList {
  readonly length: number;
  at(index: number): WireSession | undefined;
  /** Index of the session with that SessionId, or -1. @default - the caller searches the list from its beginning */
  indexOfId?(sessionId: string): number;
}

/** Where the local SSM takes its sessions from. */
export interface SessionSource {
  /**
   * SSM's sessions in that Region and state at that time: first those without a usable StartDate, then newest first.
   * @param now epoch milliseconds
   */
  sessions(region: string, state: SessionState, now: number): SessionList;
}

/** StartDate in epoch seconds; undefined when it is missing or not a number. */
export function startOf(session: WireSession | undefined): number | undefined {
  const start = session?.StartDate;
  return typeof start === 'number' ? start : undefined;
}

/** Sorts sessions into the order of a source. Sessions with the same start, or without one, keep their order. */
export function newestFirst(sessions: readonly WireSession[]): WireSession[] {
  const key = (session: WireSession) => startOf(session) ?? Number.MAX_VALUE;
  return [...sessions].sort((a, b) => key(b) - key(a));
}

/** A source that serves the same sessions at any time, in every Region. */
export function fixedSource(sessions: Partial<Record<SessionState, readonly WireSession[]>>): SessionSource {
  const lists = { Active: newestFirst(sessions.Active ?? []), History: newestFirst(sessions.History ?? []) };
  return { sessions: (_region, state) => lists[state] };
}
