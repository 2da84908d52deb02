import { Annotations, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { ARCHIVE_PREFIXES } from '../contract';
import { isRetentionRule } from './retention';

/** Storage classes that Athena cannot read. Athena leaves such objects out of its answer without an error. */
const UNREADABLE_CLASSES = ['GLACIER', 'DEEP_ARCHIVE'];

/** The parts of a lifecycle rule or an Intelligent-Tiering configuration in a template that matter to the archive. */
interface Rule {
  readonly id?: string;
  readonly status?: string;
  readonly prefix?: string;
  readonly tagFilters?: readonly unknown[];
  readonly transition?: { readonly storageClass?: string };
  readonly transitions?: readonly { readonly storageClass?: string }[];
  readonly expirationInDays?: number;
  readonly expirationDate?: unknown;
}

interface Warning {
  readonly id: string;
  readonly text: string;
}

/**
 * Warns about lifecycle rules of the archive's bucket that would make answers wrong, if the same app creates the
 * bucket. The check runs just before synthesis, so it also sees rules that are added later. It cannot see the rules of
 * a bucket that was created elsewhere.
 */
export function warnOfLifecycle(archive: IConstruct, bucket: s3.IBucket): void {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) return;
  archive.node.addValidation({
    validate: () => {
      for (const { id, text } of lifecycleWarnings(resource)) Annotations.of(bucket).addWarningV2(id, text);
      return [];
    },
  });
}

function lifecycleWarnings(bucket: s3.CfnBucket): Warning[] {
  const resolve = (value: unknown): unknown => Stack.of(bucket).resolve(value);
  const lifecycle = resolve(bucket.lifecycleConfiguration) as { readonly rules?: Rule[] } | undefined;
  const tierings = resolve(bucket.intelligentTieringConfigurations) as Rule[] | undefined;
  return [
    ...(lifecycle?.rules ?? []).filter(reachesArchive).flatMap(ruleWarnings),
    // The only tiers that can be configured must be restored before they can be read.
    ...(tierings ?? [])
      .filter(reachesArchive)
      .map((tiering) => unreadable('Intelligent-Tiering configuration', tiering)),
  ];
}

function ruleWarnings(rule: Rule): Warning[] {
  const classes = [rule.transition, ...(rule.transitions ?? [])].map((transition) => transition?.storageClass ?? '');
  const expires = rule.expirationInDays !== undefined || rule.expirationDate !== undefined;
  return [
    ...(classes.some((storageClass) => UNREADABLE_CLASSES.includes(storageClass))
      ? [unreadable('Lifecycle rule', rule)]
      : []),
    ...(expires ? [expiring(rule)] : []),
  ];
}

function unreadable(kind: string, { id = '' }: Rule): Warning {
  return {
    id: 'cdk-ssm-session-archive:archiveUnreadable',
    text:
      `${kind} "${id}" moves objects of the session archive to a storage class that Athena skips without an error: answers will lack ` +
      'their records. Use a class that can be read at once, such as GLACIER_IR, or acknowledge this warning.',
  };
}

function expiring({ id = '' }: Rule): Warning {
  return {
    id: 'cdk-ssm-session-archive:archiveExpires',
    text:
      `Lifecycle rule "${id}" lets objects of the session archive expire, after which questions about their days find nothing. ` +
      'If that is your retention period, acknowledge this warning.',
  };
}

/** Whether a rule applies to objects of the archive, which have no tags, and does not come from `retention`. */
function reachesArchive({ id, status, prefix = '', tagFilters = [] }: Rule): boolean {
  const overlaps = ARCHIVE_PREFIXES.some((own) => own.startsWith(prefix) || prefix.startsWith(own));
  return status !== 'Disabled' && tagFilters.length === 0 && overlaps && !isRetentionRule(id);
}
