// The calls that this package makes to Alibaba Cloud, and their endpoints.
import { createApi, type Api, type ApiOptions } from './api';
import type { TerminalSessionsClient } from './alibaba-source';
import type { Keys } from './signature';

type Options = Omit<ApiOptions, 'endpoint'>;

/** The largest page of DescribeTerminalSessions. */
const PAGE_SIZE = '100';

/** The security token service has one endpoint for all Regions. */
export function createStsApi(options: Options): Api {
  return createApi({ ...options, endpoint: process.env.ALIBABA_STS_ENDPOINT ?? 'https://sts.aliyuncs.com' });
}

/** DescribeTerminalSessions in any Region. */
export function connectTerminalSessions(
  keys: () => Promise<Keys>,
  options: Options,
): (region: string) => TerminalSessionsClient {
  return (region) => {
    const endpoint = process.env.ALIBABA_ECS_ENDPOINT ?? `https://ecs.${region}.aliyuncs.com`;
    const api = createApi({ ...options, endpoint });
    return (nextToken, onFailedAttempt) => {
      const query = { RegionId: region, MaxResults: PAGE_SIZE, ...(nextToken !== null && { NextToken: nextToken }) };
      return api({ action: 'DescribeTerminalSessions', version: '2014-05-26', query }, keys, onFailedAttempt);
    };
  };
}

/** The account that keys belong to. */
export async function readAlibabaAccount(api: Api, keys: () => Promise<Keys>): Promise<string> {
  const body = await api({ action: 'GetCallerIdentity', version: '2015-04-01', query: {} }, keys);
  const { AccountId: account } = JSON.parse(body) as { AccountId?: unknown };
  if (typeof account === 'string' && /^\d{16}$/.test(account)) return account;
  throw new Error('GetCallerIdentity of Alibaba Cloud named no account.');
}
