import { manyPartitions } from '../../../lib/catalog/projected-partitions';

const NOW = Date.parse('2026-12-01T12:00:00Z');

test.each([
  // 999 days plus tomorrow.
  [100, 1, '2024-03-08', undefined],
  [1, 100, '2024-03-08', undefined],
  [100, 1, '2024-03-07', '100 account(s) x 1 Region(s) x 1001 days since 2024-03-07 are 100100 projected partitions'],
  [40, 35, '2026-11-30', undefined],
  [40, 35, '2018-09-01', '40 account(s) x 35 Region(s) x 3015 days since 2018-09-01 are 4221000 projected partitions'],
  [1, 1, '2030-01-01', undefined],
])(
  'warns above 100,000 projected partitions: %d accounts, %d Regions since %s',
  (accounts, regions, firstDay, text) => {
    const told = manyPartitions({ accounts, regions, firstDay }, NOW);
    if (text === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(text);
  },
);
