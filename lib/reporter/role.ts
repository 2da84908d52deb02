import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { grantOnPrefixes, WRITE_KEY, WRITE_OBJECTS } from '../archive/grants';
import { ALL_REGIONS, scopePrefixes, type Scope } from '../contract';
import type { ISessionArchive } from '../archive/session-archive';

/** What the role of a reporter may reach. */
interface RoleProps {
  readonly archive: ISessionArchive;
  readonly logGroup: logs.ILogGroup;
  readonly inVpc: boolean;
}

/** How it lists sessions, and which. */
interface Listing {
  readonly description: string;
  /** What it may add to the archive; the Region may be `*`. */
  readonly scopes: readonly Scope[];
  readonly allow: (role: iam.Role) => void;
  /** Why some of what it may do names no resource. */
  readonly wildcardReason: string;
}

/** Creates the function's role: it lists sessions, reads and adds objects below its own scopes' prefixes, writes its log. */
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

/** @param props `ALL_REGIONS` alone: any Region */
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
      'These actions have no resource to name; ssm:DescribeSessions is bound to the Regions asked, unless that is every one.',
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
  // A statement for each scope: the role moves statements into further policies where one would be too long, but cannot cut one.
  for (const scope of scopes) {
    const reason =
      'The keys of snapshots are not known beforehand; the wildcard stays below the prefix of one account and of its Regions.';
    grantOnPrefixes(archive.bucket, role, scopePrefixes(scope), WRITE_OBJECTS, reason);
  }
  archive.encryptionKey?.grant(role, ...WRITE_KEY);
}

/** What Lambda itself does with this role to attach the function to a VPC; none of it can be bound to a resource. */
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
