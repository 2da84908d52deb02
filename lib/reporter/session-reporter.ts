import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ALL_REGIONS, ENVIRONMENT } from '../contract';
import { distinctIn } from '../common/distinct-list';
import { SSM } from './asked-service';
import { reporterCode } from './code';
import { acknowledgeReporterFindings } from './findings';
import { announceReporter } from '../catalog/reporters-of-app';
import { createParts, type Parts } from './parts';
import { placeProblems } from './place';
import { SessionReporterBase } from './session-reporter-base';
import type { SessionReporterProps } from './session-reporter-props';
import { createSsmRole } from './role';
import { reporterProblems } from './validation';
import { rejectProblems } from '../common/validation';

/**
 * Archives the Session Manager sessions of this account on a schedule: a Lambda function, its schedule, log,
 * dead-letter queue, alarms and dashboard.
 *
 * Lambda tries a failed run again twice. If that fails too, or the function cannot be invoked for six hours, the event
 * goes to `deadLetterQueue`. Nobody has to replay it: the next run that succeeds reads everything since the last
 * snapshot. SSM shows a session for 30 days.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html
 *
 * @example
 * const archive = new SessionArchive(this, 'Archive');
 * new SessionReporter(this, 'Reporter', { archive, regions: ['eu-west-1', 'us-east-1'] });
 */
export class SessionReporter extends SessionReporterBase {
  /** @internal */
  protected readonly _parts: Parts;

  /**
   * @param scope the construct that the reporter belongs to
   * @param id the id of the reporter within its scope
   * @param props see the properties; only the archive is required
   */
  constructor(scope: Construct, id: string, props: SessionReporterProps) {
    super(scope, id);
    rejectProblems(this, reporterProblems(props));
    rejectProblems(this, placeProblems(this, props));
    const named = distinctIn(Stack.of(this), props.regions ?? [Stack.of(this).region]);
    const regions = props.allRegions === true ? [ALL_REGIONS] : named;
    announceReporter({ reporter: this, archive: props.archive, account: Stack.of(this).account, regions });

    this._parts = createParts(this, props, {
      asked: SSM,
      regions,
      code: reporterCode(),
      environment: {
        [ENVIRONMENT.fullScanIntervalHours]: String((props.fullScanInterval ?? Duration.days(7)).toHours()),
        [ENVIRONMENT.maxConcurrency]: String(props.maxConcurrency ?? 8),
      },
      createRole: (logGroup, inVpc) => createSsmRole(this, { archive: props.archive, regions, logGroup, inVpc }),
    });
    acknowledgeReporterFindings(this);
  }
}
