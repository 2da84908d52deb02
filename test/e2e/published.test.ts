// The local SSM serves the examples that AWS has published for this API. The archive must hold the expected records.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_KEYS } from '../../lib/contract';
import { fixedSource, type SessionState, type WireSession } from '../../local/world/sessions';
import { Account, ACCOUNT, REGION, type ArchivedRecord } from './account';

interface Example {
  readonly source: string;
  readonly state: SessionState;
  readonly sessions: readonly WireSession[];
  /** A column that is not named is null. */
  readonly records: readonly ArchivedRecord[];
}

const folder = join(__dirname, 'published');
const examples = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example);
const now = Date.UTC(2026, 0, 31, 1);

test.each(examples)('the archive holds the expected records of $source', async ({ state, sessions, records }) => {
  const account = await Account.open({ source: fixedSource({ [state]: sessions }) });
  try {
    account.now = now;
    await account.run();
    const expected = records.map((record) => ({
      ...Object.fromEntries(RECORD_KEYS.map(({ name }) => [name, null])),
      schema_version: 1,
      source: 'aws-ssm',
      account_id: ACCOUNT,
      region: REGION,
      snapshot_id: '20260131T010000Z',
      snapshot_time: '2026-01-31 01:00:00.000',
      observed_time: expect.stringMatching(/^2026-01-31 01:00:\d\d\.\d{3}$/) as string,
      session_state: state,
      ...record,
      ...(state === 'Active' ? { start_date: String(record.start_time).slice(0, 10) } : {}),
    }));
    const byId = (a: ArchivedRecord, b: ArchivedRecord) => String(a.session_id).localeCompare(String(b.session_id));
    expect((await account.records()).sort(byId)).toEqual(expected.sort(byId));
  } finally {
    await account.close();
  }
});
