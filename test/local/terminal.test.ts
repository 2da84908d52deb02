import { columnChart } from '../../local/terminal';

test('a chart has a column for each value, the highest to the top', () => {
  const lines = columnChart([
    { label: '01', value: 8 },
    { label: '02', value: 4 },
  ]).split('\n');
  expect(lines[0]).toBe('║██');
  expect(lines[7]).toMatch(/^║██ +██$/);
  expect(lines[9]).toMatch(/^ 01 +02$/);
});
