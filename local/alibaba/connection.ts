import { HOUR } from '../world/calendar';
import { HOSTILE_TEXTS } from '../world/cast';
import { pick, type Random } from '../world/random';
import type { WireSession } from '../world/sessions';
import { isoSeconds } from './sessions';

/** One connection of a session with its whole course, past and future. */
export interface ConnectionPlan {
  /** Epoch milliseconds. */
  readonly start: number;
  /** Epoch milliseconds; Infinity: the connection never closes. */
  readonly end: number;
  readonly instanceId: string;
  /** How long the connection is Connecting after its start. */
  readonly connectingMs: number;
  /** How long the connection is Terminating before its end. */
  readonly terminatingMs: number;
  readonly lastStatus: 'Disconnected' | 'Terminated' | 'Failed';
  readonly closedReason: string;
  readonly failedDetail: string | undefined;
}

const FAILURES = [
  ...['InstanceNotExists', 'InstanceNotRunning', 'DeliveryTimeout'],
  ...['AgentNeedUpgrade', 'AgentNotOnline', 'MessageFormatInvalid'],
];
const CLOSURES = ['ClientClosed', 'ClientClosed', 'AgentSocketClosed', 'InstanceNotRunning', 'DeliveryTimeout'];
const INSTANCES = Array.from({ length: 40 }, (_, i) => `i-bp1${(1e12 + i * 7_777_777).toString(36).padStart(17, '0')}`);
const MEDIAN_MINUTES = 9;
const MINUTE = HOUR / 60;

/** Plans a connection that begins at `start`. One in eight fails; a few never end, or hang in between. */
export function planConnection(random: Random, start: number): ConnectionPlan {
  const fate = random();
  const minutes = MEDIAN_MINUTES * Math.exp(2 * (random() + random() - 1));
  const hasFailed = fate < 0.125;
  const isEndless = fate > 0.96;
  const common = {
    start,
    instanceId: pick(random, INSTANCES, 2),
    end: isEndless ? Infinity : start + (hasFailed ? 3000 : Math.ceil(minutes) * MINUTE),
    failedDetail: hasFailed && random() < 0.7 ? pick(random, ['agent timeout', ...HOSTILE_TEXTS]) : undefined,
  };
  if (hasFailed)
    return {
      ...common,
      connectingMs: Infinity,
      terminatingMs: 0,
      lastStatus: 'Failed',
      closedReason: pick(random, FAILURES),
    };
  return {
    ...common,
    connectingMs: fate > 0.99 ? Infinity : 2000,
    terminatingMs: fate > 0.98 && fate <= 0.99 ? Infinity : 5000,
    lastStatus: random() < 0.7 ? 'Disconnected' : 'Terminated',
    closedReason: pick(random, CLOSURES),
  };
}

/** Returns the connection as ECS describes it at `now`, which must not be before the connection's start. */
export function describeConnection(plan: ConnectionPlan, now: number): WireSession {
  const isClosed = now >= plan.end;
  return {
    InstanceId: plan.instanceId,
    Status: statusOf(plan, now),
    StartTime: isoSeconds(plan.start),
    EndTime: isClosed ? isoSeconds(plan.end) : undefined,
    ClosedReason: isClosed ? plan.closedReason : undefined,
    FailedDetail: isClosed ? plan.failedDetail : undefined,
  };
}

function statusOf({ start, end, connectingMs, terminatingMs, lastStatus }: ConnectionPlan, now: number): string {
  if (now >= end) return lastStatus;
  if (now < start + connectingMs) return 'Connecting';
  return terminatingMs === Infinity || now >= end - terminatingMs ? 'Terminating' : 'Connected';
}
