/** Does `work` with every item, some at a time and in order, and tells what became of each: one that fails stops no other. */
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
