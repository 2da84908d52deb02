// Who and what the sessions of the fixture are about. What the view must say of each stands beside it, so that no test has to
// take an ARN apart.

export interface Owner {
  /** As SSM gives it. */
  readonly arn: string | null;
  readonly type: string;
  readonly name: string | null;
  readonly role: string | null;
}

export interface Target {
  /** As SSM gives it. */
  readonly id: string | null;
  readonly type: string;
}

const sso = 'AWSReservedSSO_Operator_0123456789abcdef';

export const MARIA: Owner = {
  arn: `arn:aws:sts::111122223333:assumed-role/${sso}/Maria.Silva@example.com`,
  type: 'sso-user',
  name: 'Maria.Silva@example.com',
  role: sso,
};
export const MARIA_IN_EMERGENCY: Owner = {
  arn: 'arn:aws:sts::444455556666:assumed-role/BreakGlass/maria.silva@example.com',
  type: 'assumed-role',
  name: 'maria.silva@example.com',
  role: 'BreakGlass',
};
export const JONAS: Owner = {
  arn: `arn:aws:sts::444455556666:assumed-role/${sso}/jonas.berg@example.com`,
  type: 'sso-user',
  name: 'jonas.berg@example.com',
  role: sso,
};
export const PIPELINE: Owner = {
  arn: 'arn:aws:sts::111122223333:assumed-role/Deployer/build=4711,stage.prod+eu',
  type: 'assumed-role',
  name: 'build=4711,stage.prod+eu',
  role: 'Deployer',
};
/** SSM has been seen to leave the `arn:` out. */
export const LI: Owner = {
  arn: 'aws:sts::111122223333:assumed-role/Operator/li.wei@example.com',
  type: 'assumed-role',
  name: 'li.wei@example.com',
  role: 'Operator',
};
export const LEGACY_ADMIN: Owner = {
  arn: 'arn:aws:iam::111122223333:user/operations/night/legacy-admin',
  type: 'iam-user',
  name: 'legacy-admin',
  role: null,
};
export const CHINA_ADMIN: Owner = {
  arn: 'arn:aws-cn:iam::111122223333:user/zhang',
  type: 'iam-user',
  name: 'zhang',
  role: null,
};
export const ROOT: Owner = { arn: 'arn:aws:iam::444455556666:root', type: 'root', name: 'root', role: null };
export const PARTNER: Owner = {
  arn: 'arn:aws:sts::111122223333:federated-user/partner',
  type: 'federated-user',
  name: 'partner',
  role: null,
};
export const STRANGER: Owner = { arn: 'the night shift', type: 'unknown', name: 'the night shift', role: null };
export const NOBODY: Owner = { arn: null, type: 'unknown', name: null, role: null };

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
];
export const TARGETS: readonly Target[] = [WEB, DATABASE, GONE, OFFICE, TRAINING, LAB, NOWHERE, SHOP];
