// The local SSM's world plus the sessions that are hardest to archive: long ones that end far below the watermark, and
// some that SSM shows as Active and then never again.
import { DAY_MS, HOUR_MS } from '../../../lambda/time';
import type { SessionState, WireSession } from '../../../local/world/sessions';
import { createWorld, RETENTION } from '../../../local/world/world';

export interface TrueSession {
  readonly sessionId: string;
  /** The start time that SSM shows. */
  readonly startMs: number;
  /** When it really begins. @default - startMs */
  readonly beginsMs?: number;
  /** Infinity: it never ends. */
  readonly endMs: number;
  /** From then on SSM shows it in neither state. */
  readonly vanishesMs: number;
  /** The session as SSM shows it in each state. */
  readonly wire: Readonly<Record<SessionState, WireSession>>;
}

/** What SSM shows in one Region, and the sessions that really existed. */
export interface World {
  /** The sessions that SSM shows in a state, newest first. */
  shown(state: SessionState, now: number): TrueSession[];
  /** Every session that has started by then. */
  truth(now: number): TrueSession[];
}

/** A world of the given sessions. */
export function worldOf(sessions: readonly TrueSession[]): World {
  const all = [...sessions].sort((a, b) => b.startMs - a.startMs);
  return {
    shown: (state, now) =>
      all.filter(({ beginsMs, startMs, endMs, vanishesMs }) => {
        if ((beginsMs ?? startMs) > now || vanishesMs <= now) return false;
        return state === 'Active' ? endMs > now : endMs <= now;
      }),
    truth: (now) => all.filter(({ beginsMs, startMs }) => (beginsMs ?? startMs) <= now),
  };
}

export class MovingWorld implements World {
  private readonly world: World;

  /** @param untilMs no session starts later */
  constructor(startMs: number, untilMs: number) {
    const from = startMs - 31 * DAY_MS;
    const region = 'eu-west-1';
    const world = createWorld({ seed: 5, accountId: '123456789012', regions: [region], sessions: 600, from });
    const base = world.truth(region, untilMs).map((session) => {
      const { sessionId, startMs, endMs } = session;
      const wire = { Active: session.describe('Active'), History: session.describe('History') };
      return { sessionId, startMs, endMs, vanishesMs: endMs + RETENTION, wire };
    });
    const long = Array.from({ length: 30 }, (_, i) => {
      const beginsMs = startMs - 2 * DAY_MS + i * 4 * HOUR_MS + 1_234_567;
      return hardSession(`long-${i}`, beginsMs, beginsMs + (4 + (i % 7) * 4) * HOUR_MS, Infinity);
    });
    const vanishing = [-30, 10, 50].map((hours) => {
      const beginsMs = startMs + hours * HOUR_MS + 1_500_000;
      return hardSession(`vanishing-${hours}`, beginsMs, Infinity, beginsMs + 5 * HOUR_MS);
    });
    this.world = worldOf([...base, ...long, ...vanishing]);
  }

  shown(state: SessionState, now: number): TrueSession[] {
    return this.world.shown(state, now);
  }

  truth(now: number): TrueSession[] {
    return this.world.truth(now);
  }
}

export function hardSession(sessionId: string, startMs: number, endMs: number, vanishesMs: number): TrueSession {
  const common = { SessionId: sessionId, StartDate: startMs / 1000, Reason: HARD_REASON, Ticket: { id: 7 } };
  return {
    sessionId,
    startMs,
    endMs,
    vanishesMs,
    wire: { Active: common, History: { ...common, EndDate: endMs / 1000 } },
  };
}

/** Holds every line end that some reader recognizes. */
export const HARD_REASON = 'one\u2028two\u2029three\u0085four\nand a "quote"';
