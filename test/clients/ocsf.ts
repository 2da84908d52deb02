// Every event of the view `ocsf_authentication` is valid under OCSF's own schema.
import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { allOf, openArchive, queryRows } from '../../cli/engines/duckdb/archive';
import { toRecords } from '../../lambda/records/record';
import { SSM } from '../../lambda/ssm/ssm-columns';
import { session } from '../lambda/records/hostile-sessions';
import { writeBothClouds } from '../alibaba/both-clouds';
import { makeHostileArchive } from '../report/archives';
import type { Progress } from '../trino/progress';
import { runPython } from './aws/aws-commands';
import type { Clients } from './tools';

/** The version of the events, and the latest version that Security Lake accepts from custom sources. */
const VERSIONS = ['1.8.0', '1.3.0'];

const SCRIPT = join(__dirname, 'ocsf_validator.py');

/** The number of sessions with random fields. */
const ANY_SESSIONS = 600;

export async function checkOcsf(progress: Progress, clients: Clients, folder: string): Promise<void> {
  console.log('\nocsf-json-schema');
  const check = (what: string, work: () => Promise<string>) =>
    progress.check(`the events of ${what} are valid OCSF ${VERSIONS.join(' and ')}`, work);
  await check('the archive of the queries, with sessions of Alibaba Cloud', async () => {
    await writeBothClouds(join(folder, 'queries'));
    return validate(clients, join(folder, 'queries'));
  });
  await check('an archive with hostile texts in every field', async () => {
    const account = await makeHostileArchive();
    try {
      return await validate(clients, join(account.folder, 'session-archive'));
    } finally {
      await account.close();
    }
  });
  await check('sessions with random fields', () => validate(clients, writeAnySessions(join(folder, 'any'))));
  await progress.check('the validator finds invalid events', async () => {
    const archive = await openArchive(allOf(join(folder, 'queries')));
    const [row] = await queryRows(
      archive,
      "SELECT event FROM ocsf_authentication WHERE start_date < '2026-05-01' LIMIT 1",
    );
    const event = JSON.parse(String(row?.event)) as object;
    const wrong = [
      { ...event, severity: 'Low' },
      { ...event, duration: null },
      { ...event, owner: 'somebody' },
    ];
    const { problems } = await validateOcsf(
      clients,
      wrong.map((each) => JSON.stringify(each)),
    );
    assert.equal(problems.length, wrong.length * VERSIONS.length, problems.join('\n'));
    return `${wrong.length} events`;
  });
}

async function validate(clients: Clients, folder: string): Promise<string> {
  const archive = await openArchive(allOf(folder));
  const rows = await queryRows(archive, 'SELECT activity_id, event FROM ocsf_authentication');
  const [count] = await queryRows(
    archive,
    'SELECT count(start_time) AS logons, count(end_time) AS logoffs FROM sessions',
  );
  archive.closeSync();
  const { events, problems } = await validateOcsf(
    clients,
    rows.map(({ event }) => String(event)),
  );
  assert.equal(problems.length, 0, problems.join('\n'));
  const of = (activity: number) => rows.filter(({ activity_id }) => activity_id === activity).length;
  assert.deepEqual({ logons: of(1), logoffs: of(2) }, count);
  assert.equal(events, rows.length);
  assert.ok(of(1) > 0 && of(2) > 0, 'there is no event of one kind, so nothing is proven');
  return `${of(1)} Logon for as many starts, ${of(2)} Logoff for as many ends`;
}

/** Runs ocsf_validator.py on the events. */
async function validateOcsf(clients: Clients, events: readonly string[]) {
  const lines = events.map((event) => `${event}\n`).join('');
  return JSON.parse(await runPython(clients.python, [SCRIPT, ...VERSIONS], {}, lines)) as {
    readonly events: number;
    readonly problems: readonly string[];
  };
}

/**
 * Writes records of History of sessions with any legal JSON in their fields. About half of the sessions have valid
 * times.
 */
function writeAnySessions(folder: string): string {
  const times = fc.record({
    StartDate: fc.integer({ min: 1.5e9, max: 2e9 }),
    EndDate: fc.integer({ min: 1.5e9, max: 2e9 }),
  });
  const arbitrary = fc.tuple(session, times, fc.boolean()).map(([fields, dates, isDated]) => ({
    ...fields,
    ...(isDated && dates),
  }));
  const sessions = fc.sample(arbitrary, { seed: 3002, numRuns: ANY_SESSIONS });
  const lines = toRecords(
    sessions.map((each: Record<string, unknown>, index) => ({
      ...each,
      SessionId: `${String(each.SessionId).slice(0, 40)}-${index}`,
    })),
    {
      accountId: '123456789012',
      region: 'eu-west-1',
      snapshotId: '20260131T010000Z',
      snapshotMs: Date.UTC(2026, 0, 31, 1),
      observedMs: Date.UTC(2026, 0, 31, 1, 0, 7, 45),
      state: 'History',
    },
    SSM,
  ).map(({ line }) => line);
  const file = join(
    folder,
    'history/v1/account_id=123456789012/region=eu-west-1/start_date=2026-01-30/20260131T010000Z.ndjson.gz',
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(lines.join('')));
  return folder;
}
