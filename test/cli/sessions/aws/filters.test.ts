import fc from 'fast-check';
import { parseFilters } from '../../../../cli/sessions/aws/filters';
import { parseShorthand } from '../../../../cli/sessions/aws/shorthand';

const parse = (...args: string[]) => parseFilters(args, () => '');
const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const key = fc.constantFrom('Target', 'Owner', 'Status', 'SessionId', 'AccessType');

test('any value is parsed in every spelling of a filter', () => {
  fc.assert(
    fc.property(key, value, fc.constantFrom("'", '"'), (name, text, quote) => {
      const quoted = `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
      const expected = [{ key: name, value: text }];
      expect(parse(`key=${name},value=${quoted}`)).toEqual(expected);
      expect(parse(`key=${name}, value=${quoted}`)).toEqual(expected);
      expect(parse(`value=${quoted},key=${name}`)).toEqual(expected);
      expect(parse(JSON.stringify(expected))).toEqual(expected);
      expect(parse(JSON.stringify(expected[0]))).toEqual(expected);
      expect(parseFilters(['file:///f'], (path) => (path === '/f' ? JSON.stringify(expected) : ''))).toEqual(expected);
    }),
  );
});

test('a value without quotes needs a backslash before a comma, and loses trailing blanks', () => {
  const bare = fc.stringMatching(/^[A-Za-z0-9:/@.=_-][A-Za-z0-9:/@.=_ ,-]{0,30}$/);
  fc.assert(
    fc.property(bare, (text) => {
      expect(parse(`key=Owner,value=${text.replaceAll(',', '\\,')}`)).toEqual([
        { key: 'Owner', value: text.trimEnd() },
      ]);
    }),
  );
});

test('shorthand that cannot be parsed fails with a message', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseShorthand(text);
      } catch (error) {
        expect((error as Error).message).toMatch(/: .*expected|twice/s);
      }
    }),
  );
});

test.each([
  ['key=Machine,value=i-1', "the unknown key 'Machine'; use InvokedAfter"],
  ['key=Target', '{"key":"Target"} is not a filter'],
  ['key=Target,value=i-1,more=x', 'and nothing else'],
  ['key=Target,value=', '0 characters; 1 to 400 are allowed'],
  [`key=Target,value=${'x'.repeat(401)}`, '401 characters'],
  ['key=Target,value=a key=Owner,value=b', 'it has value twice; write several filters as separate arguments'],
  ['key=Target,value=a,b', 'write a comma in a value as \\,'],
  ["key=Target,value='a'b", 'expected a comma'],
  ['[{"key"', 'is not JSON'],
  ['[1]', '1 is not a filter'],
  ['key=InvokedAfter,value=2026-03-01', 'give an instant with its zone, such as 2026-03-01T00:00:00Z'],
  ['key=InvokedBefore,value=2026-03-01T00:00:00', 'give an instant with its zone'],
])('%s is refused with a message', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('at most six filters are allowed', () => {
  const filter = 'key=Target,value=i-1';
  expect(parse(...Array.from({ length: 6 }, () => filter))).toHaveLength(6);
  expect(() => parse(...Array.from({ length: 7 }, () => filter))).toThrow('7 filters; DescribeSessions takes 6');
});
