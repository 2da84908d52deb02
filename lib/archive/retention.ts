// How long records are kept, and what may not contradict it.
import { Annotations, Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { ARCHIVE_PREFIXES } from '../contract';
import type { SessionArchiveProps } from './session-archive-props';

/** SSM remembers a session for 30 days, and a run looks back 31: what is younger is still worked with. */
const LEAST_DAYS = 90;

/** How long what was deleted can be restored. */
const RESTORABLE_DAYS = 30;

const RULE = 'Retention-';

/** Lets the records and manifests of a new bucket expire. */
export function retentionRules(retention: Duration | undefined): s3.LifecycleRule[] {
  if (!retention) return [];
  return ARCHIVE_PREFIXES.map((prefix) => ({
    id: `${RULE}${prefix.slice(0, prefix.indexOf('/'))}`,
    prefix,
    expiration: retention,
    noncurrentVersionExpiration: Duration.days(RESTORABLE_DAYS),
  }));
}

/** Whether a lifecycle rule is there because of `retention`. */
export function isRetentionRule(id: string | undefined): boolean {
  return id?.startsWith(RULE) ?? false;
}

/** What is wrong with the props, one text each. */
export function retentionProblems({ retention, objectLock }: SessionArchiveProps): string[] {
  if (!retention || retention.isUnresolved()) return [];
  const days = retention.toDays({ integral: false });
  if (!Number.isInteger(days) || days < LEAST_DAYS)
    return [
      `retention is ${days} days: give whole days, ${LEAST_DAYS} at the least, or leave it out to keep everything`,
    ];
  const locked = objectLock?.duration.toDays({ integral: false });
  return locked === undefined || locked <= days
    ? []
    : [
        `retention is ${days} days, but objectLock keeps every object for ${locked}: give a retention of ${locked} days or more, or a shorter lock`,
      ];
}

/** A given bucket is used as it is: nothing expires in it unless its owner says so. */
export function warnOfForeignRetention(archive: IConstruct, { retention, bucket }: SessionArchiveProps): void {
  if (!retention || !bucket) return;
  Annotations.of(archive).addWarningV2(
    'cdk-ssm-session-archive:retentionOfCuratedRowsAlone',
    `retention is ${retention.toDays()} days, and bucket is given: curated rows are forgotten, records are not. Add a lifecycle rule for each of ` +
      `${ARCHIVE_PREFIXES.join(', ')} to that bucket.`,
  );
}
