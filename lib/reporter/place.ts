import { type IResource, Resource, Stack, Stage, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { regionProblems } from '../region-problems';
import type { ISessionArchive } from '../archive/session-archive';
import type { GivenProps } from './parts';

/** What is wrong with where the things are that a reporter is given, one text each; what is known only at deployment is not looked at. */
export function placeProblems(reporter: IConstruct, props: GivenProps): string[] {
  const { region } = Stack.of(reporter);
  return [
    ...archiveProblems(reporter, props.archive),
    ...regionProblems('alarmTopic', props.alarmTopic, {
      region,
      reason: 'alarms tell topics of their own Region alone',
    }),
    ...regionProblems('logGroup', props.logGroup, {
      region,
      reason: 'a function writes its log in its own Region alone',
    }),
    ...regionProblems('vpc', props.vpc, { region, reason: 'a function runs in a VPC of its own Region alone' }),
    ...subnetProblems(props.vpc, props.vpcSubnets),
  ];
}

/** Whether CloudFormation can take what belongs to the archive from its stack to the reporter's. */
function archiveProblems(reporter: IConstruct, archive: ISessionArchive): string[] {
  const { bucket, encryptionKey } = archive;
  const here = Stack.of(reporter);
  const isFar = Stage.of(reporter) !== Stage.of(archive);
  const isForeign = Resource.isOwnedResource(bucket) && bucket.env.account !== here.account;
  // The CDK would let the key's policy name the reporter's role, whose name no other account and no other Region knows.
  const isKeyForeign =
    encryptionKey !== undefined && Resource.isOwnedResource(encryptionKey) && !isAt(here, encryptionKey);
  const names = [bucket.bucketName, ...(encryptionKey ? [encryptionKey.keyArn] : [])];
  if (!isForeign && !isKeyForeign && names.every((name) => isWithinReach(here, name, isFar))) return [];
  const there = Stack.of(archive);
  return [
    `archive is ${archive.node.path} of ${placeOf(there)}, which cannot be handed to ${placeOf(here)}: ` +
      "refer to it by name, with SessionArchive.fromSessionArchiveAttributes(this, 'Archive', { bucketName" +
      `${encryptionKey ? ', encryptionKeyArn' : ''} }), and give the archive a bucketName`,
  ];
}

function isAt({ account, region }: Stack, { env }: IResource): boolean {
  return env.account === account && env.region === region;
}

/** As the CDK sees it: it throws where a template cannot refer to a value of another account or Region. */
function isWithinReach(stack: Stack, name: string, isFar: boolean): boolean {
  if (!Token.isUnresolved(name)) return true;
  try {
    // Between Stages there are no references, so that only a plain text will do.
    return typeof stack.resolve(name) === 'string' || !isFar;
  } catch {
    return false;
  }
}

/** `aws://123456789012/eu-west-1` in words, after the stack's name, which has its Stage's in it. */
function placeOf({ stackName, environment }: Stack): string {
  return `${stackName} (${environment.replace('aws://', '').replace('/', ', ')})`;
}

/** The CDK's own message names a prop that a reporter does not have. */
function subnetProblems(vpc: ec2.IVpc | undefined, selection: ec2.SubnetSelection | undefined): string[] {
  if (!vpc) return [];
  const wayOut = 'give private subnets with a NAT gateway, or isolated ones with VPC endpoints';
  const isByDefault = Object.values(selection ?? {}).every((value) => value === undefined);
  if (isByDefault && vpc.privateSubnets.length + vpc.isolatedSubnets.length === 0) {
    const has = vpc.publicSubnets.length > 0 ? 'public subnets alone' : 'no subnets that are known';
    return [`vpc is ${vpc.node.path}, which has ${has}: a function reaches nothing from there; ${wayOut}`];
  }
  const chosen = new Set(vpc.selectSubnets(selection).subnetIds);
  return vpc.publicSubnets.some(({ subnetId }) => chosen.has(subnetId))
    ? [`vpcSubnets chooses public subnets of ${vpc.node.path}: a function reaches nothing from there; ${wayOut}`]
    : [];
}
