import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The alarms of an archive, by what they tell. Each may have actions of its own. */
export interface CurationAlarms {
  /** A curation failed: a step of it, its time limit, or the proof that the curated rows are what the records say. */
  readonly curationFailed: cloudwatch.Alarm;

  /** No curation has succeeded in two periods of its schedule. */
  readonly curationMissing: cloudwatch.Alarm;

  /** All of them. */
  readonly all: cloudwatch.Alarm[];
}
