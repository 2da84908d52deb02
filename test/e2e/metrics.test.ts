// The built bundle prints exactly the metrics that the alarms and the dashboard use. Its log has at most three lines
// per scope and run.
import { Template } from 'aws-cdk-lib/assertions';
import { METRIC_NAMESPACE } from '../../lib/contract';
import { SessionArchive, SessionReporter } from '../../lib';
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import { createWorld } from '../../local/world/world';
import { alarmMetrics, dashboardMetrics, metricText } from '../lib/reporter/template-metrics';
import { knownStack } from '../lib/synth';
import { Account, ACCOUNT, REGION } from './account';

const start = Date.UTC(2026, 0, 31, 1);
const OTHER = 'us-east-1';
const regions = [REGION, OTHER] as const;
const world = createWorld({ seed: 3, accountId: ACCOUNT, regions, sessions: 300, from: start - 30 * DAY_MS });

type Line = Readonly<Record<string, unknown>>;

/** A line in CloudWatch's embedded metric format, without its time. */
interface MetricLine extends Line {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

let account: Account;
/** The lines that each run printed, by the name of the run. */
const printed: Record<string, Line[]> = {};

/** Runs once and keeps the printed lines, also if the run fails. */
async function record(name: string, scheduledMs = account.now): Promise<void> {
  const from = account.reporter.log.length;
  await account.run(scheduledMs).catch(() => undefined);
  // Node.js prints its own warnings, which are not JSON.
  const lines = account.reporter.log.slice(from).filter((line) => line.startsWith('{'));
  printed[name] = lines.map((line) => JSON.parse(line) as Line);
}

beforeAll(async () => {
  account = await Account.open({ source: world, regions: [...regions] });
  account.now = start;
  await record('first');
  account.now += HOUR_MS;
  let isFirst = true;
  account.ssmFault = ({ region }) => {
    const isSpoilt = region === REGION && isFirst;
    if (isSpoilt) isFirst = false;
    return isSpoilt ? 'throttle' : undefined;
  };
  await record('throttled');
  account.now += HOUR_MS;
  account.ssmFault = ({ region }) => (region === REGION ? 'throttle' : undefined);
  await record('failed');
  account.ssmFault = undefined;
  await record('retried');
  await record('superseded', start + 1.5 * HOUR_MS);
});
afterAll(() => account.close());

const isMetricLine = (line: Line): line is MetricLine => '_aws' in line;
const linesOf = (run: string, region: string) => (printed[run] ?? []).filter((line) => line.region === region);
const metricsOf = (run: string, region: string) => linesOf(run, region).filter(isMetricLine);

/** The metrics that CloudWatch makes from the lines. */
function emitted(lines: readonly Line[]): Set<string> {
  return new Set(
    lines
      .filter(isMetricLine)
      .flatMap(({ _aws }) => _aws.CloudWatchMetrics)
      .flatMap(({ Namespace, Dimensions, Metrics }) =>
        Metrics.flatMap(({ Name }) => Dimensions.map((names) => metricText(Namespace, Name, names))),
      ),
  );
}

describe('the metrics that the bundle prints', () => {
  const stack = knownStack();
  const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket' });
  new SessionReporter(stack, 'Reporter', { archive, regions: [...regions] });
  const template = Template.fromStack(stack);
  const isOwn = (metric: string) => metric.startsWith(METRIC_NAMESPACE);
  const looked = [...alarmMetrics(template), ...dashboardMetrics(template)];

  test('are exactly those that the alarms and the dashboard use: none is missing, none costs money for nothing', () => {
    expect(emitted(Object.values(printed).flat())).toEqual(new Set(looked.filter(isOwn)));
    expect(looked.filter(isOwn)).toHaveLength(7);
  });

  test('the alarms and the dashboard otherwise use metrics of Lambda and SQS', () => {
    expect(new Set(looked.filter((metric) => !isOwn(metric)))).toEqual(
      new Set([
        'AWS/Lambda/Errors[FunctionName]',
        'AWS/Lambda/Duration[FunctionName]',
        'AWS/SQS/ApproximateNumberOfMessagesVisible[QueueName]',
      ]),
    );
  });

  test('have values for their dimensions, and a unit', () => {
    const [line] = metricsOf('first', REGION);
    expect(line).toMatchObject({ service: 'reporter', region: REGION, snapshotId: '20260131T010000Z' });
    expect(line?._aws.CloudWatchMetrics[0]?.Metrics).toEqual([
      { Name: 'SnapshotComplete', Unit: 'Count' },
      { Name: 'Records', Unit: 'Count' },
      { Name: 'LongestMissing', Unit: 'Seconds' },
      { Name: 'FailedAttempts', Unit: 'Count' },
    ]);
  });

  test.each([
    ['first', REGION, { SnapshotComplete: 1, FailedAttempts: 0, LongestMissing: 0 }],
    ['throttled', REGION, { SnapshotComplete: 1, FailedAttempts: 1 }],
    ['throttled', OTHER, { SnapshotComplete: 1, FailedAttempts: 0 }],
    // AWS_MAX_ATTEMPTS is 2: both attempts at the first call fail.
    ['failed', REGION, { SnapshotComplete: 0, FailedAttempts: 2 }],
    ['failed', OTHER, { SnapshotComplete: 1, FailedAttempts: 0 }],
    ['retried', REGION, { SnapshotComplete: 1, FailedAttempts: 0 }],
    ['superseded', REGION, { FailedAttempts: 0 }],
  ])('%s run, %s: %j', (run, region, values) => {
    expect(metricsOf(run, region)).toEqual([expect.objectContaining(values)]);
  });

  test('do not include SnapshotComplete when a later snapshot exists', () => {
    expect([...emitted(linesOf('superseded', REGION))]).toEqual(['SsmSessionArchive/FailedAttempts[region,service]']);
  });
});

describe('the log', () => {
  const messages = (run: string, region: string) => linesOf(run, region).map(({ message = 'metrics' }) => message);

  test.each([
    ['first', REGION, ['Snapshot planned', 'Snapshot complete', 'metrics']],
    ['failed', REGION, ['Snapshot planned', 'Snapshot failed', 'metrics']],
    ['failed', OTHER, ['Snapshot planned', 'Snapshot complete', 'metrics']],
    ['retried', REGION, ['Snapshot planned', 'Snapshot complete', 'metrics']],
    // The attempt before has published this snapshot, so the run plans nothing.
    ['retried', OTHER, ['Snapshot complete', 'metrics']],
    ['superseded', REGION, ['Snapshot superseded', 'metrics']],
  ])('%s run, %s: %j and no other line', (run, region, expected) => {
    expect(messages(run, region)).toEqual(expected);
  });

  test('says what was planned and why', () => {
    expect(linesOf('first', REGION)[0]).toMatchObject({
      level: 'INFO',
      mode: 'full',
      why: 'no snapshot before this one in the last 31 days',
    });
    expect(linesOf('throttled', REGION)[0]).toMatchObject({
      mode: 'incremental',
      why: 'goes on from snapshot 20260131T010000Z',
    });
  });

  test('says how a run ended: counts, failed attempts, missing sessions, duration', () => {
    const [, complete] = linesOf('throttled', REGION);
    expect(complete).toMatchObject({
      snapshotId: '20260131T020000Z',
      mode: 'incremental',
      pages: expect.any(Number) as number,
      records: expect.any(Number) as number,
      pending: 0,
      unresolved: 0,
      faded: 0,
      longestMissingHours: 0,
      failedAttempts: { ThrottlingException: 1 },
      seconds: expect.any(Number) as number,
    });
    expect(linesOf('failed', REGION)[1]).toMatchObject({
      level: 'ERROR',
      snapshotId: '20260131T030000Z',
      reason: expect.stringContaining('ScanIncomplete: DescribeSessions failed for good at page 1') as string,
      failedAttempts: { ThrottlingException: 2 },
    });
  });
});
