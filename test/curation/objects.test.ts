// How many objects a day adds. Sessions that stay open for months must not add objects.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import { GrowingArchive } from './growing-archive';
import { LongWorld } from './long-world';

const FIRST = Date.UTC(2026, 2, 1);
const SCOPE = { accountId: '111122223333', region: 'eu-west-1' };

test('hourly runs in a scope add at most 110 objects a day, with a full scan and five sessions open for months', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'objects-'));
  const world = new LongWorld(3, SCOPE, { fromMs: FIRST - 80 * DAY_MS, toMs: FIRST + 8 * DAY_MS }, 33, 0);
  for (let i = 1; i <= 5; i += 1) world.open(`open-${i}`, FIRST - 10 * i * DAY_MS);
  const archive = new GrowingArchive(folder);
  for (let hour = FIRST; hour < FIRST + 8 * DAY_MS; hour += HOUR_MS) await archive.snapshot(SCOPE, world, hour);
  const written = new Map<string, number>();
  for (const key of archive.objects.keys()) {
    const day = /\/(\d{8})T\d{6}Z[^/]*$/.exec(key)?.[1] ?? '';
    written.set(day, (written.get(day) ?? 0) + 1);
  }
  // The day after the first full scan.
  expect(written.get('20260302')).toBeLessThanOrEqual(90);
  expect(Math.max(...written.values())).toBeLessThanOrEqual(110);
  rmSync(folder, { recursive: true });
});
