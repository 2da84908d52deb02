// Several runs at once on one folder, with a disk that is slow at random calls.
import { setImmediate } from 'node:timers/promises';
import { HOUR_MS, SECOND_MS } from '../../../lambda/time';
import { createRandom, pick } from '../../../local/world/random';
import { problemsOf } from '../verify/verified';
import { disk } from './broken-files';
import { FolderRegion, START } from './folder-region';

jest.mock('node:fs/promises', () => jest.requireActual<typeof import('./broken-files')>('./broken-files').files);

afterEach(() => {
  disk.mend();
});

/** Most calls are quick. Some take as long as many other calls. */
function slowDisk(seed: number): void {
  const random = createRandom(seed);
  disk.slow(async () => {
    for (let turns = pick(random, [0, 1, 2, 200], 1.5); turns > 0; turns -= 1) await setImmediate();
  });
}

const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);

test.each([
  ['of one second', [0, 0, 0]],
  ['of neighbouring seconds', [0, 1, 2]],
  ['of neighbouring seconds, the later one first', [1, 0]],
])('runs %s all succeed, with one chain', async (_, seconds) => {
  for (const seed of SEEDS) {
    const region = new FolderRegion();
    // Half of the runs start with an existing archive.
    if (seed % 2 === 0) await region.run(START - HOUR_MS);
    slowDisk(seed);
    const runs = await Promise.all(seconds.map((second) => region.run(START + second * SECOND_MS)));
    disk.mend();
    for (const { outcomes } of runs) expect(outcomes).toMatchObject([{ status: 'fulfilled' }]);
    const verified = await region.verify();
    expect({ seed, problems: problemsOf(verified) }).toEqual({ seed, problems: [] });
    expect(region.scratch()).toEqual([]);
    region.remove();
  }
});
