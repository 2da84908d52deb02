import type { IConstruct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';

/**
 * Acknowledges findings of cdk-nag's HIPAA and PCI packs about a reporter. It does not acknowledge what the user of the
 * construct decides: a VPC (`vpc`), a topic for alarms (`alarmTopic`), and a key for the archive (`encryptionKey`).
 */
export function acknowledgeReporterFindings(reporter: IConstruct & { readonly function: IConstruct }): void {
  acknowledgeInPacks(
    reporter.function,
    'LambdaConcurrency',
    'One schedule invokes the function, and concurrent runs do no harm: every object is written once. Reserved concurrency would fail to deploy ' +
      'in an account with the quota of a new account.',
  );
  acknowledgeInPacks(
    reporter,
    'IAMNoInlinePolicy',
    'Each policy belongs to one role of one function or schedule, and is deleted with it. A managed policy could be attached to other roles.',
  );
}
