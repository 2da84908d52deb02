// The object keys are a promise: queries, policies and copies of archives rely on them. No key may change within a
// version of the format.
import {
  activeKey,
  historyKey,
  latePart,
  LOOKUP,
  manifestKey,
  parseRecordsKey,
  undatedPart,
  windowPart,
} from '../../../lambda/store/keys';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const DAY = Date.UTC(2026, 0, 30, 23, 59);
const SNAPSHOT = '20260131T010000Z';
const WINDOW = { fromMs: Date.UTC(2026, 0, 30), toMs: Date.UTC(2026, 0, 31) };
const OPEN = { fromMs: null, toMs: null };
const IN_SCOPE = 'account_id=123456789012/region=eu-west-1';

test('a manifest lies under the UTC day of its snapshot', () => {
  expect(manifestKey(SCOPE, SNAPSHOT)).toBe(`manifests/v1/${IN_SCOPE}/snapshot_date=2026-01-31/20260131T010000Z.json`);
});

test('the records of Active lie under the UTC day of their snapshot', () => {
  const key = activeKey(SCOPE, SNAPSHOT);
  expect(key).toBe(`active/v1/${IN_SCOPE}/snapshot_date=2026-01-31/20260131T010000Z.ndjson.gz`);
  expect(parseRecordsKey(key)).toEqual({ snapshotId: SNAPSHOT, kind: 'active', window: null });
});

test.each([
  [LOOKUP, 'lookup', 'lookup', null],
  [windowPart(WINDOW), '1769731200000-1769817600000', 'history', WINDOW],
  [windowPart(OPEN), '0000000000000-9999999999999', 'history', OPEN],
  [undatedPart(WINDOW), '1769731200000-1769817600000-undated', 'history', null],
  [latePart(WINDOW), '1769731200000-1769817600000-late', 'history', null],
])('the records of History lie under the UTC day of their start: %s', (part, text, kind, window) => {
  const key = historyKey(SCOPE, DAY, SNAPSHOT, part);
  expect(key).toBe(`history/v1/${IN_SCOPE}/start_date=2026-01-30/20260131T010000Z-${text}.ndjson.gz`);
  expect(parseRecordsKey(key)).toEqual({ snapshotId: SNAPSHOT, kind, window });
});

test.each([
  `history/v1/${IN_SCOPE}/start_date=2026-01-30/20260131T010000Z.ndjson.gz`,
  `history/v1/${IN_SCOPE}/start_date=2026-01-30/20260131T010000Z-lookup-late.ndjson.gz`,
  `active/v1/${IN_SCOPE}/snapshot_date=2026-01-31/20260131T010000Z-lookup.ndjson.gz`,
  `manifests/v1/${IN_SCOPE}/snapshot_date=2026-01-31/20260131T010000Z.ndjson.gz`,
])('a key that the reporter gives to no records is not parsed: %s', (key) => {
  expect(parseRecordsKey(key)).toBeNull();
});
