// The Glue table over a trail's log files.
import { Stack, type Size } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { CloudTrailProps } from '../archive/cloud-trail-props';
import { enumProjection, glueColumns, idOf, type Database, type Visible } from './line-table';

export const TRAIL_TABLE = 'trail_files';

/** A trail's log files in their bucket. */
export interface Trail {
  readonly bucket: IBucket;
  readonly encryptionKey?: IKey;
  /** The part of the keys before the account, with a slash at the end. */
  readonly prefix: string;
  /** The accounts and Regions whose part of the trail is read. */
  readonly visible: Visible;
  /** `yyyy-MM-dd`. */
  readonly firstDay: string;
  readonly bytesScannedCutoff?: Size;
}

export function trailOf(props: CloudTrailProps, visible: Visible, firstDay: string): Trail {
  const { bucket, keyPrefix, organizationId, accounts, regions } = props;
  return {
    bucket,
    encryptionKey: props.encryptionKey ?? bucket.encryptionKey,
    prefix: [keyPrefix, 'AWSLogs', organizationId, ''].filter((part) => part !== undefined).join('/'),
    visible: { accounts: accounts?.join(',') ?? visible.accounts, regions: regions?.join(',') ?? visible.regions },
    firstDay: props.start ?? firstDay,
    bytesScannedCutoff: props.bytesScannedCutoff,
  };
}

/**
 * A log file is one JSON document on one line, and the table reads it as text. So no SerDe must know the fields of each
 * service's events, and none can fail on them. Only Athena has AWS's input format for log files, but every engine reads
 * lines.
 */
export function createTrailTable(scope: Construct, database: Database, trail: Trail): void {
  const { bucket, prefix, visible, firstDay } = trail;
  const text = (name: string, description: string) => ({ name, type: 'string', description });
  new CfnTable(scope, idOf('TrailFiles', database.name), {
    catalogId: Stack.of(scope).account,
    databaseName: database.ref,
    tableInput: {
      name: TRAIL_TABLE,
      description: 'Log files of the trail. Only the curation may read them: query session_events instead',
      tableType: 'EXTERNAL_TABLE',
      parameters: {
        EXTERNAL: 'TRUE',
        'projection.enabled': 'true',
        ...enumProjection('account_id', visible.accounts),
        ...enumProjection('region', visible.regions),
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy/MM/dd',
        'projection.day.range': `${firstDay.replaceAll('-', '/')},NOW+1DAY`,
        'projection.day.interval': '1',
        'projection.day.interval.unit': 'DAYS',
        'storage.location.template': bucket.s3UrlForObject(`${prefix}\${account_id}/CloudTrail/\${region}/\${day}/`),
      },
      partitionKeys: glueColumns([
        text('account_id', 'AWS account, 12 digits'),
        text('region', 'AWS Region'),
        text('day', 'UTC day on which CloudTrail delivered the file, yyyy/MM/dd'),
      ]),
      storageDescriptor: {
        columns: glueColumns([text('document', 'The file: JSON, {"Records": [...]}')]),
        location: bucket.s3UrlForObject(prefix),
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        // The field delimiter of this SerDe is a character that JSON cannot contain.
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' },
      },
    },
  });
}
