import { callAll, type Credentials } from './calls';

/** The Region for which clients of IAM always sign. */
export const IAM_REGION = 'us-east-1';

/** Creates a user with these policies. Returns the user's credentials. */
export async function createUser(
  python: string,
  endpoint: string,
  name: string,
  policies: readonly unknown[],
): Promise<Credentials> {
  const iam = (operation: string, params: object) => ({
    service: 'iam',
    operation,
    params: { UserName: name, ...params },
    region: IAM_REGION,
  });
  const [, created] = await callAll(python, endpoint, [
    iam('create_user', {}),
    iam('create_access_key', {}),
    ...policies.map((policy, index) =>
      iam('put_user_policy', { PolicyName: `Policy${index}`, PolicyDocument: JSON.stringify(policy) }),
    ),
  ]);
  const key = created?.AccessKey as { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  return { aws_access_key_id: key.AccessKeyId, aws_secret_access_key: key.SecretAccessKey };
}

/** A policy that allows everything that `action` matches. */
export function allowing(action: string): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}
