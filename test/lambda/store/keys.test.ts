// The object keys are a promise: whoever has an archive has them, and queries, policies and copies rely on them. None of these
// texts may ever change within a version of the format.
import {
  ACTIVE,
  historyPart,
  latePart,
  LOOKUP,
  manifestKey,
  parseRecordsKey,
  recordsKey,
  undatedPart,
} from '../../../lambda/store/keys';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const DAY = Date.UTC(2026, 0, 30, 23, 59);
const SNAPSHOT = '20260131T010000Z';
const WINDOW = { fromMs: Date.UTC(2026, 0, 30), toMs: Date.UTC(2026, 0, 31) };
const OPEN = { fromMs: null, toMs: null };

test('a manifest lies under the UTC day of its snapshot', () => {
  expect(manifestKey(SCOPE, SNAPSHOT)).toBe(
    'manifests/v1/account_id=123456789012/region=eu-west-1/snapshot_date=2026-01-31/20260131T010000Z.json',
  );
});

test.each([
  [ACTIVE, 'active', 'active', null],
  [LOOKUP, 'lookup', 'lookup', null],
  [historyPart(WINDOW), 'history-1769731200000-1769817600000', 'history', WINDOW],
  [historyPart(OPEN), 'history-0000000000000-9999999999999', 'history', OPEN],
  [undatedPart(WINDOW), 'history-1769731200000-1769817600000-undated', 'history', null],
  [latePart(WINDOW), 'history-1769731200000-1769817600000-late', 'history', null],
])('records lie under the UTC day of their start: %s', (part, text, kind, window) => {
  const key = recordsKey(SCOPE, DAY, SNAPSHOT, part);
  expect(key).toBe(
    `sessions/v1/account_id=123456789012/region=eu-west-1/start_date=2026-01-30/20260131T010000Z-${text}.ndjson.gz`,
  );
  expect(parseRecordsKey(key)).toEqual({ snapshotId: SNAPSHOT, kind, window });
});
