// An archive with sessions of both clouds: the fixture of the saved queries, plus a Region of Alibaba Cloud over the
// same month. One run of that Region comes so late that Alibaba Cloud has already pushed sessions out.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import type { TerminalSessionSource } from '../../local/alibaba/sessions';
import { createTerminalWorld } from '../../local/alibaba/world';
import { writeFixtureArchive } from '../queries/fixture/fixture';
import { ACCOUNT, Region, REGION } from './region';

/** The first and the last run: the month before the last day of the questions. */
const FIRST = Date.UTC(2026, 2, 2, 3);
export const LAST = Date.UTC(2026, 2, 31, 15);
/** From this time on, more than a thousand sessions begin within an hour. */
const BURST = Date.UTC(2026, 2, 20, 8);
const BURST_SESSIONS = 1100;

const world = createTerminalWorld({
  seed: 3,
  accountId: ACCOUNT,
  regions: [REGION],
  sessions: 250,
  from: FIRST - 35 * DAY_MS,
});

/** One every three seconds, each a minute long. */
const burst = Array.from({ length: BURST_SESSIONS }, (_, n) => {
  const at = (ms: number) => new Date(BURST + n * 3000 + ms).toISOString().replace('.000', '');
  const Connection = [{ InstanceId: 'i-burst', Status: 'Terminated', StartTime: at(0), EndTime: at(60_000) }];
  return {
    SessionId: `s-burst-${n}`,
    CreationTime: at(0),
    PrincipalId: '2345',
    IdentityType: 'RAMUser',
    Connections: { Connection },
  };
});

export const source: TerminalSessionSource = {
  sessions: (region, now) => {
    const own = world.sessions(region, now);
    return own && [...own, ...(now > BURST + 2 * HOUR_MS ? burst : [])];
  },
};

/** Writes the archive into a folder, each object under its key. */
export async function writeBothClouds(folder: string): Promise<void> {
  await writeFixtureArchive(folder);
  const region = await Region.open({ source }, FIRST);
  for (let now = FIRST; now <= LAST; now += 12 * HOUR_MS) {
    region.now = now;
    await region.run();
  }
  for (const [key, body] of region.objects) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
  await region.close();
}
