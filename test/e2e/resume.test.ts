// A snapshot that takes several attempts: the archive is the checkpoint.
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import { fixedSource } from '../../local/world/sessions';
import { createWorld } from '../../local/world/world';
import { Account, ACCOUNT, REGION } from './account';

const start = Date.UTC(2026, 0, 31, 1);
const world = createWorld({
  seed: 3,
  accountId: ACCOUNT,
  regions: [REGION],
  sessions: 4000,
  from: start - 31 * DAY_MS,
});
const shown = (() => {
  const list = world.sessions(REGION, 'History', start);
  return Array.from({ length: list.length }, (_, i) => String(list.at(i)?.SessionId)).sort();
})();

/** The manifest's objects hold all of History, and no object was written twice. */
async function expectWhole(account: Account): Promise<void> {
  const [manifest] = await account.manifests();
  const keys = manifest?.objects.map(({ key }) => key).filter((key) => key.startsWith('history/')) ?? [];
  expect((await account.records(keys)).map((record) => String(record.session_id)).sort()).toEqual(shown);
  const written = account.s3.requests
    .filter(({ method, status }) => method === 'PUT' && status === 200)
    .map(({ key }) => key);
  expect(new Set(written).size).toBe(written.length);
}

test('a run that nears its time limit stops cleanly, and the next attempt reads only what is left', async () => {
  const account = await Account.open({ source: world, latencyMs: 120, environment: { MAX_CONCURRENCY: '1' } });
  try {
    account.now = start;
    const event = { scheduledTime: new Date(start).toISOString() };
    const progress: number[] = [];
    let answer: unknown;
    for (let attempt = 1; answer === undefined && attempt <= 12; attempt += 1) {
      answer = await account.reporter.invoke(event, { now: start, remainingTimeMs: 2000 }).catch((error: unknown) => {
        expect(error).toMatchObject({
          name: 'RunFailed',
          message: expect.stringMatching(/TimeLimitReached: .* page \d+ of the/) as string,
        });
        return undefined;
      });
      progress.push((await account.recordKeys()).length);
    }
    expect(answer).toMatchObject({ snapshots: [{ mode: 'full' }] });
    expect(progress.length).toBeGreaterThan(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
    expect(new Set(progress).size).toBe(progress.length);
    await expectWhole(account);
    // Each attempt reads again the page at which the one before stopped.
    const serial = Math.ceil(shown.length / 200);
    const history = account.ssm.calls.filter(({ state }) => state === 'History').length;
    expect(history).toBeLessThanOrEqual(serial + 2 * (progress.length - 1));
  } finally {
    await account.close();
  }
});

test.each(['cut', 'cut-after'] as const)(
  'the next attempt uses what a process that died at an S3 write (%s) has stored',
  async (moment) => {
    const account = await Account.open({ source: world });
    try {
      account.now = start;
      let puts = 0;
      account.s3Fault = ({ method }) => {
        if (method !== 'PUT' || (puts += 1) !== 9) return undefined;
        account.reporter.kill();
        return moment;
      };
      await expect(account.run()).rejects.toMatchObject({ name: 'Runtime.ExitError' });
      const written = (await account.recordKeys()).length;
      expect(written).toBeGreaterThanOrEqual(8);
      expect(await account.manifests()).toEqual([]);
      account.s3Fault = undefined;
      await account.run();
      await expectWhole(account);
    } finally {
      await account.close();
    }
  },
);

test('an hourly run in a quiet scope makes 2 DescribeSessions calls and at most 10 requests to S3', async () => {
  const seconds = (hours: number) => (start - hours * HOUR_MS) / 1000;
  const source = fixedSource({
    Active: [{ SessionId: 'open', StartDate: seconds(2) }],
    History: [0.5, 3, 30, 300].map((hours) => ({
      SessionId: `over-${hours}`,
      StartDate: seconds(hours),
      EndDate: seconds(hours) + 60,
    })),
  });
  const account = await Account.open({ source });
  try {
    account.now = start;
    await account.run();
    account.now = start + HOUR_MS;
    const [calls, requests] = [account.ssm.calls.length, account.s3.requests.length];
    await account.run();
    expect(account.ssm.calls.length - calls).toBe(2);
    expect(account.s3.requests.length - requests).toBeLessThanOrEqual(10);
  } finally {
    await account.close();
  }
});
