import type { IConstruct } from 'constructs';
import { acknowledgeInPacks } from '../acknowledge';

/**
 * Tells cdk-nag's HIPAA and PCI packs why a reporter is as it is. Not acknowledged is what its user decides: a VPC (`vpc`), somebody
 * to tell of alarms (`alarmTopic`), and a key for the archive (`encryptionKey`).
 */
export function acknowledgeReporterFindings(reporter: IConstruct & { readonly function: IConstruct }): void {
  acknowledgeInPacks(
    reporter.function,
    'LambdaConcurrency',
    'One schedule invokes it, and runs at the same time do no harm: every object is written once. A reservation would fail to deploy ' +
      "where the account's quota is the one that new accounts have.",
  );
  acknowledgeInPacks(
    reporter,
    'IAMNoInlinePolicy',
    'Each policy is for one role, made for one function or schedule, and goes when it goes. A managed policy could be attached to others.',
  );
}
