import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from '../acknowledge';

/**
 * Creates the log group of a reporter's function. Its own, so that it is there before the function's first line, and expires. It
 * outlives the stack, but not a first deployment that fails.
 */
export function createReporterLog(scope: Construct, retention = logs.RetentionDays.ONE_YEAR): logs.LogGroup {
  const group = new logs.LogGroup(scope, 'LogGroup', {
    retention,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  acknowledgeInPacks(
    group,
    'CloudWatchLogGroupEncrypted',
    'The log holds counts and ids, never what a session says, and CloudWatch Logs encrypts it with keys of its own. A key of the ' +
      'account that fails would take away the log that explains why the archive does not grow.',
  );
  return group;
}
