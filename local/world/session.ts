import { createRandom, pick, scramble, type Random } from './random';
import { makeSessionId } from './session-id';
import type { SessionState, WireSession } from './sessions';
import {
  HOSTILE_TEXTS,
  PORT_DOCUMENTS,
  REASONS,
  SHELL_DOCUMENTS,
  TARGETS,
  TERMINATED_TARGETS,
  type Owner,
} from './cast';

/** The facts from which one session of the world is made. */
export interface Fate {
  /** The seed of the world and the Region. */
  readonly seed: number;
  readonly index: number;
  /** Epoch milliseconds. */
  readonly startMs: number;
  /** Epoch milliseconds; Infinity: never. */
  readonly endMs: number;
  readonly isZombie: boolean;
  readonly hasFailed: boolean;
}

/** MaxSessionDuration in minutes; undefined: not set. AWS's published pattern wrongly rejects some of these values. */
export function maxMinutes(seed: number, index: number): number | undefined {
  const draw = scramble(seed + 1, index) % 1000;
  if (draw < 300) return undefined;
  if (draw < 700) return 60;
  if (draw < 850) return 480;
  return draw < 980 ? 1440 : 1040 + ((draw * 18) % 360);
}

/** Returns the session as SSM describes it in that state. */
export function describeSession(fate: Fate, state: SessionState, owners: readonly Owner[]): WireSession {
  const { seed, index, startMs, endMs } = fate;
  const random = createRandom(scramble(seed, index));
  const owner = pick(random, owners, 2);
  const isPort = random() < 0.25;
  const isOld = random() < 0.05;
  const sessionId = makeSessionId(owner.name, seed, index, isOld);
  const minutes = maxMinutes(seed, index);
  const accessDraw = random();
  return {
    SessionId: sessionId,
    Target: pick(random, fate.isZombie ? TERMINATED_TARGETS : TARGETS, 2),
    Status: statusIn(state, fate, random),
    StartDate: startMs / 1000,
    EndDate: state === 'History' ? endMs / 1000 : undefined,
    DocumentName: documentOf(random, isPort),
    Owner: owner.arn,
    Reason: reasonOf(random),
    Details: random() < 0.3 ? '' : undefined,
    OutputUrl: isPort ? {} : outputUrlOf(random, sessionId),
    MaxSessionDuration: minutes === undefined ? undefined : String(minutes),
    AccessType: accessDraw < 0.65 ? 'Standard' : accessDraw < 0.8 ? 'JustInTime' : undefined,
    // A field that no SDK has yet.
    NetworkContext:
      random() < 0.01 ? { SourceVpc: null, Ports: [22, 5432], Note: pick(random, HOSTILE_TEXTS) } : undefined,
  };
}

function statusIn(state: SessionState, { hasFailed }: Fate, random: Random): string {
  const draw = random();
  if (state === 'Active') return draw < 0.96 ? 'Connected' : draw < 0.98 ? 'Connecting' : 'Disconnected';
  if (hasFailed) return 'Failed';
  return draw < 0.99 ? 'Terminated' : 'Terminating';
}

function documentOf(random: Random, isPort: boolean): string | undefined {
  if (isPort) return pick(random, PORT_DOCUMENTS, 2);
  return random() < 0.4 ? pick(random, SHELL_DOCUMENTS, 4) : undefined;
}

function reasonOf(random: Random): string | undefined {
  const draw = random();
  if (draw < 0.3) return undefined;
  if (draw < 0.45) return '';
  if (draw < 0.5) return pick(random, HOSTILE_TEXTS);
  return pick(random, REASONS).replace('{n}', String(1000 + Math.floor(random() * 9000)));
}

function outputUrlOf(random: Random, sessionId: string): object | undefined {
  const draw = random();
  const S3OutputUrl = `https://s3.amazonaws.com/transcripts.example.com/${encodeURIComponent(sessionId)}.log`;
  if (draw < 0.2) return undefined;
  if (draw < 0.4) return {};
  if (draw < 0.5) return { S3OutputUrl: '', CloudWatchOutputUrl: '' };
  if (draw < 0.75) return { S3OutputUrl };
  const group = 'https://console.aws.amazon.com/cloudwatch/home#logEventViewer:group=/ssm/sessions;stream=';
  return { S3OutputUrl, CloudWatchOutputUrl: group + encodeURIComponent(sessionId) };
}
