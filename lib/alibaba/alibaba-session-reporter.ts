import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { announceReporter } from '../catalog/reporters-of-app';
import { ALIBABA_ENVIRONMENT, METRICS } from '../contract';
import { distinctIn } from '../common/distinct-list';
import { ALIBABA_ECS } from '../reporter/asked-service';
import { bundleFolder, reporterCode } from '../reporter/code';
import { acknowledgeReporterFindings } from '../reporter/findings';
import { scopeMetric } from '../reporter/metrics';
import { createParts, type Parts } from '../reporter/parts';
import { SessionReporterBase } from '../reporter/session-reporter-base';
import { rejectProblems } from '../common/validation';
import type { AlibabaCredentials } from './alibaba-credentials';
import type { AlibabaSessionReporterProps } from './alibaba-session-reporter-props';
import { createAlibabaRole } from './role';
import { alibabaReporterProblems, DEFAULT_AUDIENCE } from './validation';

/**
 * Archives the sessions of one Alibaba Cloud account's ECS Session Manager on a schedule, in the same archive as those
 * of AWS: a Lambda function, its schedule, log, dead-letter queue, alarms and dashboard. **It has never been tried on
 * Alibaba Cloud itself**, only against a stand-in.
 *
 * Alibaba Cloud shows the sessions of the last 30 days, but at most 1,000 successful ones in a Region. If more than
 * that begin between two runs, sessions are lost, and `alarms.sessionsMayBeLost` goes off. Failed runs are handled as
 * by `SessionReporter`.
 *
 * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alibaba.md
 * @example
 * const archive = new SessionArchive(this, 'Archive');
 * new AlibabaSessionReporter(this, 'AlibabaReporter', {
 *   archive,
 *   accountId: '1234567890123456',
 *   regions: ['cn-hangzhou', 'ap-southeast-1'],
 *   credentials: AlibabaCredentials.federation({
 *     roleArn: 'acs:ram::1234567890123456:role/session-reporter',
 *     oidcProviderArn: 'acs:ram::1234567890123456:oidc-provider/aws',
 *   }),
 * });
 */
export class AlibabaSessionReporter extends SessionReporterBase {
  /** @internal */
  protected readonly _parts: Parts;

  /**
   * @param scope the construct that the reporter belongs to
   * @param id the id of the reporter within its scope
   * @param props see the properties
   */
  constructor(scope: Construct, id: string, props: AlibabaSessionReporterProps) {
    super(scope, id);
    rejectProblems(this, alibabaReporterProblems(this, props));
    const { archive, accountId, credentials } = props;
    const regions = distinctIn(Stack.of(this), props.regions);
    announceReporter({ reporter: this, archive, account: accountId, regions });

    const scopes = regions.map((region) => ({ accountId, region }));
    this._parts = createParts(this, props, {
      asked: ALIBABA_ECS,
      regions,
      code: reporterCode(bundleFolder('alibaba-reporter')),
      environment: { [ALIBABA_ENVIRONMENT.accountId]: accountId, ...environmentOf(credentials) },
      createRole: (logGroup, inVpc) => createAlibabaRole(this, { archive, scopes, credentials, logGroup, inVpc }),
    });
    acknowledgeReporterFindings(this);
  }

  /**
   * Seconds in which sessions may have been lost: the time between the snapshot before and the oldest successful
   * session that Alibaba Cloud still showed, if it showed about 1,000; normally 0. Maximum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions the metric counts
   * @param props options that override the defaults
   */
  public metricUnseen(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.unseen, archivedRegion, props);
  }
}

function environmentOf({ federatedRole, accessKey }: AlibabaCredentials): Record<string, string> {
  if (accessKey) return { [ALIBABA_ENVIRONMENT.secretArn]: accessKey.secretArn };
  if (!federatedRole) return {};
  return {
    [ALIBABA_ENVIRONMENT.roleArn]: federatedRole.roleArn,
    [ALIBABA_ENVIRONMENT.oidcProviderArn]: federatedRole.oidcProviderArn,
    [ALIBABA_ENVIRONMENT.oidcAudience]: federatedRole.audience ?? DEFAULT_AUDIENCE,
  };
}
