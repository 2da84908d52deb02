// Any value that the page shows becomes text, never markup.
import fc from 'fast-check';
import { html, Html } from '../../../cli/report/page/html';
import { cell, spell } from '../../../cli/report/page/parts';
import { HOSTILE } from '../../report/archives';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));

/** Unescapes text as a browser does. */
const read = (escaped: string) =>
  escaped
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&amp;/g, '&');

test('no text ends its element or its attribute, and every visible character is kept', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const [, attribute = '', content = ''] =
        /^<p title="([^"]*)">([^<]*)<\/p>$/s.exec(html`<p title="${typed}">${typed}</p>`.text) ?? [];
      expect(attribute).toBe(content);
      expect(content).not.toMatch(/[<>"'`\p{C}\p{Zl}\p{Zp}]/u);
      const visible = typed.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
      const shown = read(content).replace(/\\u\{[0-9a-f]+\}|\\[nrt]/g, '');
      expect(shown).toBe(visible.replace(/\\u\{[0-9a-f]+\}|\\[nrt]/g, ''));
    }),
  );
});

test('only values of the html tag are inserted as HTML, in lists too', () => {
  const inner = html`<b>${'<i>'}</b>`;
  expect(html`<p>${[inner, '<i>', null, undefined, 0, [inner]]}</p>`.text).toBe(
    '<p><b>&lt;i&gt;</b>&lt;i&gt;0<b>&lt;i&gt;</b></p>',
  );
  const forged = JSON.parse('{"text":"<script>"}') as Html;
  expect(html`${forged}`.text).not.toContain('<');
});

test('a cell adds only line breaks and spans, and marks spaces, nulls and times', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const shown = cell(typed).text;
      expect(shown.replace(/<wbr \/>|<\/?(?:bdi|span)(?: class="[a-z]*")?>/g, '')).not.toMatch(/[<>]/);
    }),
  );
  expect(cell('   ').text).toContain('(only spaces)');
  expect(cell(null).text).toContain('–');
  expect(cell('2026-01-31 09:30:00.123').text).not.toContain('123');
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3600, '1.0 h'],
  [172_800, '2 days'],
  [null, '–'],
])('%s seconds are %s', (seconds, words) => {
  expect(spell(seconds)).toBe(words);
});
