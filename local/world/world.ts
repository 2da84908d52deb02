import { createRandom, hashText, scramble } from './random';
import { indexInSessionId } from './session-id';
import type { SessionList, SessionSource, SessionState, WireSession } from './sessions';
import { DAY, HOUR, sessionsOnDay, startsOnDay, type Skew } from './calendar';
import { owners, type Owner } from './cast';
import { describeSession, maxMinutes, type Fate } from './session';

/** Options of `createWorld`. */
export interface WorldOptions {
  /** The same seed gives the same world. */
  readonly seed: number;
  readonly accountId: string;
  /** The Regions with sessions. Other Regions have none. */
  readonly regions: readonly string[];
  /** How many sessions start in each 30 days in each Region. */
  readonly sessions: number;
  /** Epoch milliseconds, rounded down to the UTC day. No session starts before that day. */
  readonly from: number;
  /** @default 'uniform' */
  readonly skew?: Skew;
}

/** The truth about a session, independent of what SSM shows. */
export interface TrueSession {
  readonly sessionId: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  /** Epoch milliseconds. The session is Active before, then in History for 30 days. Infinity: it never ends. */
  readonly endMs: number;
  /** The session as DescribeSessions shows it in that state. */
  describe(state: SessionState): WireSession;
}

/** A source of sessions that also knows the truth about them. */
export interface World extends SessionSource {
  /** Returns every session that starts in that Region up to `until` (epoch milliseconds), oldest first. */
  truth(region: string, until: number): readonly TrueSession[];
}

/** How long SSM remembers an ended session. */
export const RETENTION = 30 * DAY;

const MEDIAN_MINUTES = 9;
/** Standard deviation of the duration's logarithm: one session in two hundred lasts longer than three hours. */
const SPREAD = 1.15;
/** How many sessions stay open because their node died. The number does not grow with the number of sessions. */
const ZOMBIES_PER_PERIOD = 12;

/**
 * Makes the sessions of a made-up company: SSO users, roles, IAM users and root on nodes and containers, with the cases
 * that are difficult for an archive. The world follows the time in each call, and makes a day when a call first needs
 * it.
 */
export function createWorld(options: WorldOptions): World {
  const regions = new Map(options.regions.map((region) => [region, new RegionWorld(options, region)]));
  return {
    sessions: (region, state, now) => regions.get(region)?.lists(now)[state] ?? [],
    truth: (region, until) => regions.get(region)?.truth(until) ?? [],
  };
}

class RegionWorld {
  private readonly seed: number;
  private readonly owners: readonly Owner[];
  private readonly firstDayMs: number;
  private days = 0;
  private count = 0;
  private starts = new Float64Array(1024);
  private ends = new Float64Array(1024);
  private current = { from: Infinity, until: -Infinity, Active: [] as SessionList, History: [] as SessionList };

  constructor(
    private readonly options: WorldOptions,
    region: string,
  ) {
    this.seed = scramble(options.seed, hashText(region));
    this.owners = owners(options.accountId);
    this.firstDayMs = Math.floor(options.from / DAY) * DAY;
  }

  /** Returns both states at that time. The lists stay the same objects until a session starts, ends or is forgotten. */
  lists(now: number): Record<SessionState, SessionList> {
    if (now >= this.current.from && now < this.current.until) return this.current;
    this.createDaysUntil(now + DAY);
    const active: number[] = [];
    const history = new Int32Array(this.count);
    let remembered = 0;
    let until = this.firstDayMs + this.days * DAY;
    for (let index = this.count - 1; index >= 0; index--) {
      const start = this.starts[index] ?? 0;
      const end = this.ends[index] ?? 0;
      if (start > now) until = Math.min(until, start);
      else if (end > now) {
        active.push(index);
        until = Math.min(until, end);
      } else if (end + RETENTION > now) {
        history[remembered++] = index;
        until = Math.min(until, end + RETENTION);
      }
    }
    this.current = {
      from: now,
      until,
      Active: this.list('Active', Int32Array.from(active)),
      History: this.list('History', history.slice(0, remembered)),
    };
    return this.current;
  }

  truth(until: number): TrueSession[] {
    this.createDaysUntil(until);
    const sessions: TrueSession[] = [];
    for (let index = 0; index < this.count && (this.starts[index] ?? 0) <= until; index++) {
      const fate = this.fate(index);
      const describe = (state: SessionState) => describeSession(fate, state, this.owners);
      const { startMs, endMs } = fate;
      sessions.push({
        startMs,
        endMs,
        describe,
        get sessionId() {
          return String(describe('Active').SessionId);
        },
      });
    }
    return sessions;
  }

  private list(state: SessionState, indices: Int32Array): SessionList {
    const at = (position: number) => {
      const index = indices[position];
      return index === undefined ? undefined : describeSession(this.fate(index), state, this.owners);
    };
    const indexOfId = (sessionId: string) => {
      const position = indices.indexOf(indexInSessionId(sessionId));
      return at(position)?.SessionId === sessionId ? position : -1;
    };
    return { length: indices.length, at, indexOfId };
  }

  private fate(index: number): Fate {
    const startMs = this.starts[index] ?? 0;
    return { seed: this.seed, index, startMs, endMs: this.ends[index] ?? 0, ...this.misfortune(index) };
  }

  private misfortune(index: number): { isZombie: boolean; hasFailed: boolean } {
    const draw = scramble(this.seed + 2, index) / 0x1_0000_0000;
    const isZombie = draw < Math.min(0.02, ZOMBIES_PER_PERIOD / this.options.sessions);
    return { isZombie, hasFailed: !isZombie && draw > 0.985 };
  }

  private endOf(index: number, startMs: number): number {
    const { isZombie, hasFailed } = this.misfortune(index);
    const random = createRandom(scramble(this.seed + 3, index));
    if (hasFailed) return startMs + Math.floor(random() * 3000);
    if (isZombie) return random() < 0.3 ? Infinity : startMs + Math.floor((1 + 11 * random()) * DAY);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const minutes = Math.min(MEDIAN_MINUTES * Math.exp(SPREAD * normal), maxMinutes(this.seed, index) ?? 24 * 60);
    return startMs + Math.max(1, Math.floor((minutes * HOUR) / 60));
  }

  private createDaysUntil(time: number): void {
    while (this.firstDayMs + this.days * DAY <= time) {
      const { sessions, skew = 'uniform' } = this.options;
      const count = sessionsOnDay(this.days, this.firstDayMs, sessions, skew);
      const random = createRandom(scramble(this.seed + 4, this.days));
      const dayMs = this.firstDayMs + this.days * DAY;
      const starts = startsOnDay(random, count, dayMs, this.starts[this.count - 1] ?? -Infinity);
      this.reserve(this.count + count);
      for (const startMs of starts) {
        this.starts[this.count] = startMs;
        this.ends[this.count] = this.endOf(this.count, startMs);
        this.count += 1;
      }
      this.days += 1;
    }
  }

  private reserve(count: number): void {
    if (count <= this.starts.length) return;
    const grow = (old: Float64Array) => {
      const grown = new Float64Array(count * 2);
      grown.set(old);
      return grown;
    };
    this.starts = grow(this.starts);
    this.ends = grow(this.ends);
  }
}
