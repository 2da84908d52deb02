import fc from 'fast-check';
import { newestFirst, type WireSession } from '../../../local/world/sessions';
import { parseFilters } from '../../../local/ssm/filters';
import { cutPage, TOP, type Filtering, type Position } from '../../../local/ssm/paging';
import type { Filter } from '../../../local/ssm/request';

const start = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1000, max: 1020 }).map((second) => second + 0.5) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, 'soon', null) },
);
const sessions = fc
  .array(fc.record({ StartDate: start, Target: fc.constantFrom('i-1', 'i-2'), Owner: fc.constantFrom('a', 'b') }), {
    maxLength: 40,
  })
  .map((list) => newestFirst(list.map((session, i) => ({ SessionId: `id-${i}`, ...session }))));
const time = fc.integer({ min: 998_000, max: 1_022_000 }).map((ms) => new Date(ms).toISOString());
const filters = fc.array(
  fc.oneof(
    fc.record({ key: fc.constantFrom('InvokedAfter', 'InvokedBefore'), value: time }),
    fc.record({ key: fc.constant('Target'), value: fc.constantFrom('i-1', 'i-2', 'i-3') }),
    fc.record({ key: fc.constant('Owner'), value: fc.constantFrom('a', 'b') }),
    fc.record({ key: fc.constant('SessionId'), value: fc.constantFrom('id-0', 'id-5', 'id-x') }),
  ),
  { maxLength: 4 },
);
const filtering = fc.constantFrom<Filtering>('before-paging', 'after-paging');
const maxResults = fc.integer({ min: 1, max: 9 });

/** A second, simple implementation of the filters. */
function passes(session: WireSession, { key, value }: Filter): boolean {
  if (key === 'InvokedAfter') return Number(session.StartDate) * 1000 >= Date.parse(value);
  if (key === 'InvokedBefore') return Number(session.StartDate ?? NaN) * 1000 < Date.parse(value);
  return session[key] === value;
}

function allPages(list: readonly WireSession[], asked: readonly Filter[], size: number, way: Filtering) {
  const pages: (readonly WireSession[])[] = [];
  let position: Position | undefined = TOP;
  while (position) {
    const page = cutPage(list, position, size, parseFilters(asked), way);
    pages.push(page.sessions);
    position = page.next;
    expect(pages.length).toBeLessThanOrEqual(list.length + 1);
  }
  return pages;
}

test('for any list, filters, page size and way of filtering, the pages together equal the filtered list', () => {
  fc.assert(
    fc.property(sessions, filters, maxResults, filtering, (list, asked, size, way) => {
      const truth = list.filter((session) => asked.every((filter) => passes(session, filter)));
      const pages = allPages(list, asked, size, way);
      expect(pages.flat()).toEqual(truth);
      if (way === 'before-paging') expect(pages).toHaveLength(Math.max(1, Math.ceil(truth.length / size)));
      else expect(pages).toHaveLength(Math.max(1, Math.ceil(list.length / size)));
    }),
    { numRuns: 500 },
  );
});

test('a list with its own look-up of ids gives the same answer', () => {
  fc.assert(
    fc.property(sessions, filters, maxResults, (list, asked, size) => {
      const finder = {
        length: list.length,
        at: (index: number) => list[index],
        indexOfId: (id: string) => list.findIndex(({ SessionId }) => SessionId === id),
      };
      const page = (source: typeof finder | WireSession[]) =>
        cutPage(source, TOP, size, parseFilters(asked), 'before-paging');
      expect(page(finder)).toEqual(page(list));
    }),
  );
});

test('sessions that appear at the top or leave at the bottom do not shift later pages', () => {
  fc.assert(
    fc.property(sessions, maxResults, filtering, fc.integer({ min: 0, max: 9 }), (list, size, way, fresh) => {
      const dated = list.filter(({ StartDate }) => typeof StartDate === 'number');
      const first = cutPage(dated, TOP, size, parseFilters([]), way);
      fc.pre(first.next !== undefined);
      const newer = Array.from({ length: fresh }, (_, i) => ({ SessionId: `new-${i}`, StartDate: 2000 - i }));
      const rest = (later: readonly WireSession[]) =>
        cutPage(later, first.next ?? TOP, 200, parseFilters([]), way).sessions;
      expect(rest([...newer, ...dated])).toEqual(dated.slice(size));
      expect(rest(dated.slice(0, -1))).toEqual(dated.slice(size, -1));
    }),
  );
});

test('InvokedAfter includes its instant, InvokedBefore does not', () => {
  const list = [{ StartDate: 1582069847.807 }];
  const found = (key: string, value: string) =>
    cutPage(list, TOP, 1, parseFilters([{ key, value }]), 'before-paging').sessions.length;
  expect(found('InvokedAfter', '2020-02-18T23:50:47.807Z')).toBe(1);
  expect(found('InvokedAfter', '2020-02-18T23:50:47.808Z')).toBe(0);
  expect(found('InvokedBefore', '2020-02-18T23:50:47.807Z')).toBe(0);
  expect(found('InvokedBefore', '2020-02-19T00:50:47.808+01:00')).toBe(1);
});

test('of a million sessions, a page reads little more than itself', () => {
  const length = 1_000_000;
  let read = 0;
  const list = {
    length,
    at: (index: number) => {
      read += 1;
      return index < length ? { SessionId: String(index), StartDate: length - index } : undefined;
    },
    indexOfId: Number,
  };
  const page = (after: Position, ...asked: Filter[]) => {
    read = 0;
    const { sessions, next } = cutPage(list, after, 200, parseFilters(asked), 'before-paging');
    expect(read).toBeLessThan(400);
    return { first: sessions[0]?.SessionId, count: sessions.length, next };
  };
  const window = [
    { key: 'InvokedAfter', value: '1970-01-02T00:00:00Z' },
    { key: 'InvokedBefore', value: '1970-01-03T00:00:00Z' },
  ];
  expect(page(TOP)).toEqual({ first: '0', count: 200, next: { start: 999_801, seen: 1 } });
  expect(page({ start: 500_000, seen: 1 })).toMatchObject({ first: '500001', count: 200 });
  expect(page(TOP, ...window)).toMatchObject({ first: '827201', count: 200 });
  expect(page(TOP, { key: 'SessionId', value: '777777' })).toEqual({ first: '777777', count: 1, next: undefined });
});
