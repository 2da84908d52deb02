import fc from 'fast-check';
import { formatTimestamp, parseTimestamp } from '../../lambda/time';

const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

test('formats and parses times as ISO 8601 says, in any order of days', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: LAST_MS })), (times) => {
      for (const ms of times) {
        expect(formatTimestamp(ms)).toBe(new Date(ms).toISOString().replace('T', ' ').slice(0, -1));
        expect(parseTimestamp(formatTimestamp(ms))).toBe(ms);
      }
    }),
  );
});
