// Who and what the sessions of the fixture are about. What the view must say of each stands beside it, so that no test has to
// take an ARN apart.

export interface Owner {
  /** As SSM gives it. */
  readonly arn: string | null;
  readonly type: string;
  readonly name: string | null;
  readonly role: string | null;
  /** Whoever it is, under one key in all accounts; null where nobody is named. */
  readonly person: string | null;
  /** Default: person. */
  readonly kind?: 'shared' | 'service' | 'unknown';
  /** The event of CloudTrail that names who it was, where the owner does not. */
  readonly namedIn?: string;
}

export interface Target {
  /** As SSM gives it. */
  readonly id: string | null;
  readonly type: string;
}

const STARTED = 'CloudTrail StartSession';
const sso = 'AWSReservedSSO_Operator_0123456789abcdef';

export const MARIA: Owner = {
  arn: `arn:aws:sts::111122223333:assumed-role/${sso}/Maria.Silva@example.com`,
  type: 'sso-user',
  name: 'Maria.Silva@example.com',
  role: sso,
  person: 'maria.silva@example.com',
};
export const MARIA_IN_EMERGENCY: Owner = {
  arn: 'arn:aws:sts::444455556666:assumed-role/BreakGlass/maria.silva@example.com',
  type: 'assumed-role',
  name: 'maria.silva@example.com',
  role: 'BreakGlass',
  person: 'maria.silva@example.com',
};
export const JONAS: Owner = {
  arn: `arn:aws:sts::444455556666:assumed-role/${sso}/jonas.berg@example.com`,
  type: 'sso-user',
  name: 'jonas.berg@example.com',
  role: sso,
  person: 'jonas.berg@example.com',
};
export const PIPELINE: Owner = {
  arn: 'arn:aws:sts::111122223333:assumed-role/Deployer/build=4711,stage.prod+eu',
  type: 'assumed-role',
  name: 'build=4711,stage.prod+eu',
  role: 'Deployer',
  person: 'build=4711,stage.prod+eu',
};
/** SSM has been seen to leave the `arn:` out. */
export const LI: Owner = {
  arn: 'aws:sts::111122223333:assumed-role/Operator/li.wei@example.com',
  type: 'assumed-role',
  name: 'li.wei@example.com',
  role: 'Operator',
  person: 'li.wei@example.com',
};
export const LEGACY_ADMIN: Owner = {
  arn: 'arn:aws:iam::111122223333:user/operations/night/legacy-admin',
  type: 'iam-user',
  name: 'legacy-admin',
  role: null,
  person: '111122223333:user/legacy-admin',
};
export const CHINA_ADMIN: Owner = {
  arn: 'arn:aws-cn:iam::111122223333:user/zhang',
  type: 'iam-user',
  name: 'zhang',
  role: null,
  person: '111122223333:user/zhang',
};
export const ROOT: Owner = {
  arn: 'arn:aws:iam::444455556666:root',
  type: 'root',
  name: 'root',
  role: null,
  person: '444455556666:root',
};
export const PARTNER: Owner = {
  arn: 'arn:aws:sts::111122223333:federated-user/partner',
  type: 'federated-user',
  name: 'partner',
  role: null,
  person: '111122223333:federated-user/partner',
};
export const STRANGER: Owner = {
  arn: 'the night shift',
  type: 'unknown',
  name: 'the night shift',
  role: null,
  person: 'the night shift',
  kind: 'unknown',
  namedIn: STARTED,
};
export const NOBODY: Owner = {
  arn: null,
  type: 'unknown',
  name: null,
  role: null,
  person: null,
  kind: 'unknown',
  namedIn: STARTED,
};

/** Root and an IAM user of one account, whose names are those of others in another account. */
export const FIRST_ROOT: Owner = {
  arn: 'arn:aws:iam::111122223333:root',
  type: 'root',
  name: 'root',
  role: null,
  person: '111122223333:root',
};
export const OTHER_LEGACY_ADMIN: Owner = {
  arn: 'arn:aws:iam::444455556666:user/Legacy-Admin',
  type: 'iam-user',
  name: 'Legacy-Admin',
  role: null,
  person: '444455556666:user/legacy-admin',
};
/** She leaves sessions by closing the window. */
export const KIM: Owner = {
  arn: `arn:aws:sts::111122223333:assumed-role/${sso}/kim.park@example.com`,
  type: 'sso-user',
  name: 'kim.park@example.com',
  role: sso,
  person: 'kim.park@example.com',
};
/** ECS Exec starts the session itself, for whoever called ExecuteCommand. */
export const ECS: Owner = {
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/ecs-execute-command',
  type: 'service',
  name: 'ecs-execute-command',
  role: 'AWSServiceRoleForECS',
  person: null,
  kind: 'service',
  namedIn: 'CloudTrail ExecuteCommand',
};
const boto = (digits: string): Owner => ({
  arn: `arn:aws:sts::111122223333:assumed-role/Operator/botocore-session-${digits}`,
  type: 'assumed-role',
  name: `botocore-session-${digits}`,
  role: 'Operator',
  person: null,
  kind: 'shared',
  namedIn: STARTED,
});
/** One person under two names, or two persons: made up by boto3. */
export const BOTO: Owner = boto('1772700001');
export const BOTO_AGAIN: Owner = boto('1772700002');
/** One name for everybody. */
export const LEAPP: Owner = {
  arn: 'arn:aws:sts::444455556666:assumed-role/Operator/assumed-from-leapp',
  type: 'assumed-role',
  name: 'assumed-from-leapp',
  role: 'Operator',
  person: null,
  kind: 'shared',
  namedIn: STARTED,
};

export const WEB: Target = { id: 'i-0a1b2c3d4e5f60718', type: 'ec2-instance' };
export const DATABASE: Target = { id: 'i-0fedcba9876543210', type: 'ec2-instance' };
export const GONE: Target = { id: 'i-0dead000000000000', type: 'ec2-instance' };
export const OFFICE: Target = { id: 'mi-0123456789abcdef0', type: 'managed-node' };
export const TRAINING: Target = {
  id: 'sagemaker-cluster:k3j2h1_workers-i-0c0ffee0000000001',
  type: 'sagemaker-cluster',
};
export const LAB: Target = { id: 'lab-bench-7', type: 'unknown' };
export const NOWHERE: Target = { id: null, type: 'unknown' };

export const CONTAINER = {
  cluster: 'shop_production',
  task: '4f1d2c3b4a5968778695a4b3c2d1e0f1',
  name: '4f1d2c3b-2531612879',
};
export const SHOP: Target = { id: `ecs:${CONTAINER.cluster}_${CONTAINER.task}_${CONTAINER.name}`, type: 'ecs-task' };

export const OWNERS: readonly Owner[] = [
  MARIA,
  MARIA_IN_EMERGENCY,
  JONAS,
  PIPELINE,
  LI,
  LEGACY_ADMIN,
  CHINA_ADMIN,
  ROOT,
  PARTNER,
  STRANGER,
  NOBODY,
  FIRST_ROOT,
  OTHER_LEGACY_ADMIN,
  KIM,
  ECS,
  BOTO,
  BOTO_AGAIN,
  LEAPP,
];
export const TARGETS: readonly Target[] = [WEB, DATABASE, GONE, OFFICE, TRAINING, LAB, NOWHERE, SHOP];
