import { settleAll } from '../../lambda/settle';

test('never works on more items at once than allowed, and returns the outcomes in the order of the items', async () => {
  let active = 0;
  let most = 0;
  const outcomes = await settleAll([30, 10, 20, 0, 5, 1, 2], 3, async (ms) => {
    most = Math.max(most, (active += 1));
    await new Promise((resolve) => setTimeout(resolve, ms));
    active -= 1;
    if (ms === 10) throw new Error('ten');
    return ms;
  });
  expect(most).toBe(3);
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)))).toEqual([
    30,
    'Error: ten',
    20,
    0,
    5,
    1,
    2,
  ]);
});

test('returns an empty list for an empty list', async () => {
  expect(await settleAll([], 4, () => Promise.reject(new Error('never called')))).toEqual([]);
});
