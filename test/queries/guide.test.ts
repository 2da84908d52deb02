import { readFileSync } from 'node:fs';
import { GUIDE, queriesGuide } from '../../docs/build-queries';

test('docs/queries.md is up to date with the queries and their answers (npm run docs writes it)', async () => {
  expect(readFileSync(GUIDE, 'utf8')).toBe(await queriesGuide());
});
