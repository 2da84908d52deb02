import { type IResource, Resource, Stack, Stage, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { regionProblems } from '../common/region-problems';
import type { ISessionArchive } from '../archive/session-archive-interface';
import type { GivenProps } from './parts';

/**
 * One message for each given resource whose account, Region or subnets do not fit the reporter. Does not check what is
 * known only at deployment.
 */
export function placeProblems(reporter: IConstruct, props: GivenProps): string[] {
  const { region } = Stack.of(reporter);
  return [
    ...archiveProblems(reporter, props.archive),
    ...regionProblems('alarmTopic', props.alarmTopic, {
      region,
      reason: 'alarms can notify only topics of their own Region',
    }),
    ...regionProblems('logGroup', props.logGroup, {
      region,
      reason: 'a function writes its log only in its own Region',
    }),
    ...regionProblems('vpc', props.vpc, { region, reason: 'a function runs only in a VPC of its own Region' }),
    ...subnetProblems(props.vpc, props.vpcSubnets),
  ];
}

/**
 * A message if CloudFormation cannot pass the names of the archive's resources from its stack to the reporter's stack.
 */
function archiveProblems(reporter: IConstruct, archive: ISessionArchive): string[] {
  const { bucket, encryptionKey } = archive;
  const here = Stack.of(reporter);
  const isFar = Stage.of(reporter) !== Stage.of(archive);
  const isForeign = Resource.isOwnedResource(bucket) && bucket.env.account !== here.account;
  // The CDK would add the reporter's role to the key's policy. The role's generated name is unknown in another account
  // or Region.
  const isKeyForeign =
    encryptionKey !== undefined && Resource.isOwnedResource(encryptionKey) && !isAt(here, encryptionKey);
  const names = [bucket.bucketName, ...(encryptionKey ? [encryptionKey.keyArn] : [])];
  if (!isForeign && !isKeyForeign && names.every((name) => isWithinReach(here, name, isFar))) return [];
  const there = Stack.of(archive);
  return [
    `archive is ${archive.node.path} of ${placeOf(there)}, which cannot be passed to ${placeOf(here)}: ` +
      "refer to it by name, with SessionArchive.fromSessionArchiveAttributes(this, 'Archive', { bucketName" +
      `${encryptionKey ? ', encryptionKeyArn' : ''} }), and give the archive a bucketName`,
  ];
}

function isAt({ account, region }: Stack, { env }: IResource): boolean {
  return env.account === account && env.region === region;
}

/**
 * Whether the stack can use the name. The CDK throws if a template cannot refer to a value of another account or
 * Region.
 */
function isWithinReach(stack: Stack, name: string, isFar: boolean): boolean {
  if (!Token.isUnresolved(name)) return true;
  try {
    // There are no references between Stages, so the name must be a plain text.
    return typeof stack.resolve(name) === 'string' || !isFar;
  } catch {
    return false;
  }
}

/** The stack's name, which contains the name of its Stage, and its environment, such as `123456789012, eu-west-1`. */
function placeOf({ stackName, environment }: Stack): string {
  return `${stackName} (${environment.replace('aws://', '').replace('/', ', ')})`;
}

/** Checks the subnets here, because the CDK's own message names a prop that a reporter does not have. */
function subnetProblems(vpc: ec2.IVpc | undefined, selection: ec2.SubnetSelection | undefined): string[] {
  if (!vpc) return [];
  const wayOut = 'give private subnets with a NAT gateway, or isolated ones with VPC endpoints';
  const isByDefault = Object.values(selection ?? {}).every((value) => value === undefined);
  if (isByDefault && vpc.privateSubnets.length + vpc.isolatedSubnets.length === 0) {
    const has = vpc.publicSubnets.length > 0 ? 'only public subnets' : 'no known subnets';
    return [`vpc is ${vpc.node.path}, which has ${has}: a function there has no network access; ${wayOut}`];
  }
  const chosen = new Set(vpc.selectSubnets(selection).subnetIds);
  return vpc.publicSubnets.some(({ subnetId }) => chosen.has(subnetId))
    ? [`vpcSubnets chooses public subnets of ${vpc.node.path}: a function there has no network access; ${wayOut}`]
    : [];
}
