import { Size, Token, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SessionArchive, type CloudTrailProps, type SessionArchiveProps } from '../../../lib';
import { readSavedQueries, readTrailQueries } from '../../../lib/queries/saved-query';
import { knownStack } from '../synth';

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
>;

function stackWith(trail: Partial<CloudTrailProps> | undefined, props: SessionArchiveProps = {}): Stack {
  const stack = knownStack();
  const cloudTrail = trail && { bucket: Bucket.fromBucketName(stack, 'Trail', 'my-trail'), ...trail };
  new SessionArchive(stack, 'Archive', { accounts: ['444455556666'], ...props, cloudTrail });
  return stack;
}

const archived = (...args: Parameters<typeof stackWith>) => Template.fromStack(stackWith(...args));
const resourcesOf = (template: Template) => (template.toJSON() as { Resources: Resources }).Resources;

function trailTable(trail: Partial<CloudTrailProps>) {
  const tables = archived(trail).findResources('AWS::Glue::Table', {
    Properties: { TableInput: { Name: 'trail_files' } },
  });
  const [table] = Object.values(tables) as { Properties: { TableInput: { Parameters: Record<string, string> } } }[];
  return table?.Properties.TableInput.Parameters ?? {};
}

test('without cloudTrail, no resource mentions a trail; with it, of these resources only the state machine and its policy change', () => {
  const [without, withTrail] = [resourcesOf(archived(undefined)), resourcesOf(archived({}))];
  expect(JSON.stringify(without)).not.toMatch(/trail_|curated_events|session_events/);
  const changed = Object.keys(without).filter((id) => JSON.stringify(without[id]) !== JSON.stringify(withTrail[id]));
  expect(changed.map((id) => without[id]?.Type).sort()).toEqual([
    'AWS::IAM::Policy',
    'AWS::StepFunctions::StateMachine',
  ]);
  const added = Object.keys(withTrail).filter((id) => !without[id]);
  const types = added.map((id) => withTrail[id]?.Type).filter((type) => type !== 'AWS::Athena::NamedQuery');
  expect(types.sort()).toEqual(['AWS::Athena::WorkGroup', 'AWS::Glue::Table', 'AWS::Glue::Table']);
});

test.each([
  ['one account', {}, 's3://my-trail/AWSLogs/${account_id}/CloudTrail/${region}/${day}/'],
  [
    'an organization, behind a prefix',
    { keyPrefix: 'logs/trail', organizationId: 'o-a1b2c3d4e5' },
    's3://my-trail/logs/trail/AWSLogs/o-a1b2c3d4e5/${account_id}/CloudTrail/${region}/${day}/',
  ],
])('the table has the key layout of a trail of %s', (_, trail, template) => {
  expect(trailTable(trail)).toMatchObject({
    'storage.location.template': template,
    'projection.account_id.values': '123456789012,444455556666',
    'projection.region.values': 'eu-west-1',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.range': '2026/01/01,NOW+1DAY',
  });
});

test('accounts, Regions and first day of the trail may differ from those of the archive', () => {
  expect(
    trailTable({ accounts: ['777788889999'], regions: ['us-east-1', 'eu-north-1'], start: '2026-06-30' }),
  ).toMatchObject({
    'projection.account_id.values': '777788889999',
    'projection.region.values': 'us-east-1,eu-north-1',
    'projection.day.range': '2026/06/30,NOW+1DAY',
  });
});

test.each([
  ['a tebibyte', undefined, 1024 ** 4],
  ['the given size', Size.gibibytes(5), 5 * 1024 ** 3],
])('a statement on the trail may read at most %s; the curation has no limit', (_, bytesScannedCutoff, bytes) => {
  archived({ bytesScannedCutoff }).hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'session_archive_trail',
    WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: bytes },
  });
  archived({ bytesScannedCutoff }).hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'session_archive_curation',
    WorkGroupConfiguration: { BytesScannedCutoffPerQuery: Match.absent() },
  });
});

test('the questions about CloudTrail are saved only with cloudTrail', () => {
  archived(undefined).resourceCountIs('AWS::Athena::NamedQuery', readSavedQueries().length);
  const template = archived({});
  template.resourceCountIs('AWS::Athena::NamedQuery', readSavedQueries().length + readTrailQueries().length);
  for (const { title, sql } of readTrailQueries())
    template.hasResourceProperties('AWS::Athena::NamedQuery', { Name: title, QueryString: sql });
});

test('no two saved queries have the same name or title', () => {
  const all = [...readSavedQueries(), ...readTrailQueries()];
  for (const part of ['name', 'title'] as const) expect(new Set(all.map((query) => query[part])).size).toBe(all.length);
});

test('cdk-nag finds nothing in an archive with cloudTrail', () => {
  expect(new AwsSolutionsChecks().validateScope(stackWith({})).violations).toEqual([]);
});

test.each<[string, Partial<CloudTrailProps>, string]>([
  [
    'a key prefix with a slash at the beginning',
    { keyPrefix: '/logs' },
    'cloudTrail.keyPrefix is "/logs": give the part of a key before AWSLogs/',
  ],
  ['a key prefix with a slash at the end', { keyPrefix: 'logs/' }, 'cloudTrail.keyPrefix is "logs/"'],
  ['a key prefix with a wildcard', { keyPrefix: 'a*b' }, 'cloudTrail.keyPrefix is "a*b"'],
  ['an invalid organization id', { organizationId: 'mine' }, 'cloudTrail.organizationId is "mine"'],
  ['an invalid day', { start: '2026-02-30' }, 'cloudTrail.start is "2026-02-30": give a day as yyyy-MM-dd'],
  ['an invalid account', { accounts: ['1234'] }, 'cloudTrail.accounts contains "1234"'],
  ['an empty list of accounts', { accounts: [] }, 'cloudTrail.accounts is empty'],
  [
    'one account twice',
    { accounts: ['444455556666', '444455556666'] },
    'cloudTrail.accounts contains "444455556666" twice',
  ],
  ['an invalid Region', { regions: ['Ireland'] }, 'cloudTrail.regions contains "Ireland"'],
  ['a list that is a token', { regions: Token.asList({ Ref: 'List' }) }, 'cloudTrail.regions is, or contains, a list'],
  ['too low a limit', { bytesScannedCutoff: Size.mebibytes(1) }, 'cloudTrail.bytesScannedCutoff is 1048576 bytes'],
])('%s is refused', (_, trail, message) => {
  expect(() => stackWith(trail)).toThrow(message);
});

test('cloudTrail with catalog: false is refused', () => {
  expect(() => stackWith({}, { accounts: undefined, catalog: false })).toThrow(
    'cloudTrail is given, but catalog is false',
  );
});
