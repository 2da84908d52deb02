import { Duration, Token, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALL_REGIONS, METRICS } from '../contract';
import { createAlarm, type AlarmProps } from '../common/alarm';
import type { AskedService } from './asked-service';
import { scopeMetric } from './metrics';
import type { ReporterAlarms } from './reporter-alarms';

/** What the alarms and the dashboard of a reporter show. */
export interface Watched {
  readonly asked: AskedService;
  readonly function: lambda.Function;
  readonly deadLetterQueue: sqs.Queue;
  /** The collected Regions, or only `ALL_REGIONS`: all Regions together. */
  readonly regions: string[];
  readonly timeout: Duration;
  /** See `hoursBetweenRuns`. */
  readonly hoursBetweenRuns: number;
}

interface ReporterAlarmsProps extends Watched {
  readonly topic?: sns.ITopic;
}

/** Hours after a run was due in which a retry or a long run may still complete the snapshot. */
const GRACE_HOURS = 2;

/** Fewer failed attempts than this between two runs are normal: the SDK retries them. */
const MANY_ATTEMPTS = 10;

/** A full scan looks for a session that has been missing for a day. The alarm goes off after half of this time. */
const LONG_MISSING_HOURS = 12;

const HOUR = Duration.hours(1);
const { BREACHING, IGNORE } = cloudwatch.TreatMissingData;

/** The value of `alarms` for a reporter without alarms. */
export const NO_ALARMS: ReporterAlarms = { snapshotMissing: [], sessionsMissing: [], throttled: [], all: [] };

/** Creates the alarms. CloudFormation generates their names, so they cannot collide with those of another stack. */
export function createReporterAlarms(scope: Construct, id: string, props: ReporterAlarmsProps): ReporterAlarms {
  const watch = new Watch(scope, id, props);
  const ofEachRegion = (create: (region: string, suffix: string) => cloudwatch.Alarm) =>
    // A construct id cannot contain a token.
    props.regions.map((region, index) => create(region, Token.isUnresolved(region) ? `Region${index + 1}` : region));
  const snapshotMissing = ofEachRegion((region, suffix) => watch.snapshots(region, suffix));
  const sessionsMissing = ofEachRegion((region, suffix) => watch.missingSessions(region, suffix));
  const throttled = ofEachRegion((region, suffix) => watch.throttling(region, suffix));
  const sessionsMayBeLost = props.asked.showsOnlyLatest
    ? ofEachRegion((region, suffix) => watch.unseenSessions(region, suffix))
    : undefined;
  const [runFailed, deadLetters, nearTimeLimit] = [watch.failures(), watch.deadLetters(), watch.timeLimit()];
  const ofRegions = { snapshotMissing, sessionsMissing, throttled, sessionsMayBeLost };
  const all = [...Object.values(ofRegions).flatMap((each) => each ?? []), runFailed, deadLetters, nearTimeLimit];
  return { ...ofRegions, runFailed, deadLetters, nearTimeLimit, all };
}

class Watch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReporterAlarmsProps,
  ) {
    super(scope, id);
  }

  snapshots(region: string, suffix: string): cloudwatch.Alarm {
    const hours = this.props.hoursBetweenRuns + GRACE_HOURS;
    const complete = scopeMetric(this.props.function, METRICS.snapshotComplete, region);
    return this.add('SnapshotMissing', suffix, {
      alarmDescription: `No complete snapshot of ${nameOf(region)} for ${hours} hours. ${this.props.asked.name} forgets a session after 30 days: fix the cause before then.`,
      // Without FILL, CloudWatch would use older values where new ones are missing, and the alarm would be hours late.
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(complete, 0)',
        usingMetrics: { complete },
        label: `complete snapshots of ${nameOf(region)}`,
        period: HOUR,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: hours,
      // FILL gives no value if the metric never had one.
      treatMissingData: BREACHING,
    });
  }

  missingSessions(region: string, suffix: string): cloudwatch.Alarm {
    return this.add('SessionsMissing', suffix, {
      alarmDescription: `Sessions of ${nameOf(region)}: at least one was open, and ${this.props.asked.name} has shown it neither as open nor as ended for ${LONG_MISSING_HOURS} hours or more. Its end may never be known.`,
      metric: scopeMetric(this.props.function, METRICS.longestMissing, region, { period: HOUR }),
      threshold: Duration.hours(LONG_MISSING_HOURS).toSeconds(),
      // The alarm keeps its state until the next snapshot sends a value.
      treatMissingData: IGNORE,
    });
  }

  throttling(region: string, suffix: string): cloudwatch.Alarm {
    const { asked, hoursBetweenRuns } = this.props;
    const period = Duration.hours(hoursBetweenRuns);
    return this.add('Throttled', suffix, {
      alarmDescription: `In ${nameOf(region)}, ${MANY_ATTEMPTS} or more attempts at ${asked.operation} failed in each of the last three periods: ${asked.name} throttles, or it fails.`,
      metric: scopeMetric(this.props.function, METRICS.failedAttempts, region, { period }),
      threshold: MANY_ATTEMPTS,
      // Three periods, because one full scan that is throttled is no reason for an alarm.
      evaluationPeriods: 3,
    });
  }

  unseenSessions(region: string, suffix: string): cloudwatch.Alarm {
    return this.add('SessionsMayBeLost', suffix, {
      page: 'alibaba.md',
      alarmDescription: `Sessions of ${nameOf(region)} may be lost: ${this.props.asked.name} shows only the latest sessions of a Region, and no longer showed all that began since the snapshot before. Take snapshots more often.`,
      metric: scopeMetric(this.props.function, METRICS.unseen, region, { period: HOUR }),
      threshold: 1,
      // The alarm keeps its state until the next snapshot sends a value.
      treatMissingData: IGNORE,
    });
  }

  failures(): cloudwatch.Alarm {
    return this.add('RunFailed', undefined, {
      alarmDescription: 'A run has failed twice or more within an hour: in at least one Region its retry did not help.',
      metric: this.props.function.metricErrors({ period: HOUR }),
      threshold: 2,
    });
  }

  deadLetters(): cloudwatch.Alarm {
    return this.add('DeadLetters', undefined, {
      alarmDescription:
        'A run failed with all its retries, or could not be started: its event is in the dead-letter queue. The next run that succeeds reads what this run missed; purge the queue then.',
      metric: this.props.deadLetterQueue.metricApproximateNumberOfMessagesVisible(),
      threshold: 1,
    });
  }

  timeLimit(): cloudwatch.Alarm {
    const duration = this.props.function.metricDuration({ statistic: cloudwatch.Stats.MAXIMUM });
    const seconds = Tokenization.stringifyNumber(this.props.timeout.toSeconds({ integral: false }));
    return this.add('NearTimeLimit', undefined, {
      alarmDescription: 'A run took 80 percent of its timeout or more: raise timeout or memorySize before it fails.',
      metric: new cloudwatch.MathExpression({
        // `duration` is in milliseconds; the result is in percent of the timeout. The timeout may be a token.
        expression: `duration / 10 / ${seconds}`,
        usingMetrics: { duration },
        label: 'longest run, percent of the timeout',
        period: HOUR,
      }),
      threshold: 80,
    });
  }

  private add(kind: string, suffix: string | undefined, props: Omit<AlarmProps, 'kind' | 'topic'>): cloudwatch.Alarm {
    const id = suffix === undefined ? kind : `${kind}-${suffix}`;
    return createAlarm(this, id, { kind, topic: this.props.topic, ...props });
  }
}

function nameOf(region: string): string {
  return region === ALL_REGIONS ? 'all Regions together' : region;
}
