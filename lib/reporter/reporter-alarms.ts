import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The alarms of a reporter, by their meaning. There are none if `alarms` is false. You can add actions to each. */
export interface ReporterAlarms {
  /**
   * No complete snapshot two hours after one was due: one alarm for each Region, in the order of `regions`; with
   * `allRegions`, one for all Regions together.
   */
  readonly snapshotMissing: cloudwatch.Alarm[];

  /** A session that was open has been in neither state for half a day or more. One alarm for each Region, as above. */
  readonly sessionsMissing: cloudwatch.Alarm[];

  /** The service rejected attempts to list sessions, in three periods in a row. One alarm for each Region, as above. */
  readonly throttled: cloudwatch.Alarm[];

  /**
   * Sessions may be gone before a snapshot saw them. One alarm for each Region, as above. Only `AlibabaSessionReporter`
   * has it, because Alibaba Cloud shows a limited number of sessions.
   */
  readonly sessionsMayBeLost?: cloudwatch.Alarm[];

  /** A run failed, and so did its retries. */
  readonly runFailed?: cloudwatch.Alarm;

  /** The event of a run is in the dead-letter queue. */
  readonly deadLetters?: cloudwatch.Alarm;

  /** A run took 80 percent of its timeout. */
  readonly nearTimeLimit?: cloudwatch.Alarm;

  /** All alarms. */
  readonly all: cloudwatch.Alarm[];
}
