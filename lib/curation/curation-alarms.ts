import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The alarms of an archive's curation, by their meaning. You can add actions to each. */
export interface CurationAlarms {
  /** A curation failed: a step, its time limit, or the proof that the curated rows match the records. */
  readonly curationFailed: cloudwatch.Alarm;

  /** No curation has succeeded in two periods of its schedule. */
  readonly curationMissing: cloudwatch.Alarm;

  /** All alarms. */
  readonly all: cloudwatch.Alarm[];
}
