import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';

/** The Regions of a Region's partition, as far as the CDK knows them; of every partition if it is known only at deployment. */
export function regionsAround(region: string): string[] {
  const { partition } = RegionInfo.get(region);
  const isAround = (other: RegionInfo) => Token.isUnresolved(region) || other.partition === partition;
  return RegionInfo.regions.filter(isAround).map(({ name }) => name);
}
