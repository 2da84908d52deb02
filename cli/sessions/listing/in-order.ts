import { Readable } from 'node:stream';

/** Several at a time, in the order of the items, and no more of what is done waits than of what is being done. */
export function mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  map: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  return Readable.from(items).map(map, { concurrency }) as AsyncIterable<Result>;
}
