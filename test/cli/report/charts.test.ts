import fc from 'fast-check';
import { columns, heatMap, rowBar, scale, strip } from '../../../cli/report/page/charts';

test('a scale has few round marks, and the greatest value is not above its top', () => {
  fc.assert(
    fc.property(fc.nat(1e9), (greatest) => {
      const { top, marks } = scale(greatest);
      expect(top).toBeGreaterThanOrEqual(greatest);
      expect(top).toBeLessThanOrEqual(Math.max(1, 2 * greatest));
      expect(marks.length).toBeLessThanOrEqual(6);
      const [zero = NaN, step = NaN] = marks;
      expect(zero).toBe(0);
      expect(['1', '2', '5']).toContain(String(step).replace(/0+$/, ''));
      marks.forEach((mark, index) => {
        expect(mark).toBe(index * step);
      });
      expect(marks.at(-1)).toBe(top);
    }),
  );
});

const rects = (svg: string) =>
  [...svg.matchAll(/<rect\s+([^>]*?)\s*\/>/g)].map(
    ([, attributes = '']) =>
      new Map([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])),
  );

test('columns are as high as their values, and labels make no elements', () => {
  const bars = [4, 0, 8].map((value) => ({ label: '<b>', value }));
  const drawn = rects(columns('"><script>', bars).text);
  expect(drawn.map((each) => each.get('height'))).toEqual(['50%', '0%', '100%']);
  expect(columns('"><script>', bars).text).not.toMatch(/<script|<b>/);
});

test('the greatest value has the strongest colour, and 0 differs from small values', () => {
  const drawn = rects(heatMap('', { rows: ['Mon'], columns: ['0', '1', '2'], values: [[0, 1, 100]] }).text);
  expect(drawn.map((each) => [each.get('class'), each.get('fill-opacity')])).toEqual([
    ['cold', '1'],
    ['bar', '0.149'],
    ['bar', '1.000'],
  ]);
});

test('a strip is cut at its ends, and a short loss is still visible', () => {
  const spans = [
    { kind: 'seen', fromMs: -100, toMs: 2000 },
    { kind: 'lost', fromMs: 500, toMs: 501 },
    { kind: 'late', fromMs: 2000, toMs: 3000 },
  ] as const;
  const drawn = rects(strip('', 0, 1000, spans).text);
  expect(drawn.map((each) => [each.get('class') ?? each.get('fill'), each.get('x'), each.get('width')])).toEqual([
    ['seen', '0%', '100%'],
    ['lost', '50%', '0.4%'],
    ['url(#hatch)', '50%', '0.4%'],
  ]);
});

test('a bar of 0 out of 0 has no width', () => {
  expect(rects(rowBar(0, 0).text)[0]?.get('width')).toBe('0%');
});
