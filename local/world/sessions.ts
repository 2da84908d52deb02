/** A session as DescribeSessions writes it into its JSON. Nothing is assumed of its fields: tests serve hostile ones. */
export type WireSession = Readonly<Record<string, unknown>>;

export type SessionState = 'Active' | 'History';

/** An array of sessions, or something that looks like one and makes each session when it is asked for. */
export interface SessionList {
  readonly length: number;
  at(index: number): WireSession | undefined;
  /** Index of the session with that SessionId, -1 for none. @default - the list is searched from its beginning */
  indexOfId?(sessionId: string): number;
}

/** Where the local SSM takes its sessions from. */
export interface SessionSource {
  /**
   * What SSM has in that Region and state at that time: first the sessions without a usable StartDate, then newest first.
   * @param now epoch milliseconds
   */
  sessions(region: string, state: SessionState, now: number): SessionList;
}

/** StartDate in epoch seconds; undefined when it is missing or no number. */
export function startOf(session: WireSession | undefined): number | undefined {
  const start = session?.StartDate;
  return typeof start === 'number' ? start : undefined;
}

/** Brings sessions into the order that a source promises. Equal and undated ones keep their order. */
export function newestFirst(sessions: readonly WireSession[]): WireSession[] {
  const key = (session: WireSession) => startOf(session) ?? Number.MAX_VALUE;
  return [...sessions].sort((a, b) => key(b) - key(a));
}

/** A source that serves the same sessions at any time, in every Region. */
export function fixedSource(sessions: Partial<Record<SessionState, readonly WireSession[]>>): SessionSource {
  const lists = { Active: newestFirst(sessions.Active ?? []), History: newestFirst(sessions.History ?? []) };
  return { sessions: (_region, state) => lists[state] };
}
