import { Readable } from 'node:stream';

/** Processes several items at a time and yields results in the items' order. Running and waiting results share one limit. */
export function mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  map: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  return Readable.from(items).map(map, { concurrency }) as AsyncIterable<Result>;
}
