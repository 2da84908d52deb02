import { EventError } from '../../lambda/errors';
import { parseEvent } from '../../lambda/event';

const now = Date.UTC(2026, 0, 31, 1, 0, 9, 321);

test('the scheduled time names the snapshot, cut to the second', () => {
  const snapshotMs = Date.UTC(2026, 0, 31, 1);
  expect(parseEvent({ scheduledTime: '2026-01-31T01:00:00Z' }, now)).toEqual({ snapshotMs, full: false });
  expect(parseEvent({ scheduledTime: '2026-01-31T01:00:00.999Z', mode: 'full' }, now)).toEqual({
    snapshotMs,
    full: true,
  });
});

test('an event without a scheduled time names the snapshot after the current second', () => {
  expect(parseEvent({}, now)).toEqual({ snapshotMs: Date.UTC(2026, 0, 31, 1, 0, 9), full: false });
});

test.each([
  [null, /event is null/],
  ['2026-01-31T01:00:00Z', /event is "2026/],
  [[], /event is \[\]/],
  [{ scheduledTime: 'yesterday' }, /scheduledTime is "yesterday"/],
  [{ scheduledTime: '2026-02-30T99:00:00Z' }, /scheduledTime is "2026-02-30T99/],
  [{ scheduledTime: '2026-01-31 01:00:00' }, /scheduledTime is/],
  [{ scheduledTime: 1769821200 }, /scheduledTime is 1769821200/],
  [{ scheduledTime: '1969-12-31T23:59:59Z' }, /scheduledTime is/],
  [{ scheduledTime: '2099-01-01T00:00:00Z' }, /"2099-01-01T00:00:00Z" lies in the future/],
  [{ mode: 'quick' }, /mode is "quick"/],
  [{ schedule: 'now' }, /unknown key 'schedule'/],
])('refuses %j and names the key and its value', (event, message) => {
  expect(() => parseEvent(event, now)).toThrow(EventError);
  expect(() => parseEvent(event, now)).toThrow(message);
});
