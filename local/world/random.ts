/** The next number of a seeded sequence, 0 <= n < 1. */
export type Random = () => number;

/** Spreads two integers over 32 bits: the same two give the same number, neighbours give unrelated ones. */
export function scramble(a: number, b: number): number {
  let bits = Math.imul(a ^ 0x2545f491, 0x85ebca77) ^ Math.imul(b + 0x165667b1, 0xc2b2ae3d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** A sequence of its own for each seed. */
export function createRandom(seed: number): Random {
  let step = 0;
  return () => scramble(seed, ++step) / 0x1_0000_0000;
}

/** One of the items; the earlier ones more often, as with people and machines, when `lean` is above 1. */
export function pick<T>(random: Random, items: readonly T[], lean = 1): T {
  const item = items[Math.floor(random() ** lean * items.length)];
  if (item === undefined) throw new Error('pick: no items');
  return item;
}

/** A seed made of text. */
export function hashText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = scramble(hash, text.charCodeAt(i));
  return hash;
}
