// A trail of the same made-up world as the local SSM: the events that CloudTrail would deliver about its sessions.
import { createRandom, hashText, pick, scramble, type Random } from '../world/random';
import type { TrueSession } from '../world/world';
import type { WireSession } from '../world/sessions';
import { isoSecond, userIdentity, uuidOf, type Caller } from './identity';
import type { TrailEvent } from './layout';
import { otherEvents } from './other-events';

/** Options of `trailOf`. */
export interface TrailOptions {
  readonly seed: number;
  readonly accountId: string;
  readonly region: string;
  /**
   * Number of events of other services for each event of Session Manager.
   *
   * @default 20
   */
  readonly others?: number;
}

/** The true content of an event, so that tests need not read it from the log files. */
export interface TruthOfEvent {
  readonly sessionId: string | null;
  readonly event: string;
  readonly principal: string;
  /** Null: an AWS service made the call. */
  readonly sourceIp: string | null;
  readonly mfa: boolean | null;
  readonly sourceIdentity: string | null;
  readonly host: string | null;
  readonly port: string | null;
  readonly error: string | null;
}

export interface ToldEvent extends TrailEvent {
  /** Null for events of other services. */
  readonly truth: TruthOfEvent | null;
}

const HOSTS = ['orders.cluster-c1a2b3.eu-west-1.rds.amazonaws.com', 'redis.internal', '10.0.12.34', '2001:db8::5432'];
const AGENTS = [
  'aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.8 cfg/retry-mode#standard md/command#ssm.start-session',
  'Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.12.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0',
  'AWS Internal',
];
/** AWS hides these: https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-cloudtrail-logs.html */
const HIDDEN = 'Value hidden due to security reasons.';

/** Whether CloudTrail wrongly delivered no event about the start of this session. */
const isUntold = (sessionId: string): boolean => hashText(`untold ${sessionId}`) % 17 === 0;

/** Makes the events of these sessions, failed attempts, starts that SSM never shows, and other services. */
export function trailOf(sessions: readonly TrueSession[], options: TrailOptions): ToldEvent[] {
  const ours = sessions.flatMap((session, index) => eventsOf(session, index, options));
  const others = ours.flatMap((event, index) =>
    otherEvents(index, options.others ?? 20, event).map((each) => ({ ...each, truth: null })),
  );
  return [...ours, ...others].sort((a, b) => a.deliveredMs - b.deliveredMs);
}

function eventsOf(session: TrueSession, index: number, options: TrailOptions): ToldEvent[] {
  const { seed, accountId } = options;
  const random = createRandom(scramble(seed + hashText(options.region), index));
  const wire = session.describe('Active');
  const owner = String(wire.Owner);
  const { sessionId, startMs, endMs } = session;
  // ECS starts the session on behalf of a person. The ExecuteCommand event names the person.
  const isExec = owner.includes('/AWSServiceRoleForECS/');
  const person = `arn:aws:sts::${accountId}:assumed-role/AWSReservedSSO_Developers_0123456789abcdef/${pick(random, ['alice.smith', 'bob.jones'])}@example.com`;
  const isAnonymous = /botocore-session|GitHubActions/.test(owner);
  const caller: Caller = {
    arn: owner,
    accountId,
    atMs: startMs,
    mfa: random() < 0.5 && !owner.includes('AWSReservedSSO_'),
    sourceIdentity: isAnonymous && random() < 0.7 ? 'carol.nguyen@example.com' : undefined,
    invokedBy: isExec ? 'ecs.amazonaws.com' : undefined,
  };
  const told = teller(options, random);
  const start = startRequest(wire, random);
  const started = { sessionId, tokenValue: HIDDEN, streamUrl: streamUrl(options.region, sessionId) };
  const events = [told(caller, 'StartSession', start, started)];
  if (isExec) {
    const by = { ...caller, arn: person, invokedBy: undefined, atMs: startMs - 1000 };
    const task = String(wire.Target).split('_')[1] ?? 'task';
    const response = { clusterArn: 'c', containerName: 'app', interactive: true, session: started, taskArn: task };
    events.push(
      told(
        by,
        'ExecuteCommand',
        { cluster: 'payments', container: 'app', interactive: true, task, command: HIDDEN },
        response,
      ),
    );
  }
  if (random() < 0.1)
    events.push(
      told({ ...caller, atMs: startMs + 60_000, invokedBy: undefined }, 'ResumeSession', { sessionId }, started),
    );
  if (Number.isFinite(endMs) && random() < 0.5)
    events.push(
      told({ ...caller, atMs: endMs, invokedBy: undefined }, 'TerminateSession', { sessionId }, { sessionId }),
    );
  const kept = isUntold(sessionId) ? events.filter(({ truth }) => truth?.event === 'TerminateSession') : events;
  // A failed attempt, for example because the caller has no permission.
  if (index % 11 === 0)
    kept.push(
      told(
        { ...caller, atMs: startMs - 30_000, invokedBy: undefined },
        'StartSession',
        start,
        null,
        pick(random, ERRORS),
      ),
    );
  // A start that SSM never shows.
  if (index % 53 === 0) {
    const id = `never.seen-0${hashText(`${seed}${options.region}${index}`).toString(16).padStart(16, '0')}`;
    kept.push(
      told(
        { ...caller, atMs: startMs + 5000, invokedBy: undefined },
        'StartSession',
        { target: 'i-0123456789abcdef0' },
        { sessionId: id },
      ),
    );
  }
  return kept;
}

const ERRORS = ['AccessDenied', 'TargetNotConnected', 'AccessDenied'];

type Tell = (
  caller: Caller,
  event: string,
  request: object | null,
  response: object | null,
  error?: string,
) => ToldEvent;

function teller({ seed, accountId, region }: TrailOptions, random: Random): Tell {
  return (caller, event, request, response, error) => {
    const { atMs, arn, invokedBy, mfa, sourceIdentity } = caller;
    const eventID = uuidOf(`${seed}${accountId}${region}${atMs}${event}${arn}${String(error)}${random()}`);
    const sourceIp = random() < 0.05 ? '198.51.100.77' : addressOf(arn);
    const parameters = (request as { parameters?: Record<string, string[]> } | null)?.parameters ?? {};
    const id = (response ?? request ?? {}) as { sessionId?: string; session?: { sessionId: string } };
    const isRole = arn.includes(':assumed-role/');
    const source = event === 'ExecuteCommand' ? 'ecs.amazonaws.com' : 'ssm.amazonaws.com';
    return {
      // Usually minutes later; one in fifty events comes hours late.
      deliveredMs: atMs + (random() < 0.02 ? 20 * 3_600_000 * random() : 60_000 + 600_000 * random()),
      accountId,
      region,
      truth: {
        sessionId: id.sessionId ?? id.session?.sessionId ?? null,
        event,
        principal: arn,
        sourceIp: invokedBy === undefined ? sourceIp : null,
        mfa: isRole || mfa ? mfa : null,
        sourceIdentity: isRole ? (sourceIdentity ?? null) : null,
        host: parameters.host?.[0] ?? null,
        port: parameters.portNumber?.[0] ?? null,
        error: error ?? null,
      },
      record: {
        eventVersion: '1.08',
        userIdentity: userIdentity(caller),
        eventTime: isoSecond(atMs),
        eventSource: source,
        eventName: event,
        awsRegion: region,
        sourceIPAddress: invokedBy ?? sourceIp,
        userAgent: invokedBy ?? pick(random, AGENTS),
        ...(error === undefined ? {} : { errorCode: error, errorMessage: `User: ${arn} may not do this` }),
        requestParameters: request,
        responseElements: response,
        requestID: uuidOf(`request ${eventID}`),
        eventID,
        readOnly: false,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: accountId,
        eventCategory: 'Management',
        tlsDetails: {
          tlsVersion: 'TLSv1.3',
          cipherSuite: 'TLS_AES_128_GCM_SHA256',
          clientProvidedHostHeader: `ssm.${region}.amazonaws.com`,
        },
      },
    };
  };
}

/** A fixed address for each principal, in ranges that are reserved for documentation. */
function addressOf(arn: string): string {
  const n = hashText(arn);
  return n % 4 === 0 ? `2001:db8::${(n % 65_536).toString(16)}` : `203.0.113.${n % 256}`;
}

function streamUrl(region: string, sessionId: string): string {
  return `wss://ssmmessages.${region}.amazonaws.com/v1/data-channel/${sessionId}?role=publish_subscribe`;
}

function startRequest(
  { Target: target, DocumentName: documentName, Reason: reason }: WireSession,
  random: Random,
): object {
  const port = String(pick(random, [5432, 22, 3306, 6379]));
  const name = typeof documentName === 'string' ? documentName : '';
  const parameters = name.includes('RemoteHost')
    ? { host: [pick(random, HOSTS)], portNumber: [port], localPortNumber: ['15432'] }
    : /PortForwarding|SSH/.test(name)
      ? { portNumber: [port] }
      : undefined;
  return { target, documentName, reason, parameters };
}
