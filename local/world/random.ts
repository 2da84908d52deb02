/** The next number of a seeded sequence, 0 <= n < 1. */
export type Random = () => number;

/** Mixes two integers into 32 bits. The same pair gives the same number; similar pairs give unrelated numbers. */
export function scramble(a: number, b: number): number {
  let bits = Math.imul(a ^ 0x2545f491, 0x85ebca77) ^ Math.imul(b + 0x165667b1, 0xc2b2ae3d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** Makes the sequence of a seed. Each seed has its own sequence. */
export function createRandom(seed: number): Random {
  let step = 0;
  return () => scramble(seed, ++step) / 0x1_0000_0000;
}

/** Picks one of the items. With `lean` above 1, earlier items come more often: some people and machines are busier. */
export function pick<T>(random: Random, items: readonly T[], lean = 1): T {
  const item = items[Math.floor(random() ** lean * items.length)];
  if (item === undefined) throw new Error('pick: no items');
  return item;
}

/** Makes a seed from a text. */
export function hashText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = scramble(hash, text.charCodeAt(i));
  return hash;
}
