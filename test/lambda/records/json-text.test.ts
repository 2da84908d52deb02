import fc from 'fast-check';
import { toJsonText } from '../../../lambda/records/json-text';

test('writes every value that JSON.parse returns as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
      const value = JSON.parse(text) as unknown;
      expect(toJsonText(value)).toBe(JSON.stringify(value));
    }),
  );
  const odd = JSON.parse('{"__proto__":{"toJSON":1},"\\ud800":["\\udfff",[],{}],"":null}') as unknown;
  expect(toJsonText(odd)).toBe(JSON.stringify(odd));
});
