import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Alert } from '../alerts/alert';
import { defaultAlerts, hoursProblems } from '../alerts/default-alerts';
import type { DefaultAlertsProps, SessionAlert, SessionAlertProps } from '../alerts/session-alert-props';
import { createArchiveBucket } from './bucket';
import { archiveListProblems, bucketProblems } from './bucket-validation';
import { cloudTrailProblems } from './cloud-trail-validation';
import {
  grantOnPrefixes,
  READ_KEY,
  READ_OBJECTS,
  rejectMultiAccountPrincipal,
  WRITE_KEY,
  WRITE_OBJECTS,
} from './grants';
import { warnOfLifecycle } from './lifecycle';
import { referencedQueryAccess } from './referenced-query-access';
import { allowWriters, writerProblems } from './writers';
import { ARCHIVE_PREFIXES } from '../contract';
import { Curation } from '../curation/curation';
import type { CurationAlarms } from '../curation/curation-alarms';
import { scheduleProblems } from '../curation/schedule';
import { retentionProblems, warnOfForeignRetention } from './retention';
import { grantQueries, type QueryAccess } from '../queries/query-access';
import { QueryWorkGroup } from '../queries/query-work-group';
import type { SessionArchiveAttributes } from './session-archive-attributes';
import type { ISessionArchive } from './session-archive-interface';
import type { SessionArchiveProps } from './session-archive-props';
import { SessionCatalog } from '../catalog/session-catalog';
import { rejectProblems } from '../common/validation';
import { withoutCatalogProblems } from './without-catalog';

/** What `SessionArchive` and a reference to an archive of another stack share. */
abstract class SessionArchiveBase extends Construct implements ISessionArchive {
  public abstract readonly bucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;
  public abstract readonly alarms?: CurationAlarms;

  /**
   * Where queries of this archive run. Undefined if it allows no queries.
   *
   * @internal
   */
  protected abstract readonly _queryAccess?: QueryAccess;

  public get databaseName(): string | undefined {
    return this._queryAccess?.databaseName;
  }

  public get workGroupName(): string | undefined {
    return this._queryAccess?.databaseName;
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    rejectMultiAccountPrincipal(this, 'grantRead', grantee);
    const reading = this.grant(grantee, READ_OBJECTS, READ_KEY);
    return this._queryAccess ? grantQueries(this, this._queryAccess, grantee, reading) : reading;
  }

  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    rejectMultiAccountPrincipal(this, 'grantWrite', grantee);
    return this.grant(grantee, WRITE_OBJECTS, WRITE_KEY);
  }

  private grant(grantee: iam.IGrantable, objectActions: readonly string[], keyActions: readonly string[]): iam.Grant {
    const reason =
      'The whole archive is granted, whose keys are not known beforehand; the wildcard stays below its prefixes.';
    const objects = grantOnPrefixes(this.bucket, grantee, ARCHIVE_PREFIXES, objectActions, reason);
    return this.encryptionKey ? objects.combine(this.encryptionKey.grant(grantee, ...keyActions)) : objects;
  }
}

/**
 * Keeps Session Manager's session history: the bucket that `SessionReporter` writes to, and a Glue database, an Athena
 * workgroup and saved queries over it.
 *
 * @example
 * const archive = new SessionArchive(this, 'Archive');
 * new SessionReporter(this, 'Reporter', { archive });
 */
export class SessionArchive extends SessionArchiveBase {
  /**
   * Refers to an archive that another stack created, in this app or another one. With `databaseName`,
   * `queryResultsBucketName` and `curatedBucketName`, `grantRead` also allows queries.
   *
   * @param scope the construct that the reference belongs to
   * @param id the id of the reference within its scope
   * @param attrs names and ARNs of the archive
   * @throws Error if only some of the attributes are given that queries need
   */
  public static fromSessionArchiveAttributes(
    scope: Construct,
    id: string,
    attrs: SessionArchiveAttributes,
  ): ISessionArchive {
    class Import extends SessionArchiveBase {
      public readonly encryptionKey = attrs.encryptionKeyArn
        ? kms.Key.fromKeyArn(this, 'Key', attrs.encryptionKeyArn)
        : undefined;
      public readonly bucket = s3.Bucket.fromBucketName(this, 'Bucket', attrs.bucketName);
      public readonly alarms = undefined;
      protected readonly _queryAccess = referencedQueryAccess(this, attrs);
    }
    return new Import(scope, id);
  }

  public readonly bucket: s3.IBucket;
  public readonly encryptionKey?: kms.IKey;

  /**
   * The state machine that makes the curated tables from the records. With the input `{"rebuild": true}`, it makes them
   * from scratch. Undefined without a catalog.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#curation
   */
  public readonly curation?: sfn.StateMachine;

  /** The bucket of the curated tables. Undefined without a catalog. */
  public readonly curatedBucket?: s3.IBucket;

  public readonly alarms?: CurationAlarms;

  /** @internal */
  protected readonly _queryAccess?: QueryAccess;

  private readonly alerted: Pick<SessionArchiveProps, 'retention' | 'alarmTopic'> & { readonly hasTrail: boolean };

  /**
   * @param scope the construct that the archive belongs to
   * @param id the id of the archive within its scope; it names the bucket's logical id, so renaming it replaces the
   * bucket
   * @param props see the properties; all are optional
   */
  constructor(scope: Construct, id: string, props: SessionArchiveProps = {}) {
    super(scope, id);
    rejectProblems(this, archiveListProblems(props));
    rejectProblems(this, [
      ...bucketProblems(props, Stack.of(this)),
      ...writerProblems(this, props),
      ...withoutCatalogProblems(props),
      ...retentionProblems(props),
      ...scheduleProblems(props.curationSchedule?.expressionString),
      ...cloudTrailProblems(props.cloudTrail),
    ]);
    warnOfForeignRetention(this, props);
    this.alerted = {
      retention: props.retention,
      alarmTopic: props.alarmTopic,
      hasTrail: props.cloudTrail !== undefined,
    };

    this.encryptionKey = props.encryptionKey ?? props.bucket?.encryptionKey;
    this.bucket = props.bucket ?? createArchiveBucket(this, props);
    warnOfLifecycle(this, this.bucket);
    allowWriters(this, this, props);
    if (props.catalog === false) return;

    const catalog = new SessionCatalog(this, 'Catalog', { ...props, bucket: this.bucket });
    const { databaseName } = catalog;
    const queries = new QueryWorkGroup(this, 'Queries', { ...props, databaseName, archiveKey: this.encryptionKey });
    const curation = new Curation(this, 'Curation', {
      ...props,
      bucket: this.bucket,
      encryptionKey: this.encryptionKey,
      databaseName,
      visible: catalog.visible,
      firstSnapshotDay: catalog.firstSnapshotDay,
      trail: catalog.trail,
    });
    this.curation = curation.stateMachine;
    this.alarms = curation.alarms;
    this.curatedBucket = curation.bucket;
    this._queryAccess = { ...queries.access, curated: curation.bucket };
  }

  /**
   * Asks a saved question on a schedule. If the answer has new rows, the topic gets one message, and EventBridge's
   * default bus one event. The alert reports each row once. The first execution reports all rows in one message. If an
   * alert fails, an alarm notifies the archive's `alarmTopic`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alerts.md
   * @param id 1 to 60 letters and digits; two ids must differ in more than upper and lower case. It names the table of
   * reported rows: an alert with a new id reports everything again
   * @param props the question, its parameters, the schedule and the topic
   * @throws Error if the archive has no catalog, if the question is about CloudTrail's events and the archive has no
   * `cloudTrail`, if the question has no such parameter, or if a parameter's value does not fit
   */
  public alertOn(id: string, props: SessionAlertProps): SessionAlert {
    return this.createAlert(id, props);
  }

  /**
   * The recommended alerts, each with the defaults of its saved question: root and IAM users, long sessions, first time
   * on a machine, outside business hours, and still open after a day. Their ids are `RootAndIamUsers`, `LongSessions`,
   * `FirstTimeOnAMachine`, `OutsideBusinessHours` and `OpenForADay`. An archive with `cloudTrail` gets two more:
   * `WithoutMfa`, sessions that started without MFA of IAM, and `UnexplainedSessions`: sessions that only the archive
   * or only the trail knows, without an explanation.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alerts.md
   * @param props the topic, the business hours, and the schedule
   * @returns the alerts in this order
   * @throws Error if the archive has no catalog, or if the zone or the hours are invalid
   */
  public alertOnDefaults(props: DefaultAlertsProps): SessionAlert[] {
    rejectProblems(this, hoursProblems(props));
    return Object.entries(defaultAlerts(props, this.alerted.hasTrail)).map(([id, alert]) =>
      this.createAlert(id, alert),
    );
  }

  private createAlert(id: string, props: SessionAlertProps): SessionAlert {
    const access = this._queryAccess;
    if (!access)
      throw new Error(
        `The alert "${id}" of ${this.node.path} needs queries, but catalog is false: leave catalog out, or create the alert on an archive with a catalog`,
      );
    const alerts = this.node.tryFindChild('Alerts') ?? new Construct(this, 'Alerts');
    const alerted = { ...this.alerted, archive: this.bucket, archiveKey: this.encryptionKey, access };
    const { stateMachine, alarms } = new Alert(alerts, id, alerted, props);
    return { stateMachine, alarms };
  }
}
