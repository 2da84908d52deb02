import { Size } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive, type SessionArchiveProps, SessionReporter } from '../../../lib';
import { knownStack, statementsOf, synthesize } from '../synth';

test('the catalog has the given name, and IAM decides about its tables, also where Lake Formation is the default', () => {
  const template = synthesize((stack) => {
    const archive = new SessionArchive(stack, 'Archive', { databaseName: 'audit' });
    expect([archive.databaseName, archive.workGroupName]).toEqual(['audit', 'audit']);
  });
  template.hasResourceProperties('AWS::Glue::Database', {
    DatabaseInput: {
      Name: 'audit',
      CreateTableDefaultPermissions: [
        { Permissions: ['ALL'], Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' } },
      ],
    },
  });
});

test('with catalog: false, there are no Glue and Athena resources, and grantRead covers the objects alone', () => {
  const stack = knownStack();
  const template = synthesize(() => {
    const archive = new SessionArchive(stack, 'Archive', { catalog: false, organizationId: 'o-a1b2c3d4e5' });
    new SessionReporter(stack, 'Reporter', { archive, regions: ['eu-west-1', 'us-east-1'] });
    archive.grantRead(new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() }));
    expect([archive.databaseName, archive.workGroupName]).toEqual([undefined, undefined]);
  }, stack);
  const { Resources: resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
  const types = new Set(Object.values(resources).map(({ Type: type }) => type));
  expect([...types].filter((type) => /Glue|Athena/.test(type))).toEqual([]);
  template.resourceCountIs('AWS::S3::Bucket', 1);
  const reading = statementsOf(template, 'AWS::IAM::Policy', 'AuditorDefaultPolicy').map(({ Action }) => Action);
  expect(reading).toEqual(['s3:GetObject', 's3:ListBucket']);
  // No warning asks for accounts to query, because there are no queries.
  Annotations.fromStack(stack).hasNoWarning('/Stack/Archive', Match.anyValue());
});

const GIVEN: Required<
  Pick<
    SessionArchiveProps,
    | 'databaseName'
    | 'accounts'
    | 'regions'
    | 'archiveStart'
    | 'queryResultsBucket'
    | 'queryResultsEncryptionKey'
    | 'bytesScannedCutoff'
  >
> = {
  databaseName: 'audit',
  accounts: ['123456789012'],
  regions: ['eu-west-1'],
  archiveStart: '2026-01-01',
  queryResultsBucket: s3.Bucket.fromBucketName(knownStack(), 'Results', 'my-results'),
  queryResultsEncryptionKey: new kms.Key(knownStack(), 'Key'),
  bytesScannedCutoff: Size.gibibytes(1),
};

test.each(Object.entries(GIVEN))('%s with catalog: false is refused by name', (name, value) => {
  const stack = knownStack();
  expect(() => new SessionArchive(stack, 'Archive', { catalog: false, [name]: value as unknown })).toThrow(
    `Invalid props of Stack/Archive:\n  ${name} is given, but catalog is false: it would have no effect, leave it out`,
  );
  expect(() => new SessionArchive(stack, 'Another', { catalog: false, [name]: undefined })).not.toThrow();
});
