import fc from 'fast-check';
import { compare, fromToken, toToken, type Place } from '../../../../cli/sessions/listing/order';

const place: fc.Arbitrary<Place> = fc.record({
  startTime: fc.option(
    fc.constantFrom('2026-03-01 09:00:00.000', '2026-03-01 09:00:00.001', '2025-12-31 23:59:59.999'),
  ),
  sessionId: fc.oneof(
    fc.constantFrom('a', 'B', 'b'),
    fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  ),
  accountId: fc.constantFrom('111122223333', '444455556666'),
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
});

test('the order is total: newest first, sessions without a start time last', () => {
  fc.assert(
    fc.property(place, place, place, (a, b, c) => {
      expect(Math.sign(compare(a, b)) === -Math.sign(compare(b, a))).toBe(true);
      if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      if (compare(a, b) === 0) expect(a).toEqual(b);
      if (a.startTime !== null && (b.startTime === null || b.startTime < a.startTime))
        expect(compare(a, b)).toBeLessThan(0);
    }),
  );
});

test('a token leads back to its place, and only in its own listing', () => {
  fc.assert(
    fc.property(place, fc.string(), fc.string(), (at, mark, other) => {
      const token = toToken(at, mark);
      expect(token).toMatch(/^[\w-]+$/);
      expect(fromToken(token, mark)).toEqual(at);
      fc.pre(mark !== other);
      expect(() => fromToken(token, other)).toThrow('belongs to other filters');
    }),
  );
});

test('any other text is refused as a token', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((v) => Buffer.from(JSON.stringify(v)).toString('base64')),
      ),
      (text) => {
        expect(() => fromToken(text, 'mark')).toThrow(/^(The token |This command did not print that token)/);
      },
    ),
  );
});
