// Finds the account and Regions whose sessions a run reads: of AWS through SSM, or of Alibaba Cloud through ECS.
import { ALL_REGIONS, ANY_REGION_NAME, SOURCES, type SourceName } from '../../lib/contract';
import { connectTerminalSessions, createStsApi, readAlibabaAccount } from '../../lambda/alibaba/services';
import { describeError, RegionsUnknown } from '../../lambda/errors';
import { createListRegions, type ListRegions } from '../../lambda/regions/account';
import { createDescribeSessions } from '../../lambda/ssm/describe-sessions';
import { readAlibabaProfile } from './alibaba-keys';
import { chooseRegions, readAccount, settleEnvironment } from './caller';
import { alibabaSource, ssmSource, type WatchedSource } from './sources';

export interface Asked {
  readonly source: SourceName;
  readonly region?: string[];
  readonly allRegions?: true;
  readonly profile?: string;
}

export interface Origin {
  readonly accountId: string;
  readonly regions: readonly string[] | typeof ALL_REGIONS;
  readonly listRegions: ListRegions;
  readonly openSource: WatchedSource;
}

/** @throws Error with advice if the account or a Region is unknown */
export function findOrigin(asked: Asked, maxAttempts: number): Promise<Origin> {
  return asked.source === SOURCES.alibaba ? alibabaOrigin(asked, maxAttempts) : ssmOrigin(asked, maxAttempts);
}

async function ssmOrigin({ region = [], allRegions, profile }: Asked, maxAttempts: number): Promise<Origin> {
  const own = await settleEnvironment(profile, region);
  const regions = chooseRegions(region, own);
  return {
    accountId: await readAccount(maxAttempts),
    regions: allRegions ? ALL_REGIONS : regions,
    listRegions: createListRegions(maxAttempts),
    openSource: ssmSource((name) => createDescribeSessions(name, maxAttempts)),
  };
}

async function alibabaOrigin({ region = [], allRegions, profile }: Asked, maxAttempts: number): Promise<Origin> {
  if (allRegions) throw new Error('--all-regions works for AWS only: name the Regions of Alibaba Cloud with --region.');
  const { keys, region: own } = readAlibabaProfile(process.env, profile);
  // The archive may be a bucket, for which clients need the AWS configuration.
  await settleEnvironment(undefined, []);
  const regions = [...new Set(region.length > 0 || own === null ? region : [own])];
  if (regions.length === 0) throw new Error('No Region is set: give --region NAME, or set ALIBABA_CLOUD_REGION_ID.');
  const odd = regions.find((name) => !ANY_REGION_NAME.test(name));
  if (odd !== undefined) throw new Error(`The Region '${odd}' is not one: write it as in cn-hangzhou.`);
  const calls = { maxAttempts, clock: Date.now };
  const held = () => Promise.resolve(keys);
  const accountId = await readAlibabaAccount(createStsApi(calls), held).catch((error: unknown) => {
    throw new Error(
      `The Alibaba Cloud account of these keys is unknown (sts:GetCallerIdentity): ${describeError(error)}`,
    );
  });
  return {
    accountId,
    regions,
    listRegions: () => Promise.reject(new RegionsUnknown('Name the Regions of Alibaba Cloud one by one.')),
    openSource: alibabaSource(connectTerminalSessions(held, calls)),
  };
}
