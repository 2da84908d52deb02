import { strict as assert } from 'node:assert';
import { startAlibaba, type AlibabaOptions, type LocalAlibaba } from '../../../local/alibaba/server';
import { connectionsOf } from '../../../local/alibaba/sessions';
import { createTerminalWorld } from '../../../local/alibaba/world';
import { DAY } from '../../../local/world/calendar';
import type { Progress } from '../../trino/progress';
import type { Lister } from './clients';
import { compareSessions } from './expected';

const ACCOUNT = '1234567890123456';
const REGIONS = ['cn-hangzhou', 'ap-southeast-1'];
const FROM = Date.UTC(2026, 0, 1);
const NOW = FROM + 29.3 * DAY;

/** Each client lists exactly the world's sessions and gets the service's errors by their codes. */
export async function checkListings(progress: Progress, listers: Readonly<Record<string, Lister>>): Promise<void> {
  for (const [name, list] of Object.entries(listers)) {
    console.log(`\nThe ${name}`);
    await progress.check('lists the sessions of each Region', () =>
      withWorld(600, {}, async (server, world) => {
        const words = [];
        for (const region of REGIONS) {
          const { sessions = [], pages } = await list(server, region);
          words.push(`${compareSessions(sessions, world(region))} on ${String(pages)} pages`);
        }
        return words.join(', ');
      }),
    );
    await progress.check('lists them in small pages, the last of which has no token', () =>
      withWorld(100, { lastToken: 'absent' }, async (server, world) => {
        const { sessions = [], pages } = await list(server, 'cn-hangzhou', { pageSize: 7 });
        return `${compareSessions(sessions, world('cn-hangzhou'))} on ${String(pages)} pages`;
      }),
    );
    await progress.check('sees the newest thousand successful sessions', () =>
      withWorld(1500, {}, async (server, world) => {
        const { sessions = [] } = await list(server, 'cn-hangzhou');
        const isSuccessful = (session: object) =>
          connectionsOf({ ...session }).some(({ Status }) => Status !== 'Failed');
        const newest = [...world('cn-hangzhou')].filter(isSuccessful).slice(-1000);
        return compareSessions(sessions.filter(isSuccessful), newest);
      }),
    );
    await progress.check('is refused with a wrong secret, in an unknown Region, and without rights', async () => {
      const codes: (string | undefined)[] = [];
      await withWorld(10, {}, async (server) => {
        codes.push((await list(server, 'cn-hangzhou', { accessKeySecret: 'guessed' })).code);
        codes.push((await list(server, 'eu-west-1')).code);
      });
      await withWorld(10, { fault: () => 'denied' }, async (server) => {
        codes.push((await list(server, 'cn-hangzhou')).code);
      });
      assert.deepEqual(codes, ['SignatureDoesNotMatch', 'InvalidRegionId.NotFound', 'Forbidden.RAM']);
      return codes.join(', ');
    });
  }
}

/**
 * Runs `work` with a stand-in of that many sessions a month, and with the sessions that exist in a Region at its time.
 */
async function withWorld<Result>(
  sessions: number,
  options: Partial<AlibabaOptions>,
  work: (server: LocalAlibaba, world: (region: string) => readonly object[]) => Promise<Result>,
): Promise<Result> {
  const source = createTerminalWorld({ seed: 7, accountId: ACCOUNT, regions: REGIONS, sessions, from: FROM });
  const server = await startAlibaba({ accountId: ACCOUNT, source, clock: () => NOW, ...options });
  try {
    return await work(server, (region) => source.sessions(region, NOW) ?? []);
  } finally {
    await server.stop();
  }
}
