// Which record of a session counts, compared with another implementation of the views' rule.
import fc from 'fast-check';
import type { RecordsObject } from '../../../../cli/sessions/listing/objects';
import type { SessionRecord } from '../../../../cli/sessions/listing/record';
import { select } from '../../../../cli/sessions/listing/selection';
import { SessionRows } from '../../../../cli/sessions/listing/session-rows';
import { wish } from '../wish';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const ANY = select(wish());

const record = fc.record({
  session_id: fc.constantFrom('a', 'b', 'with "quotes"', 'ünïcode', null),
  observed_time: fc.constantFrom('2026-03-01 10:00:00.000', '2026-03-01 10:00:01.000'),
  end_time: fc.constantFrom('2026-03-01 09:10:00.000', '2026-03-01 09:20:00.000', null),
  reason: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
});
const part = fc.record({ isUndated: fc.boolean(), records: fc.array(record, { maxLength: 4 }) });
const snapshots = fc.array(fc.array(part, { maxLength: 3 }), { maxLength: 4 });

test('each session is listed once, from its newest snapshot, then its latest page, latest end, last object', () => {
  fc.assert(
    fc.property(snapshots, (bySnapshot) => {
      const objects = bySnapshot.flatMap((parts, hour) =>
        parts.map(({ isUndated, records }, part) => {
          const snapshotId = `20260301T1${hour}0000Z`;
          const key = `history/v1/${snapshotId}-${part}`;
          const lines = records.map((line) => ({
            ...line,
            snapshot_time: `2026-03-01 1${hour}:00:00.000`,
            start_time: isUndated ? null : '2026-03-01 09:00:00.000',
          }));
          const object: RecordsObject = { ...SCOPE, key, bytes: 0, snapshotId, day: isUndated ? '' : '2026-03-01' };
          return { object, lines };
        }),
      );
      const rows = new SessionRows(ANY, null, (line) => ({ ...line }));
      const sorted = [...objects].sort((a, b) => (a.object.key < b.object.key ? 1 : -1));
      for (const { object, lines } of sorted)
        rows.add(object, Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
      rows.settle();

      const all = objects.flatMap(({ object, lines }) => lines.map((line) => ({ line, key: object.key })));
      const rank = ({ line, key }: (typeof all)[number]) =>
        [line.snapshot_time, line.observed_time, line.end_time ?? '', key].join(' ');
      const expected = new Map<string, (typeof all)[number]>();
      for (const one of all) {
        const id = `${one.line.start_time === null ? '' : 'dated'} ${String(one.line.session_id)}`;
        const other = expected.get(id);
        if (one.line.session_id !== null && (!other || rank(one) > rank(other))) expected.set(id, one);
      }
      const plain = (list: readonly unknown[]) => list.map((line) => JSON.stringify(line)).sort();
      expect(plain(rows.rows.map(({ session }) => ranked(session)))).toEqual(
        plain([...expected.values()].map(({ line }) => ranked(line))),
      );
      expect(rows.unidentified).toBe(all.filter(({ line }) => line.session_id === null).length);
    }),
  );
});

/** Only what decides the rank: of two lines in one object with the same rank, either may count. */
function ranked({ session_id, snapshot_time, observed_time, start_time, end_time }: SessionRecord): SessionRecord {
  return { session_id, snapshot_time, observed_time, start_time, end_time };
}
