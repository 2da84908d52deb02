// Templates of archives and of the accounts that use them, with everybody who tries to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { SessionArchive, type SessionArchiveProps, SessionReporter, type SessionReporterProps } from '../../../lib';
import { ACCOUNT_ID as CENTRAL, REGION } from '../../deployed/calls';
import { DeployedTemplate, type Template } from '../../deployed/template';
import { uncheckedApp } from '../synth';
import * as cases from './cases';
import type { Caller } from './evaluate';
import { policiesOf, type Policy, type Statement } from './policies';
import { EVERYTHING, request, service, session } from './requests';

const MEMBER = '111122223333';
const OTHER_MEMBER = '444455556666';
const STRANGER = '999999999999';
const ORGANIZATION = 'o-a1b2c3d4e5';
const ALL = [CENTRAL, MEMBER, OTHER_MEMBER];
const REGIONS = [REGION, 'us-east-1'];

/** Policies, and what is promised of them. */
export interface Deployment {
  readonly title: string;
  readonly policies: readonly Policy[];
  readonly cases: readonly cases.Cases[];
}

interface Synthesized {
  readonly template: DeployedTemplate;
  readonly policies: readonly Policy[];
  readonly arn: (type: string, prefix: string) => string;
}

function synthesize(title: string, account: string, isKnown: boolean, build: (stack: Stack) => void): Synthesized {
  const stack = new Stack(uncheckedApp(), 'Stack', isKnown ? { env: { account, region: REGION } } : {});
  build(stack);
  const { Resources } = Assertions.fromStack(stack).toJSON() as { Resources: Template };
  const template = new DeployedTemplate(Resources, new Map(), account);
  const arn = (type: string, prefix: string): string => template.attribute(template.id(type, prefix), 'Arn');
  return { template, arn, policies: policiesOf(title, Resources, account) };
}

function archiveIn({ arn }: Synthesized): cases.Archive {
  return {
    account: CENTRAL,
    bucket: arn('AWS::S3::Bucket', 'ArchiveBucket'),
    key: arn('AWS::KMS::Key', 'Key'),
    results: arn('AWS::S3::Bucket', 'ArchiveQueriesResults'),
  };
}

function reporterIn({ arn }: Synthesized, account: string, regions: readonly string[]): cases.Reporter {
  return {
    account,
    regions,
    role: arn('AWS::IAM::Role', 'ReporterRole'),
    scheduleRole: arn('AWS::IAM::Role', 'ReporterScheduleRole'),
    function: arn('AWS::Lambda::Function', 'ReporterFunction'),
    deadLetterQueue: arn('AWS::SQS::Queue', 'ReporterDeadLetterQueue'),
    logGroup: arn('AWS::Logs::LogGroup', 'ReporterLogGroup'),
  };
}

/** A role of an account that no template speaks of: without a policy, or with one that allows everything. */
function someone(title: string, account: string, may: 'nothing' | 'everything', organization?: string): Caller {
  const role = `arn:aws:iam::${account}:role/${may === 'nothing' ? 'Nobody' : 'Administrator'}`;
  return session({ title, role, organization, ...(may === 'everything' ? { statements: EVERYTHING } : {}) });
}

function centralStack(archiveProps: SessionArchiveProps, reporterProps: Omit<SessionReporterProps, 'archive'>) {
  return (stack: Stack): void => {
    const encryptionKey = new kms.Key(stack, 'Key');
    const archive = new SessionArchive(stack, 'Archive', { encryptionKey, ...archiveProps });
    const inVpc = {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['a'],
        privateSubnetIds: ['subnet-0123456789abcdef0'],
      }),
    };
    new SessionReporter(stack, 'Reporter', { archive, ...(reporterProps.allRegions ? inVpc : {}), ...reporterProps });
    const role = (id: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
    archive.grantRead(role('Auditor'));
    archive.grantWrite(role('Writer'));
    if (Stack.of(stack).account === CENTRAL) archive.grantRead(new iam.ArnPrincipal(FOREIGN_AUDITOR));
  };
}

const FOREIGN_AUDITOR = `arn:aws:iam::${STRANGER}:role/Auditor`;
const ADMINISTRATORS = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Archive_*`;
const ADMINISTRATOR = `arn:aws:iam::${CENTRAL}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Archive_0123456789abcdef`;

/** The account of the archive lets its organization write. Locked, with administrators; its reporter archives two Regions. */
export function organization(): Deployment {
  const props = {
    organizationId: ORGANIZATION,
    accounts: ALL,
    objectLock: ObjectLockRetention.compliance(Duration.days(400)),
    deletionAdministrators: [ADMINISTRATORS],
  };
  const central = synthesize('central', CENTRAL, true, centralStack(props, { regions: REGIONS }));
  const archive = archiveIn(central);
  const reporter = reporterIn(central, CENTRAL, REGIONS);
  const role = (prefix: string, title: string): Caller =>
    session({ title, role: central.arn('AWS::IAM::Role', prefix), organization: ORGANIZATION });
  const member = memberOf(archive);
  return {
    title: 'an archive for an organization',
    policies: [...central.policies, ...member.policies],
    cases: [
      ...cases.reporterCases(role('ReporterRole', 'the central reporter'), archive, reporter, [MEMBER]),
      cases.scheduleCases(role('ReporterScheduleRole', 'the schedule'), archive, reporter),
      ...member.cases,
      ...cases.memberCases(someone("a member's administrator", MEMBER, 'everything', ORGANIZATION), archive, MEMBER, [
        CENTRAL,
        OTHER_MEMBER,
      ]),
      ...cases.powerfulCases(
        someone('an administrator of the central account', CENTRAL, 'everything', ORGANIZATION),
        archive,
        false,
      ),
      ...cases.powerfulCases(
        session({ title: "the archive's administrator", role: ADMINISTRATOR, statements: EVERYTHING }),
        archive,
        true,
      ),
      // A role, or a session, that only looks like it.
      ...cases
        .powerfulCases(
          {
            ...session({
              title: 'an administrator with a name of an archive administrator',
              role: `arn:aws:iam::${CENTRAL}:role/AWSReservedSSO_Archive_0123456789abcdef`,
              statements: EVERYTHING,
            }),
            principal: `arn:aws:sts::${CENTRAL}:assumed-role/AWSReservedSSO_Archive_0123456789abcdef/AWSReservedSSO_Archive_x`,
          },
          archive,
          false,
        )
        .slice(0, 2),
      cases.readingCases(role('Auditor', 'an auditor'), archive, ALL),
      ...cases.askingCases(role('Auditor', 'an auditor'), archive, 'session_archive'),
      cases.writingCases(role('Writer', 'a writer'), archive, ALL),
      {
        title: 'the roles that the app gives to people are assumed from its own account alone',
        allowed: ['Auditor', 'Writer'].map((prefix) =>
          request(
            someone('an administrator', CENTRAL, 'everything'),
            'sts:AssumeRole',
            central.arn('AWS::IAM::Role', prefix),
          ),
        ),
        denied: ['Auditor', 'Writer'].map((prefix) =>
          request(
            someone('a stranger', STRANGER, 'everything'),
            'sts:AssumeRole',
            central.arn('AWS::IAM::Role', prefix),
          ),
        ),
      },
      ...foreignAuditorCases(archive),
      cases.nobodyCases(
        [
          someone('nobody of the central account', CENTRAL, 'nothing', ORGANIZATION),
          someone('nobody of a member', MEMBER, 'nothing', ORGANIZATION),
          someone('nobody of a strange account', STRANGER, 'nothing'),
        ],
        archive,
        ALL,
      ),
      cases.strangerCases(someone('a stranger', STRANGER, 'everything', undefined), archive, [...ALL, STRANGER]),
      cases.strangerCases(
        someone('an administrator of another organization', STRANGER, 'everything', 'o-zzzzzzzzzz'),
        archive,
        [...ALL, STRANGER],
      ),
    ],
  };
}

/** The reporter of an account that writes to the archive of another. */
function memberOf({ account, bucket, key, results }: cases.Archive): Omit<Deployment, 'title'> {
  const member = synthesize('member', MEMBER, false, (stack) => {
    const attributes = { bucketName: bucket.slice('arn:aws:s3:::'.length), encryptionKeyArn: key };
    const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', attributes);
    new SessionReporter(stack, 'Reporter', { archive, regions: REGIONS });
  });
  const archive = { account, bucket, key, results };
  const reporter = reporterIn(member, MEMBER, REGIONS);
  const role = (title: string, of: string): Caller => session({ title, role: of, organization: ORGANIZATION });
  return {
    policies: member.policies,
    cases: [
      ...cases.reporterCases(role("a member's reporter", reporter.role), archive, reporter, [CENTRAL, OTHER_MEMBER]),
      cases.scheduleCases(role("a member's schedule", reporter.scheduleRole), archive, reporter),
    ],
  };
}

/** A role of another account, whose own policies allow everything: grantRead let it read, and nothing else. */
function foreignAuditorCases(archive: cases.Archive): cases.Cases[] {
  const by = session({ title: 'an auditor of another account', role: FOREIGN_AUDITOR, statements: EVERYTHING });
  const withoutPolicy = session({ title: 'the same without a policy', role: FOREIGN_AUDITOR });
  return [
    cases.readingCases(by, archive, ALL),
    {
      title: 'an auditor of another account uses the key to read alone, and nothing without policies of its own',
      denied: [
        ...cases.usingKey(by, archive).filter(({ action }) => action !== 'kms:Decrypt'),
        ...cases.usingKey(withoutPolicy, archive),
        ...cases.archiving(withoutPolicy, archive, CENTRAL, REGION),
      ],
    },
  ];
}

/**
 * The account of the archive, unknown at synthesis, lets two others write, and nobody delete. Its reporter archives every Region, in a
 * VPC.
 *
 * @param more accounts among the writers
 */
export function namedWriters(...more: string[]): Deployment {
  const props = { writerAccounts: [MEMBER, OTHER_MEMBER, ...more], deletionAdministrators: [] };
  const central = synthesize('central', CENTRAL, false, centralStack(props, { allRegions: true }));
  const archive = archiveIn(central);
  const regions = [REGION, cases.ELSEWHERE];
  const reporter = reporterIn(central, CENTRAL, regions);
  const by = session({ title: 'the reporter of every Region', role: reporter.role });
  const ec2Actions = ['CreateNetworkInterface', 'DeleteNetworkInterface'].map((action) =>
    request(by, `ec2:${action}`, `arn:aws:ec2:${REGION}:${CENTRAL}:network-interface/eni-0123456789abcdef0`),
  );
  const ec2Lists = ['DescribeNetworkInterfaces', 'DescribeSubnets'].map((action) => request(by, `ec2:${action}`, '*'));
  const ec2Addresses = ['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'].map((action) =>
    request(by, `ec2:${action}`, `arn:aws:ec2:${REGION}:${CENTRAL}:network-interface/eni-0123456789abcdef0`),
  );
  const auditor = session({ title: 'an auditor', role: central.arn('AWS::IAM::Role', 'Auditor') });
  return {
    title: 'an archive for named accounts',
    policies: central.policies,
    cases: [
      ...cases.reporterCases(by, archive, reporter, [MEMBER]),
      {
        title: 'a reporter of every Region asks which there are, and lies in a VPC',
        allowed: [request(by, 'account:ListRegions', '*'), ...ec2Actions, ...ec2Lists, ...ec2Addresses],
        denied: [request(by, 'account:EnableRegion', '*')],
      },
      cases.scheduleCases(session({ title: 'the schedule', role: reporter.scheduleRole }), archive, reporter),
      ...[MEMBER, OTHER_MEMBER].flatMap((account) =>
        cases.memberCases(
          someone(`an administrator of ${account}`, account, 'everything'),
          archive,
          account,
          ALL.filter((other) => other !== account),
        ),
      ),
      ...cases.powerfulCases(someone('an administrator of the central account', CENTRAL, 'everything'), archive, false),
      cases.readingCases(auditor, archive, ALL),
      ...cases.askingCases(auditor, archive, 'session_archive'),
      cases.writingCases(session({ title: 'a writer', role: central.arn('AWS::IAM::Role', 'Writer') }), archive, ALL),
      {
        title: 'the roles that the app gives to people are assumed from its own account',
        allowed: ['Auditor', 'Writer'].map((prefix) =>
          request(
            someone('an administrator', CENTRAL, 'everything'),
            'sts:AssumeRole',
            central.arn('AWS::IAM::Role', prefix),
          ),
        ),
      },
      cases.nobodyCases(
        [CENTRAL, MEMBER, STRANGER].map((account) => someone(`nobody of ${account}`, account, 'nothing')),
        archive,
        ALL,
      ),
      cases.strangerCases(someone('a stranger', STRANGER, 'everything', ORGANIZATION), archive, [...ALL, STRANGER]),
    ],
  };
}

/** A bucket and a key of somebody else, who added the statements of docs/organization.md. */
export function documented(): Deployment {
  const archive = {
    account: CENTRAL,
    bucket: 'arn:aws:s3:::theirs',
    key: `arn:aws:kms:${REGION}:${CENTRAL}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    results: 'arn:aws:s3:::theirs/results',
  };
  const [ofBucket = [], ofKey = []] = statementsOfGuide(archive.bucket);
  const root: Statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const policy = (name: string, of: string, statements: readonly Statement[]): Policy => ({
    name,
    kind: 'resource',
    of,
    account: CENTRAL,
    statements,
  });
  const member = someone("a member's administrator", MEMBER, 'everything', ORGANIZATION);
  return {
    title: 'a bucket of somebody else',
    policies: [
      policy("guide's bucket", archive.bucket, ofBucket),
      policy("guide's key", archive.key, [...ofKey, root]),
    ],
    cases: [
      cases.memberCases(member, archive, MEMBER, [CENTRAL, OTHER_MEMBER])[0],
      cases.memberCases(member, archive, MEMBER, [CENTRAL, OTHER_MEMBER])[2],
      cases.nobodyCases(
        [
          someone('nobody of the central account', CENTRAL, 'nothing', ORGANIZATION),
          someone('nobody of a member', MEMBER, 'nothing', ORGANIZATION),
        ],
        archive,
        ALL,
      ),
      cases.strangerCases(someone('a stranger', STRANGER, 'everything', 'o-zzzzzzzzzz'), archive, [...ALL, STRANGER]),
      {
        title: "the key's own account uses it by policies of its own",
        allowed: [request(someone('an administrator', CENTRAL, 'everything'), 'kms:PutKeyPolicy', archive.key)],
        denied: [request(service('lambda.amazonaws.com', 'Lambda'), 'kms:Decrypt', archive.key)],
      },
    ].filter((each) => each !== undefined),
  };
}

/** The blocks of JSON in the guide, in order, for our names. */
function statementsOfGuide(bucket: string): Statement[][] {
  const guide = readFileSync(join(__dirname, '../../../docs/organization.md'), 'utf8');
  return [...guide.matchAll(/```json\n([^`]*)```/g)].map(([, text = '']) => {
    const statements = JSON.parse(
      text
        .replaceAll('arn:aws:s3:::BUCKET', bucket)
        .replaceAll(/ACCOUNT OF THE (BUCKET|KEY)/g, CENTRAL)
        .replaceAll('s3.REGION.', `s3.${REGION}.`),
    ) as Statement | Statement[];
    return [statements].flat();
  });
}
