import { manifestKey } from '../../../lambda/store/keys';
import { LOOK_BACK_DAYS, readLedger } from '../../../lambda/store/ledger';
import { formatSnapshotId } from '../../../lambda/time';
import { listed } from './listed';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 31, 1);
const nameOf = (ms: number) => ({ id: formatSnapshotId(ms), ms });
const keyOf = (ms: number, scope = SCOPE) => manifestKey(scope, nameOf(ms).id);
const ledgerOf = (...keys: string[]) => readLedger(listed(...keys), SCOPE, nameOf(NOW));

test('an archive without manifests has nothing before, at or after the snapshot', async () => {
  expect(await ledgerOf()).toEqual({ isPublished: false, isSuperseded: false, previousKey: null });
});

test('the previous manifest is the latest one before the snapshot, in whatever order they were written', async () => {
  const [older, newer] = [keyOf(NOW - 2 * DAY_MS), keyOf(NOW - 3_600_000)];
  expect(await ledgerOf(newer, older)).toEqual({ isPublished: false, isSuperseded: false, previousKey: newer });
});

test("the snapshot's own manifest is not the previous one", async () => {
  const before = keyOf(NOW - DAY_MS);
  expect(await ledgerOf(before, keyOf(NOW))).toEqual({ isPublished: true, isSuperseded: false, previousKey: before });
});

test('a manifest one second later supersedes the snapshot', async () => {
  expect(await ledgerOf(keyOf(NOW + 1000))).toEqual({ isPublished: false, isSuperseded: true, previousKey: null });
});

test('looks back 31 days, not further: SSM has forgotten what an older snapshot saw', async () => {
  const [within, beyond] = [keyOf(NOW - LOOK_BACK_DAYS * DAY_MS), keyOf(NOW - (LOOK_BACK_DAYS + 1) * DAY_MS)];
  expect((await ledgerOf(beyond)).previousKey).toBeNull();
  expect((await ledgerOf(beyond, within)).previousKey).toBe(within);
});

test('ignores manifests of other scopes and objects that are not manifests, with one list call', async () => {
  const archive = listed(
    keyOf(NOW - DAY_MS, { ...SCOPE, region: 'eu-west-2' }),
    keyOf(NOW - DAY_MS, { ...SCOPE, accountId: '111122223333' }),
    keyOf(NOW - DAY_MS).replace('.json', '.json.bak'),
    keyOf(NOW - DAY_MS).replace(/[^/]+$/, 'notes.txt'),
  );
  const ledger = await readLedger(archive, SCOPE, nameOf(NOW));
  expect(ledger).toEqual({ isPublished: false, isSuperseded: false, previousKey: null });
  expect(archive.requests).toHaveLength(1);
});
