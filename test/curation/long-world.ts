// Sessions of a company over months: most are short, some stay open for weeks or months.
import type { Scope } from '../../lib/contract';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lambda/time';
import { createRandom, pick } from '../../local/world/random';
import { newestFirst, type SessionState, type WireSession } from '../../local/world/sessions';

interface Session {
  readonly startMs: number;
  readonly endMs: number;
  readonly wire: WireSession;
}

/** SSM forgets a session this long after its end. */
const MEMORY_MS = 30 * DAY_MS;
const PEOPLE = Array.from({ length: 12 }, (_, i) => `person.${i}@example.com`);
const MACHINES = Array.from({ length: 20 }, (_, i) => `i-0${String(i).padStart(16, '0')}`);
const ROLE = 'AWSReservedSSO_Operator_0123456789abcdef';

export class LongWorld {
  private readonly sessions: Session[];

  constructor(
    seed: number,
    { accountId }: Scope,
    period: { readonly fromMs: number; readonly toMs: number },
    aDay: number,
    longShare = 0.05,
  ) {
    const random = createRandom(seed);
    const count = Math.round(((period.toMs - period.fromMs) / DAY_MS) * aDay);
    this.sessions = Array.from({ length: count }, (_, i) => {
      const startMs = Math.floor(period.fromMs + random() * (period.toMs - period.fromMs));
      const kind = random();
      const longest = kind < 0.85 ? 3 * HOUR_MS : kind < 1 - longShare ? 3 * DAY_MS : 70 * DAY_MS;
      return {
        startMs,
        endMs: Math.floor(startMs + random() * longest),
        wire: {
          SessionId: `session-${seed}-${i}`,
          Target: pick(random, MACHINES, 2),
          StartDate: startMs / SECOND_MS,
          Owner: `arn:aws:sts::${accountId}:assumed-role/${ROLE}/${pick(random, PEOPLE, 2)}`,
          Reason: random() < 0.7 ? `OPS-${i}` : undefined,
          MaxSessionDuration: '60',
        },
      };
    });
  }

  /** Adds a session that nobody ends. */
  open(SessionId: string, startMs: number): void {
    this.sessions.push({ startMs, endMs: Infinity, wire: { SessionId, StartDate: startMs / SECOND_MS } });
  }

  /** What SSM shows in a state, newest first. In every fifth hour, all open sessions are disconnected. */
  shown(state: SessionState, now: number): WireSession[] {
    const isShown = ({ startMs, endMs }: Session) =>
      startMs <= now && now < endMs + MEMORY_MS && (state === 'Active') === endMs > now;
    return newestFirst(
      this.sessions
        .filter(isShown)
        .map(({ endMs, wire }) =>
          state === 'Active'
            ? { ...wire, Status: Math.floor(now / HOUR_MS) % 5 === 0 ? 'Disconnected' : 'Connected' }
            : { ...wire, Status: 'Terminated', EndDate: endMs / SECOND_MS },
        ),
    );
  }
}
