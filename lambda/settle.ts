/** Calls `work` for each item, in order and `atOnce` at a time. Returns the outcome of each: one failure does not stop the others. */
export async function settleAll<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const outcomes: PromiseSettledResult<Result>[] = [];
  const rest = items.entries();
  const takeNext = async () => {
    for (const [index, item] of rest) [outcomes[index]] = await Promise.allSettled([work(item)]);
  };
  await Promise.all(Array.from({ length: atOnce }, takeNext));
  return outcomes;
}
