// Nights of curation on an archive that grows, from the template's own definitions.
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { SessionArchive, type SessionArchiveProps } from '../../lib';
import { startLoopbackAthena } from '../trino/loopback-athena';
import type { Progress } from '../trino/progress';
import { readCatalog, type Catalog } from '../trino/template';
import type { Toolchain } from '../trino/toolchain';
import { GrowingArchive } from './growing-archive';
import { Nights } from './nights';

const ACCOUNT = '111122223333';
const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const OTHER_ACCOUNT = '444455556666';
const SEED = 7;

/** What CloudFormation would create. */
export function curatedCatalog(props: SessionArchiveProps): Catalog {
  const app = new App();
  const stack = new Stack(app, 'Archive');
  new SessionArchive(stack, 'Archive', props);
  const { template } = app.synth().getStackByName(stack.stackName) as { readonly template: unknown };
  return readCatalog(template, { 'AWS::AccountId': ACCOUNT, 'AWS::Region': REGIONS[0], 'AWS::Partition': 'aws' });
}

/** Three scopes, so many nights, of which each must leave the views as the records are. They end yesterday. */
export async function checkNights(
  progress: Progress,
  toolchain: Toolchain,
  folder: string,
  nights: number,
): Promise<void> {
  const catalog = curatedCatalog({ accounts: [OTHER_ACCOUNT], regions: [...REGIONS], archiveStart: '2025-10-01' });
  const archive = new GrowingArchive(join(folder, 'nights'));
  const athena = await progress.step('Trino with Iceberg, Glue and S3 started on loopback', () =>
    startLoopbackAthena(toolchain, catalog, archive.folder, REGIONS[0]),
  );
  const scopes = [
    { accountId: ACCOUNT, region: REGIONS[0] },
    { accountId: ACCOUNT, region: REGIONS[1] },
    { accountId: OTHER_ACCOUNT, region: REGIONS[0] },
  ];
  const first = Date.UTC(2026, 1, 1);
  const made = new Nights(athena, catalog.definition, catalog.database.Name, archive, scopes, first, nights, SEED);
  await progress.check(`${nights} nights of curation, in which everything goes wrong`, async () => {
    for (let night = 0; night < nights; night += 1) {
      await made.night(night);
      if (process.env.VERBOSE)
        console.log(night, JSON.stringify({ ...made.counts, leftOut: made.counts.leftOut.size }));
    }
    const { leftOut, reads, seconds, ...counts } = made.counts;
    return JSON.stringify({
      ...counts,
      leftOut: leftOut.size,
      medianSeconds: median(seconds),
      medianReads: median(reads),
    });
  });
  await athena.stop();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
