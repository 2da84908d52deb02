import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';

/** The partition of a Region; undefined if that is known only at deployment, or if the CDK does not know the Region. */
export function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
}

/**
 * The Regions of a Region's partition, as far as the CDK knows them. Of a Region that is known only at deployment, those of the
 * partition `aws`: a table cannot tell partitions apart, and those of all of them would be listed in vain by every query.
 */
export function regionsAround(region: string): string[] {
  const partition = partitionOf(region) ?? 'aws';
  return RegionInfo.regions.filter((other) => other.partition === partition).map(({ name }) => name);
}
