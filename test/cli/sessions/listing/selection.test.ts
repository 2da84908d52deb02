import fc from 'fast-check';
import { formatTimestamp } from '../../../../lambda/time';
import { fingerprint, select } from '../../../../cli/sessions/listing/selection';
import { wish } from '../wish';

const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });

test('selects starts at or after the first time and before the second, and reads every day of them', () => {
  fc.assert(
    fc.property(
      instant,
      instant,
      fc.integer({ min: -2000, max: 200_000_000 }),
      fc.boolean(),
      (a, b, distance, isPlain) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b) + 1];
        const iso = (ms: number) => new Date(ms).toISOString();
        const { matches, firstDay, lastDay } = select(
          wish(
            isPlain
              ? { period: { fromMs, toMs } }
              : {
                  filters: [
                    { key: 'InvokedAfter', value: iso(fromMs) },
                    { key: 'InvokedBefore', value: iso(toMs) },
                  ],
                },
          ),
        );
        for (const ms of [fromMs, toMs, toMs - 1, Math.max(0, fromMs - 1), Math.max(0, fromMs + distance)]) {
          const start = formatTimestamp(ms);
          expect(matches({ start_time: start })).toBe(ms >= fromMs && ms < toMs);
          if (matches({ start_time: start })) {
            expect(start.slice(0, 10) >= String(firstDay)).toBe(true);
            expect(start.slice(0, 10) <= String(lastDay)).toBe(true);
          }
        }
        expect(matches({ start_time: null })).toBe(false);
      },
    ),
  );
});

test('the same filter twice: both must hold', () => {
  const times = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'].map(
    (value) => ({ key: 'InvokedAfter', value }) as const,
  );
  const { matches } = select(wish({ filters: times }));
  expect(matches({ start_time: '2026-03-01 12:00:00.000' })).toBe(false);
  expect(matches({ start_time: '2026-03-02 00:00:00.000' })).toBe(true);
  const targets = ['i-1', 'i-2'].map((value) => ({ key: 'Target', value }) as const);
  expect(select(wish({ filters: targets })).matches({ target: 'i-1' })).toBe(false);
  const ids = ['a', 'b'].map((value) => ({ key: 'SessionId', value }) as const);
  expect(select(wish({ filters: ids })).matches({ session_id: 'a' })).toBe(false);
});

test.each([
  ['arn:aws:sts::123456789012:assumed-role/Ops/Maria.Silva@example.com', 'maria.silva@example.com', true],
  ['arn:aws:sts::123456789012:assumed-role/Ops/maria', 'ARN:aws:sts::123456789012:assumed-role/ops/maria', true],
  ['arn:aws:sts::123456789012:assumed-role/Ops/maria', 'ops', false],
  ['arn:aws:iam::123456789012:root', 'root', true],
  ['arn:aws:iam::123456789012:user/path/root', 'path/root', false],
])('%s is --owner %s: %s', (owner, text, is) => {
  expect(select(wish({ owners: ['nobody', text] })).matches({ owner })).toBe(is);
});

test('a plain option may match any of its values, and every option must match', () => {
  const { matches, ids } = select(wish({ targets: ['i-1', 'i-2'], statuses: ['FAILED'], sessionIds: ['a'] }));
  expect(matches({ target: 'i-2', status: 'Failed', session_id: 'a' })).toBe(true);
  expect(matches({ target: 'i-3', status: 'Failed', session_id: 'a' })).toBe(false);
  expect(matches({ target: 'i-2', status: 'Terminated', session_id: 'a' })).toBe(false);
  expect(matches({ target: 'i-2', status: 'Failed', session_id: null })).toBe(false);
  expect(ids).toEqual(new Set(['a']));
});

test('a token fits the same listing at a later time and with its filters in another order, and no other listing', () => {
  const filters = [
    { key: 'Target', value: 'i-1' },
    { key: 'Owner', value: 'x' },
  ] as const;
  const mark = fingerprint(wish({ filters, period: { fromMs: 1, toMs: null } }), ['7d']);
  expect(fingerprint(wish({ filters: [filters[1], filters[0]], period: { fromMs: 2, toMs: null } }), ['7d'])).toBe(
    mark,
  );
  const others = [
    wish({ filters }),
    wish({ filters: [filters[0]] }),
    wish({ filters, state: 'Active' }),
    wish({ filters, regions: ['eu-west-1'] }),
  ];
  expect(others.map((other) => fingerprint(other, ['8d']))).not.toContain(mark);
  for (const other of others.slice(1)) expect(fingerprint(other, ['7d'])).not.toBe(mark);
});
