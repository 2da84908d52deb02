import { Aws, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SessionArchive, type SessionArchiveProps, SessionReporter } from '../../../lib';
import { ACTIVE_RECORD_KEYS, MANIFEST_KEYS, RECORD_KEYS } from '../../../lib/contract';
import { catalogTemplate, prestoViewOf } from '../../queries/catalog-template';
import { knownStack, uncheckedApp } from '../synth';

interface TableInput {
  readonly Name: string;
  /** Absent from a view. */
  readonly Description?: string;
  readonly Parameters: Readonly<Record<string, unknown>>;
  /** Absent from a view. */
  readonly PartitionKeys?: readonly GlueColumn[];
  readonly StorageDescriptor: { readonly Columns: readonly GlueColumn[]; readonly Location: unknown };
}

interface GlueColumn {
  readonly Name: string;
  readonly Type: string;
  readonly Comment: string;
}

const template = catalogTemplate();

function tableOf(name: string, from = template): TableInput {
  const tables = Object.values(from.findResources('AWS::Glue::Table')) as { Properties: { TableInput: TableInput } }[];
  const table = tables.map(({ Properties: properties }) => properties.TableInput).find(({ Name }) => Name === name);
  if (!table) throw new Error(`The template has no table ${name}`);
  return table;
}

const names = (columns: readonly GlueColumn[]) => columns.map(({ Name: name }) => name);

test('the database has its name and a description', () => {
  template.hasResourceProperties('AWS::Glue::Database', {
    DatabaseInput: { Name: 'session_archive', Description: Match.stringLikeRegexp('Session Manager') },
  });
});

test.each([
  ['history_records', RECORD_KEYS, 'start_date'],
  ['active_records', ACTIVE_RECORD_KEYS, 'snapshot_date'],
  ['manifests', MANIFEST_KEYS, 'snapshot_date'],
])('%s has every key of its lines as a column, and the keys of the path as partitions', (name, keys, day) => {
  const table = tableOf(name);
  expect(names(table.PartitionKeys ?? [])).toEqual(['account_id', 'region', day]);
  expect(names(table.StorageDescriptor.Columns)).toEqual(
    keys.map((key) => key.name as string).filter((key) => key !== 'account_id' && key !== 'region'),
  );
});

test.each([
  [
    'history_records',
    'history/v1/account_id=${account_id}/region=${region}/start_date=${start_date}/',
    'start_date',
    '2018-09-01',
  ],
  [
    'active_records',
    'active/v1/account_id=${account_id}/region=${region}/snapshot_date=${snapshot_date}/',
    'snapshot_date',
    '2026-01-01',
  ],
  [
    'manifests',
    'manifests/v1/account_id=${account_id}/region=${region}/snapshot_date=${snapshot_date}/',
    'snapshot_date',
    // No reporter is older. The literal never changes.
    '2026-01-01',
  ],
])('%s computes its partitions from the layout of the keys', (name, layout, day, firstDay) => {
  const bucket = { Ref: Match.stringLikeRegexp('Bucket') };
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: {
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      Parameters: {
        'projection.enabled': 'true',
        'projection.account_id.type': 'enum',
        'projection.account_id.values': { Ref: 'AWS::AccountId' },
        'projection.region.type': 'enum',
        'projection.region.values': { Ref: 'AWS::Region' },
        [`projection.${day}.type`]: 'date',
        [`projection.${day}.format`]: 'yyyy-MM-dd',
        [`projection.${day}.range`]: `${firstDay},NOW+1DAY`,
        'storage.location.template': { 'Fn::Join': ['', ['s3://', bucket, `/${layout}`]] },
      },
      StorageDescriptor: { SerdeInfo: { SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' } },
    },
  });
});

test('the props set the Regions, the first day and the name', () => {
  const given = catalogTemplate({
    databaseName: 'audit',
    regions: ['eu-west-1', 'us-east-1'],
    archiveStart: '2025-12-01',
  });
  expect(tableOf('history_records', given).Parameters).toMatchObject({
    'projection.region.values': 'eu-west-1,us-east-1',
    'projection.start_date.range': '2025-12-01,NOW+1DAY',
  });
  expect(tableOf('manifests', given).Parameters).toMatchObject({
    'projection.snapshot_date.range': '2025-12-01,NOW+1DAY',
  });
  given.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'audit' } });
  expect(prestoViewOf(given).schema).toBe('audit');
});

const VIEWS = ['sessions', 'snapshots', 'ocsf_authentication', 'alibaba_connections'];

test.each(VIEWS)('the view %s has the form that Athena and Trino read, with an owner and a named SerDe', (name) => {
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: {
      Name: name,
      TableType: 'VIRTUAL_VIEW',
      Owner: Match.anyValue(),
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      ViewExpandedText: '/* Presto View */',
      StorageDescriptor: { SerdeInfo: { Name: Match.anyValue() } },
    },
  });
  expect(prestoViewOf(template, name)).toMatchObject({
    catalog: 'awsdatacatalog',
    schema: 'session_archive',
    runAsInvoker: false,
  });
});

test.each(['sessions', 'ocsf_authentication', 'alibaba_connections'])(
  'the view %s casts each column to the type that it declares',
  (view) => {
    const { columns, originalSql } = prestoViewOf(template, view);
    const declared = tableOf(view).StorageDescriptor.Columns;
    expect(columns.map(({ name }) => name)).toEqual(names(declared));
    const trino: Record<string, string> = {
      string: 'varchar',
      int: 'integer',
      bigint: 'bigint',
      timestamp: 'timestamp(3)',
    };
    columns.forEach(({ name, type }, index) => {
      expect(type).toBe(trino[declared[index]?.Type ?? '']);
      expect(originalSql).toContain(` AS ${type}) AS ${name}`);
    });
  },
);

test.each(['history_records', 'active_records', 'manifests'])(
  '%s and its columns have descriptions within the limit of Glue',
  (name) => {
    const { Description: description = '', PartitionKeys: keys = [], StorageDescriptor: storage } = tableOf(name);
    expect(description.length).toBeGreaterThan(20);
    for (const { Comment: comment } of [...keys, ...storage.Columns]) expect(comment).toMatch(/^.{4,255}$/);
  },
);

test.each([
  ['sessions', /^One row per session/],
  ['ocsf_authentication', /^The sessions as events for a SIEM/],
  ['alibaba_connections', /^One row per connection/],
])(
  '%s has its description and those of its columns in the view text: with a Glue description, Trino does not find the view',
  (name, beginning) => {
    const view = tableOf(name);
    const { comment, columns } = prestoViewOf(template, name);
    expect(view.Description).toBeUndefined();
    expect(comment).toMatch(beginning);
    const described = view.StorageDescriptor.Columns.map(({ Comment: text }) => text);
    expect(columns.map((column) => column.comment)).toEqual(described);
    for (const text of described) expect(text).toMatch(/^.{4,255}$/);
  },
);

test.each([
  [{ databaseName: 'Session-Archive' }, 'databaseName is "Session-Archive": give one or more lower-case letters'],
  [
    { databaseName: '' },
    'databaseName is "": give one or more lower-case letters, digits and underscores, or leave it',
  ],
  [{ databaseName: 'a'.repeat(120) }, `databaseName is "${'a'.repeat(120)}", 120 characters: give at most 119`],
  [{ databaseName: Aws.STACK_NAME }, 'databaseName is a token, known only at deployment: give a literal'],
  [{ accounts: Fn.split(',', Fn.ref('Accounts')) }, 'accounts is, or contains, a list that is itself a token'],
  [{ regions: ['eu-west-1', ...Fn.split(',', Fn.ref('More'))] }, 'regions is, or contains, a list that is itself a'],
  [{ archiveStart: '2026-02-30' }, 'archiveStart is "2026-02-30": give a day as yyyy-MM-dd'],
  [{ archiveStart: '2026-13-01' }, 'archiveStart is "2026-13-01"'],
  [{ accounts: [] }, 'accounts is empty'],
  [{ accounts: ['12345'] }, 'accounts contains "12345", which is not the number of an account'],
  [{ regions: ['EU West'] }, 'regions contains "EU West", which is not the name of a Region'],
])('%j is refused by name', (props, message) => {
  expect(() => catalogTemplate(props)).toThrow(`Invalid props of Stack/Catalog:\n  ${message}`);
});

describe('the Regions of reporters', () => {
  const regionsSeen = (archiveProps: SessionArchiveProps, reporters: (string[] | undefined)[]) => {
    const stack = knownStack();
    const archive = new SessionArchive(stack, 'Archive', archiveProps);
    reporters.forEach((regions, index) => new SessionReporter(stack, `Reporter${index}`, { archive, regions }));
    return tableOf('manifests', Template.fromStack(stack)).Parameters['projection.region.values'];
  };

  test('are the Regions of queries by default', () => {
    expect(regionsSeen({}, [])).toBe('eu-west-1');
    expect(regionsSeen({}, [undefined])).toBe('eu-west-1');
    expect(regionsSeen({}, [['us-east-1', 'us-west-2'], ['us-east-1']])).toBe('us-east-1,us-west-2');
  });

  test('must be among the regions of the archive, if they are given', () => {
    expect(regionsSeen({ regions: ['us-east-1', 'eu-west-1'] }, [['us-east-1']])).toBe('us-east-1,eu-west-1');
    for (const regions of [['eu-west-1'], [Aws.REGION]]) {
      expect(() => regionsSeen({ regions }, [['us-east-1']])).toThrow(
        '[Stack/Archive] regions lacks "us-east-1", which Stack/Reporter0 collects: queries would not see it. ' +
          'Add it to regions of Stack/Archive',
      );
    }
  });

  describe('that archive all Regions', () => {
    const seenIn = (stack: Stack, archiveProps: SessionArchiveProps = {}) => {
      const archive = new SessionArchive(stack, 'Archive', archiveProps);
      new SessionReporter(stack, 'Reporter', { archive, allRegions: true });
      const seen = tableOf('manifests', Template.fromStack(stack)).Parameters['projection.region.values'];
      return (seen as string).split(',');
    };

    test('are all Regions of the partition, enabled or not', () => {
      expect(seenIn(knownStack('cn-north-1'))).toEqual(['cn-north-1', 'cn-northwest-1']);
      const commercial = seenIn(knownStack());
      expect(commercial).toEqual(expect.arrayContaining(['eu-west-1', 'us-east-1', 'ap-east-1']));
      expect(commercial).not.toContain('cn-north-1');
      expect(commercial.length).toBeGreaterThan(30);
    });

    test('are those of the partition aws if the Region is known only at deployment', () => {
      expect(seenIn(new Stack(uncheckedApp(), 'Stack'))).toEqual(seenIn(knownStack('us-east-1')));
    });

    test('are those of the partition aws and its own if the CDK does not know the Region', () => {
      expect(seenIn(knownStack('eu-newest-1'))).toEqual(expect.arrayContaining(['us-east-1', 'eu-newest-1']));
    });

    test('may be limited by the archive, for faster queries', () => {
      expect(seenIn(knownStack(), { regions: ['eu-west-1', 'us-east-1'] })).toEqual(['eu-west-1', 'us-east-1']);
    });
  });
});
