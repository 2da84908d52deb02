import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';

/** The partition of a Region. Undefined if the Region is known only at deployment, or if the CDK does not know it. */
export function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
}

/**
 * All Regions that the CDK knows in a Region's partition. For a Region that is known only at deployment, the Regions of
 * the partition `aws`: with the Regions of all partitions, every query would list prefixes that do not exist.
 */
export function regionsAround(region: string): string[] {
  const partition = partitionOf(region) ?? 'aws';
  return RegionInfo.regions.filter((other) => other.partition === partition).map(({ name }) => name);
}
