import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';

/**
 * Creates the log group of a reporter's function, so that it exists before the function's first line and has a
 * retention. The log group stays when the stack is deleted, but not if the first deployment fails.
 */
export function createReporterLog(scope: Construct, retention = logs.RetentionDays.ONE_YEAR): logs.LogGroup {
  const group = new logs.LogGroup(scope, 'LogGroup', {
    retention,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  acknowledgeInPacks(
    group,
    'CloudWatchLogGroupEncrypted',
    "The log holds counts and ids, never a session's text, and CloudWatch Logs encrypts it with its own keys. If a key of the account failed, " +
      'nobody could read the log that explains why the archive does not grow.',
  );
  return group;
}
