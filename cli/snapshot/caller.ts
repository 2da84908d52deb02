// Finds the account and the Regions of a run, as the SDK reads them from the environment and the AWS configuration.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { REGION_NAME } from '../../lib/contract';
import { describeError } from '../../lambda/errors';

/**
 * Sets the profile and the default Region for every client created afterwards. Returns the Region that the SDK finds; null if it finds
 * none.
 */
export async function settleEnvironment(profile: string | undefined, asked: readonly string[]): Promise<string | null> {
  const environment = process.env;
  if (profile !== undefined) environment.AWS_PROFILE = profile;
  // The AWS CLI also reads this variable; the SDK does not.
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
 * Returns the account of the credentials.
 *
 * @throws Error that says what went wrong
 */
export async function readAccount(maxAttempts: number): Promise<string> {
  const client = new STSClient({
    maxAttempts,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
  const { Account: account = '' } = await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    const profile = process.env.AWS_PROFILE ?? '';
    const whose = profile === '' ? 'these credentials' : `the credentials of profile '${profile}'`;
    throw new Error(`The account of ${whose} is unknown (sts:GetCallerIdentity): ${describeError(error)}`);
  });
  if (!/^\d{12}$/.test(account))
    throw new Error(`sts:GetCallerIdentity returned '${account}', which is not an account id.`);
  return account;
}

/** @throws Error that says how to give a Region */
export function chooseRegions(asked: readonly string[], own: string | null): string[] {
  const regions = asked.length > 0 ? asked : own === null ? [] : [own];
  if (regions.length === 0)
    throw new Error(
      'No Region is set: give --region NAME, set AWS_REGION, or write one into the profile (aws configure set region NAME).',
    );
  for (const region of regions)
    if (!REGION_NAME.test(region)) throw new Error(`The Region '${region}' is not one: write it as in eu-west-1.`);
  return [...new Set(regions)];
}
