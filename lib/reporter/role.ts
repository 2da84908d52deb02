import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../common/acknowledge';
import { grantOnPrefixes, WRITE_KEY, WRITE_OBJECTS } from '../archive/grants';
import { ALL_REGIONS, scopePrefixes, type Scope } from '../contract';
import type { ISessionArchive } from '../archive/session-archive-interface';

/** The resources that the role of a reporter may use. */
interface RoleProps {
  readonly archive: ISessionArchive;
  readonly logGroup: logs.ILogGroup;
  readonly inVpc: boolean;
}

/** The rights of the role that depend on the service. */
interface Listing {
  readonly description: string;
  /** The scopes below whose prefixes the role may add objects. The Region may be `*`. */
  readonly scopes: readonly Scope[];
  readonly allow: (role: iam.Role) => void;
  /** Why some of its statements have the resource `*`, for cdk-nag. */
  readonly wildcardReason: string;
}

/**
 * Creates the function's role: it may list sessions, read and add objects below its own scopes' prefixes, and write its
 * log.
 */
export function createReporterRole(scope: Construct, props: RoleProps, listing: Listing): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    description: listing.description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  listing.allow(role);
  allowArchiving(role, props.archive, listing.scopes);
  props.logGroup.grantWrite(role);
  if (props.inVpc) allowNetworkInterfaces(role);
  acknowledgeWildcards(role, ['*'], listing.wildcardReason);
  return role;
}

/** @param props the role may list sessions in `regions`; in every Region if they are `ALL_REGIONS` */
export function createSsmRole(scope: Construct, props: RoleProps & { readonly regions: string[] }): iam.Role {
  const { regions } = props;
  const accountId = Stack.of(scope).account;
  return createReporterRole(scope, props, {
    description: 'Session reporter: lists Session Manager sessions and archives them',
    scopes: regions.map((region) => ({ accountId, region: region === ALL_REGIONS ? '*' : region })),
    allow: (role) => {
      allowListingSessions(role, regions);
    },
    wildcardReason:
      'These actions support no resource; ssm:DescribeSessions is limited to the collected Regions, unless the reporter collects all Regions.',
  });
}

function allowListingSessions(role: iam.Role, regions: string[]): void {
  if (regions.includes(ALL_REGIONS)) {
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['ssm:DescribeSessions', 'account:ListRegions'], resources: ['*'] }),
    );
    return;
  }
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['ssm:DescribeSessions'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': regions } },
    }),
  );
}

function allowArchiving(role: iam.Role, archive: ISessionArchive, scopes: readonly Scope[]): void {
  // One statement for each scope: the CDK moves statements into more policies if a policy gets too long, but it cannot
  // split a statement.
  for (const scope of scopes) {
    const reason =
      'The keys of snapshots are not known beforehand; the wildcard is below the prefix of one account and its Regions.';
    grantOnPrefixes(archive.bucket, role, scopePrefixes(scope), WRITE_OBJECTS, reason);
  }
  archive.encryptionKey?.grant(role, ...WRITE_KEY);
}

/** The actions with which Lambda uses this role to attach the function to a VPC. They support no resource. */
function allowNetworkInterfaces(role: iam.Role): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
}
