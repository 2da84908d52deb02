import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The alarms of a reporter, by what they tell; none if `alarms` is false. Each may have actions of its own. */
export interface ReporterAlarms {
  /**
   * No complete snapshot for two hours longer than it may take: one alarm for each Region, in the order of `regions`; with
   * `allRegions` one for all together.
   */
  readonly snapshotMissing: cloudwatch.Alarm[];

  /** A session that was open is in neither state for half a day or more: one alarm for each Region, likewise. */
  readonly sessionsMissing: cloudwatch.Alarm[];

  /** The service turns down attempts at listing sessions, three times running: one alarm for each Region, likewise. */
  readonly throttled: cloudwatch.Alarm[];

  /**
   * Sessions may be gone before a snapshot saw them: one alarm for each Region, likewise. Of `AlibabaSessionReporter` alone, whose
   * service shows only so many.
   */
  readonly sessionsMayBeLost?: cloudwatch.Alarm[];

  /** A run failed, and so did its retry. */
  readonly runFailed?: cloudwatch.Alarm;

  /** The event of a run was given up. */
  readonly deadLetters?: cloudwatch.Alarm;

  /** A run took 80 percent of its timeout. */
  readonly nearTimeLimit?: cloudwatch.Alarm;

  /** All of them. */
  readonly all: cloudwatch.Alarm[];
}
