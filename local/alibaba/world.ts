import { DAY } from '../world/calendar';
import { HOSTILE_TEXTS } from '../world/cast';
import { createRandom, hashText, pick, scramble, type Random } from '../world/random';
import type { WireSession } from '../world/sessions';
import { describeConnection, planConnection, type ConnectionPlan } from './connection';
import { isoSeconds, type TerminalSessionSource } from './sessions';

/** Options of `createTerminalWorld`. */
export interface TerminalWorldOptions {
  /** The same seed gives the same world. */
  readonly seed: number;
  /** 16 digits. */
  readonly accountId: string;
  /** The known Regions. */
  readonly regions: readonly string[];
  /** How many sessions are created in each 30 days in each Region. */
  readonly sessions: number;
  /** Epoch milliseconds. No session is created before this time. */
  readonly from: number;
}

/** A session with its whole course, past and future. */
interface Plan {
  /** Epoch milliseconds. */
  readonly created: number;
  readonly fields: WireSession;
  readonly connections: readonly ConnectionPlan[];
}

const PERIOD = 30 * DAY;
const MOST_CONNECTIONS = 10;
const PEOPLE = ['chen.wei', 'li.na', 'wang.fang', 'zhang.min', 'liu.yang', 'o.brien'];
const USER_NAMES = ['root', 'root', 'ecs-user', 'Administrator'];

/**
 * Makes the sessions of a made-up company on Alibaba Cloud: to one instance or several, terminals and port forwarding,
 * by users of all kinds, with connections in every state. The world follows the time in each call.
 */
export function createTerminalWorld(options: TerminalWorldOptions): TerminalSessionSource {
  const plans = new Map<string, Plan[]>(options.regions.map((region) => [region, []]));
  return {
    sessions: (region, now) => {
      const known = plans.get(region);
      if (!known) return undefined;
      const seed = scramble(options.seed, hashText(region));
      while ((known.at(-1)?.created ?? -Infinity) <= now) known.push(planSession(options, seed, known.length));
      return known.filter(({ created }) => created <= now).map((plan) => describe(plan, now));
    },
  };
}

/** The session as clients receive it. The trip through JSON removes undefined members. */
function describe({ fields, connections }: Plan, now: number): WireSession {
  const begun = connections.filter(({ start }) => start <= now);
  const session = { ...fields, Connections: { Connection: begun.map((plan) => describeConnection(plan, now)) } };
  return JSON.parse(JSON.stringify(session)) as WireSession;
}

function planSession({ accountId, from, sessions }: TerminalWorldOptions, seed: number, index: number): Plan {
  const random = createRandom(scramble(seed, index));
  const created = from + Math.floor(((index + random()) * PERIOD) / sessions / 1000) * 1000;
  const isForwarding = random() < 0.2;
  const fields = {
    SessionId: `s-${scramble(seed, index + 1)
      .toString(36)
      .padStart(7, '0')}${index.toString(36).padStart(4, '0')}`,
    CreationTime: isoSeconds(created),
    ...identityOf(random, accountId),
    Username: isForwarding && random() < 0.5 ? undefined : userName(random),
    ClientIP: random() < 0.9 ? `203.0.113.${Math.floor(random() * 256)}` : '2001:db8::17',
    TargetServer: isForwarding && random() < 0.6 ? `192.168.0.${Math.floor(random() * 256)}` : undefined,
    PortNumber: isForwarding ? pick(random, [22, 3306, 3389, 6379]) : undefined,
    // A field that no SDK has yet.
    Workbench: random() < 0.02 ? { Tags: [null, 1, pick(random, HOSTILE_TEXTS)] } : undefined,
  };
  const connections = Array.from({ length: connectionCount(random) }, (_, i) =>
    planConnection(random, created + i * Math.floor(random() * 60) * 1000),
  );
  return { created, fields, connections };
}

function identityOf(random: Random, accountId: string): Pick<WireSession, 'IdentityType' | 'PrincipalId'> {
  const draw = random();
  const person = Math.floor(random() ** 2 * PEOPLE.length);
  if (draw < 0.1) return { IdentityType: 'Account', PrincipalId: accountId };
  if (draw < 0.6) return { IdentityType: 'RAMUser', PrincipalId: String(200_000_000_000_000_000n + BigInt(person)) };
  return { IdentityType: 'AssumedRoleUser', PrincipalId: `300000000000000001:${String(PEOPLE[person])}` };
}

function userName(random: Random): string {
  return random() < 0.1 ? pick(random, HOSTILE_TEXTS) : pick(random, USER_NAMES);
}

/** Usually one, sometimes none. */
function connectionCount(random: Random): number {
  const draw = random();
  if (draw < 0.04) return 0;
  if (draw < 0.75) return 1;
  return 2 + Math.floor(random() ** 2 * (MOST_CONNECTIONS - 1));
}
