// After a process died at any call of the file system, a later run must leave the archive whole.
import { HOUR_MS } from '../../../lambda/time';
import { problemsOf } from '../verify/verified';
import { disk } from './broken-files';
import { FolderRegion, START } from './folder-region';

jest.mock('node:fs/promises', () => jest.requireActual<typeof import('./broken-files')>('./broken-files').files);

afterEach(() => {
  disk.mend();
});

/** Counts the changing calls of a run. */
async function callsOf(run: () => Promise<unknown>): Promise<number> {
  disk.crashAt(Infinity);
  await run();
  return disk.calls;
}

async function expectWhole(region: FolderRegion, snapshots: readonly number[]): Promise<void> {
  const verified = await region.verify();
  expect(problemsOf(verified)).toEqual([]);
  expect(snapshots).toContain(verified.scopes[0]?.snapshots);
}

test('after a crash at any call of a first run, the next run leaves the archive whole', async () => {
  const untouched = new FolderRegion();
  const calls = await callsOf(() => untouched.run(START));
  untouched.remove();
  expect(calls).toBeGreaterThan(30);
  for (let call = 1; call <= calls; call += 1) {
    const region = new FolderRegion();
    disk.crashAt(call);
    await region.run(START).catch(() => undefined);
    disk.mend();
    const { outcomes } = await region.run(START + 60_000);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }]);
    // The crashed run may have claimed or written its manifest.
    await expectWhole(region, [1, 2]);
    await region.run(START + 3 * HOUR_MS);
    expect(region.scratch()).toEqual([]);
    region.remove();
  }
});

test('after a crash at any call of an incremental run, a repetition leaves the archive whole', async () => {
  const untouched = new FolderRegion();
  await untouched.run(START);
  const calls = await callsOf(() => untouched.run(START + HOUR_MS));
  untouched.remove();
  expect(calls).toBeGreaterThan(10);
  for (let call = 1; call <= calls; call += 1) {
    const region = new FolderRegion();
    await region.run(START);
    disk.crashAt(call);
    await region.run(START + HOUR_MS).catch(() => undefined);
    disk.mend();
    // The same snapshot again.
    await region.run(START + HOUR_MS);
    await expectWhole(region, [2]);
    region.remove();
  }
});
