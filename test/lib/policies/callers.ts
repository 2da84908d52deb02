import path from 'node:path';
import { logicalId, roleArn, type PolicyStatement } from './documents';
import type { Caller } from './evaluate';
import { CENTRAL, FOREIGN_AUDITOR, MEMBER, ORGANIZATION, SISTER, STRANGER, type Deployed } from './stacks';

const EVERYTHING: readonly PolicyStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

/** A session of a role of the account. */
export function roleOf(account: string, role: string, name = `${role} of ${account}`): Caller {
  const roleName = path.basename(role);
  return {
    name,
    account,
    principal: `arn:aws:sts::${account}:assumed-role/${roleName}/session`,
    arn: roleArn(account, role),
    organizationId: account === STRANGER ? 'o-strangers0' : ORGANIZATION,
  };
}

/** A role that the library created in a template. */
export function madeRole(deployed: Deployed, prefix: string): Caller {
  return roleOf(deployed.account, logicalId(deployed, 'AWS::IAM::Role', prefix), `${prefix} of ${deployed.account}`);
}

/** A session of a role with AdministratorAccess. */
export function administrator(account: string, role = 'Administrator'): Caller {
  return { ...roleOf(account, role), also: EVERYTHING };
}

/** A session of a role without a policy. */
function nobody(account: string): Caller {
  return roleOf(account, 'Nobody');
}

export function service(name: string): Caller {
  return { name: `${name}.amazonaws.com`, principal: `${name}.amazonaws.com` };
}

export const ADMINISTRATORS = [CENTRAL, MEMBER, SISTER, STRANGER].map((account) => administrator(account));
export const NOBODIES = [CENTRAL, MEMBER, SISTER, STRANGER].map((account) => nobody(account));

/** An administrator of an account without an organization. */
export const LONER: Caller = { ...administrator(STRANGER, 'Loner'), organizationId: undefined };

/** A caller without a signature. */
export const ANONYMOUS: Caller = { name: 'somebody anonymous' };

const root = `arn:aws:iam::${CENTRAL}:root`;
const ROOT_USER: Caller = {
  account: CENTRAL,
  name: 'the root user of the central account',
  principal: root,
  arn: root,
  organizationId: ORGANIZATION,
  also: EVERYTHING,
};

const USER: Caller = {
  account: CENTRAL,
  name: 'a user of the central account',
  principal: `arn:aws:iam::${CENTRAL}:user/ArchiveAdministrator`,
  arn: `arn:aws:iam::${CENTRAL}:user/ArchiveAdministrator`,
  organizationId: ORGANIZATION,
  also: EVERYTHING,
};

export const DELETION_ADMINISTRATORS = [
  administrator(CENTRAL, 'ArchiveAdministrator'),
  administrator(CENTRAL, 'aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Records_0123456789abcdef'),
];

/** Callers whose names look like those of deletion administrators. */
export const LOOKALIKES = [
  administrator(CENTRAL, 'ArchiveAdministrators'),
  administrator(CENTRAL, 'team/ArchiveAdministrator'),
  administrator(CENTRAL, 'aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_RecordsOfOthers_0123456789abcdef'),
  { ...administrator(CENTRAL, 'Other'), principal: `arn:aws:sts::${CENTRAL}:assumed-role/Other/ArchiveAdministrator` },
  USER,
  ROOT_USER,
];

/** Its own account allows it every action. */
export const FOREIGN_READER: Caller = {
  ...administrator(STRANGER, path.basename(FOREIGN_AUDITOR)),
  name: 'a role of another account that was granted reading',
};

/** Its own account allows it no action. */
export const FOREIGN_READER_WITHOUT_POLICY: Caller = {
  ...roleOf(STRANGER, path.basename(FOREIGN_AUDITOR)),
  name: 'a role without a policy that was granted reading',
};
