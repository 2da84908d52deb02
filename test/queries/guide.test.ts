import { readFileSync } from 'node:fs';
import { GUIDE, queriesGuide } from '../../docs/build-queries';

test('docs/queries.md says what the queries say and answer (npm run docs writes it)', async () => {
  expect(readFileSync(GUIDE, 'utf8')).toBe(await queriesGuide());
});
