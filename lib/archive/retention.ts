// How long records are kept, and checks against the props that could contradict it.
import { Annotations, Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { ARCHIVE_PREFIXES } from '../contract';
import type { SessionArchiveProps } from './session-archive-props';

/** SSM shows a session for 30 days, and a run looks back 31 days, so it still needs younger records. */
const LEAST_DAYS = 90;

/** How long a deleted or expired object can be restored. */
const RESTORABLE_DAYS = 30;

const RULE = 'Retention-';

/** The lifecycle rules of a new bucket that let records and manifests expire. */
export function retentionRules(retention: Duration | undefined): s3.LifecycleRule[] {
  if (!retention) return [];
  return ARCHIVE_PREFIXES.map((prefix) => ({
    id: `${RULE}${prefix.slice(0, prefix.indexOf('/'))}`,
    prefix,
    expiration: retention,
    noncurrentVersionExpiration: Duration.days(RESTORABLE_DAYS),
  }));
}

/** Whether a lifecycle rule comes from `retention`. */
export function isRetentionRule(id: string | undefined): boolean {
  return id?.startsWith(RULE) ?? false;
}

/** One message for each problem with the props. */
export function retentionProblems({ retention, objectLock }: SessionArchiveProps): string[] {
  if (!retention || retention.isUnresolved()) return [];
  const days = retention.toDays({ integral: false });
  if (!Number.isInteger(days) || days < LEAST_DAYS)
    return [`retention is ${days} days: give whole days, at least ${LEAST_DAYS}, or leave it out to keep everything`];
  const locked = objectLock?.duration.toDays({ integral: false });
  return locked === undefined || locked <= days
    ? []
    : [
        `retention is ${days} days, but objectLock keeps every object for ${locked}: give a retention of ${locked} days or more, or a shorter lock`,
      ];
}

/** The construct adds no lifecycle rule to a given bucket, so `retention` does not apply to the records in it. */
export function warnOfForeignRetention(archive: IConstruct, { retention, bucket }: SessionArchiveProps): void {
  if (!retention || !bucket) return;
  Annotations.of(archive).addWarningV2(
    'cdk-ssm-session-archive:retentionOfCuratedRowsAlone',
    `retention is ${retention.toDays()} days, and bucket is given: curated rows are deleted, records are not. Add a lifecycle rule for each of ` +
      `${ARCHIVE_PREFIXES.join(', ')} to that bucket.`,
  );
}
