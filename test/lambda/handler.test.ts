import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { createHandler } from '../../lambda/handler';

const regions = Array.from({ length: 9 }, (_, index) => `eu-west-${index + 1}`);
const context = {
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:reporter',
  getRemainingTimeInMillis: () => 900_000,
} as Context;

/** One run over Regions without sessions. `most` is the number of Regions it worked on at once. */
async function run(fails: (region: string) => boolean) {
  const working = new Set<string>();
  const manifests: string[] = [];
  let most = 0;
  const handler = createHandler({
    config: { regions, fullScanIntervalMs: 1, maxConcurrency: 8 },
    listRegions: () => Promise.reject(new Error('nobody asked for all Regions')),
    connect: (region) => async () => {
      working.add(region);
      most = Math.max(most, working.size);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (!fails(region)) return '{"Sessions":[]}';
      working.delete(region);
      throw new Error('no');
    },
    archive: {
      list: () => Promise.resolve([]),
      read: () => Promise.reject(new Error('there is nothing')),
      create: ({ key }) => {
        const region = /region=([^/]+)/.exec(key)?.[1] ?? '';
        working.delete(region);
        manifests.push(region);
        return Promise.resolve(true);
      },
    },
    clock: Date.now,
    logger: { addContext: () => undefined, info: () => undefined, error: () => undefined } as unknown as Logger,
    writeMetrics: () => undefined,
    reporterVersion: 'test',
  });
  const outcome = await handler({}, context).catch((error: unknown) => error as Error);
  return { outcome, manifests: manifests.sort(), most };
}

test('works on four Regions at a time and answers in the configured order', async () => {
  const { outcome, manifests, most } = await run(() => false);
  expect(most).toBe(4);
  expect(manifests).toEqual(regions);
  expect(outcome).toMatchObject({ snapshots: regions.map((region) => ({ region })) });
});

test('continues to the last Region when some fail, and then fails with their names', async () => {
  const bad = regions.slice(0, 5);
  const { outcome, manifests } = await run((region) => bad.includes(region));
  expect(manifests).toEqual(regions.slice(5));
  expect(outcome).toMatchObject({ name: 'RunFailed' });
  expect((outcome as Error).message).toMatch(/failed in 5 of 9 Regions: eu-west-1 \(.*; eu-west-5 \(/);
});
