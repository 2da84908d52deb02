// Who asks, and in which Regions: what the SDK finds in the environment and in the AWS configuration.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { REGION_NAME } from '../../lib/contract';
import { describeError } from '../../lambda/errors';

/**
 * Sets the profile for every client that is made from now on, and the Region of those that are not about one. Returns the Region that the
 * SDK would take by itself; null if it knows none.
 */
export async function settleEnvironment(profile: string | undefined, asked: readonly string[]): Promise<string | null> {
  const environment = process.env;
  if (profile !== undefined) environment.AWS_PROFILE = profile;
  // The AWS CLI goes by this one, too, and the SDK does not.
  if (!environment.AWS_REGION && environment.AWS_DEFAULT_REGION)
    environment.AWS_REGION = environment.AWS_DEFAULT_REGION;
  const own = await new STSClient({}).config.region().catch((error: unknown) => {
    if (describeError(error).includes('Region is missing')) return null;
    throw error;
  });
  const region = own ?? asked[0];
  if (region !== undefined) environment.AWS_REGION = region;
  return own;
}

/**
 * The account of the credentials.
 *
 * @throws Error with what went wrong, if AWS does not say
 */
export async function readAccount(maxAttempts: number): Promise<string> {
  const client = new STSClient({
    maxAttempts,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
  const { Account: account = '' } = await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    const profile = process.env.AWS_PROFILE ?? '';
    const whose = profile === '' ? 'these credentials' : `the credentials of profile '${profile}'`;
    throw new Error(`AWS does not say whose ${whose} are (sts:GetCallerIdentity): ${describeError(error)}`);
  });
  if (!/^\d{12}$/.test(account))
    throw new Error(`sts:GetCallerIdentity named the account '${account}', which is none.`);
  return account;
}

/** @throws Error that says how to give one */
export function chooseRegions(asked: readonly string[], own: string | null): string[] {
  const regions = asked.length > 0 ? asked : own === null ? [] : [own];
  if (regions.length === 0)
    throw new Error(
      'No Region is known: give --region NAME, set AWS_REGION, or write one into the profile (aws configure set region NAME).',
    );
  for (const region of regions)
    if (!REGION_NAME.test(region)) throw new Error(`The Region is '${region}': one is called like eu-west-1.`);
  return [...new Set(regions)];
}
