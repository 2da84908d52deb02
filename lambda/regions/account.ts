// Calls ListRegions of AWS Account Management through the AWS SDK.
import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { REGION_NAME } from '../../lib/contract';
import { describeError, RegionsUnknown } from '../errors';

export interface AccountRegion {
  readonly name: string;
  readonly isEnabled: boolean;
}

/** Every Region of the partition. Rejects with RegionsUnknown if the call finally fails. */
export type ListRegions = () => Promise<AccountRegion[]>;

/** IAM does not work yet in a Region that is being enabled, nor any more in one that is being disabled. */
const ENABLED = ['ENABLED', 'ENABLED_BY_DEFAULT'];

export function createListRegions(maxAttempts: number): ListRegions {
  const client = new AccountClient({
    maxAttempts,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
  return async () => {
    const regions: AccountRegion[] = [];
    try {
      for await (const page of paginateListRegions({ client, pageSize: 50 }, {})) {
        for (const { RegionName: name = '', RegionOptStatus: status = '' } of page.Regions ?? []) {
          if (!REGION_NAME.test(name)) throw new Error(`'${name}' is not the name of a Region`);
          regions.push({ name, isEnabled: ENABLED.includes(status) });
        }
      }
    } catch (error) {
      throw new RegionsUnknown(`ListRegions of AWS Account Management failed for good: ${describeError(error)}`);
    }
    return regions;
  };
}
