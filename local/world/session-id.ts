import { scramble } from './random';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** Ten bits as two letters: thirteen of them make a suffix quickly. */
const PAIRS = Array.from({ length: 1024 }, (_, i) => ALPHABET.charAt(i >> 5) + ALPHABET.charAt(i & 31));
/** Odd, so that multiplying by it shuffles the 32-bit numbers, and by its inverse puts them back. */
const SHUFFLE = 0x9e3779b1;
const UNSHUFFLE = 0x0e8b2f51;
const NEW_SUFFIX = /-[a-z2-7]{18}([a-z2-7]{8})$/;
const OLD_SUFFIX = /-[0-9a-f]{9}([0-9a-f]{8})$/;

/**
 * A SessionId such as SSM makes: a name and 26 letters and digits, or the 17 hexadecimal digits of former times. It looks
 * random; that the session's number can be found in it again saves an index over a million ids.
 */
export function makeSessionId(name: string, seed: number, index: number, old: boolean): string {
  const shuffled = Math.imul(index, SHUFFLE) >>> 0;
  if (old)
    return `${name}-${hex(scramble(seed, index)).slice(3)}${hex(scramble(index, seed)).slice(4)}${hex(shuffled)}`;
  const noise = [scramble(seed, index), scramble(index, seed), scramble(seed + 1, index)].map(threePairs).join('');
  return `${name}-${noise}${pair(shuffled >>> 30)}${threePairs(shuffled)}`;
}

/** The index that `makeSessionId` was given, or -1; an id that it did not make can give any index. */
export function indexInSessionId(sessionId: string): number {
  const letters = NEW_SUFFIX.exec(sessionId)?.[1];
  const digits = OLD_SUFFIX.exec(sessionId)?.[1];
  if (letters !== undefined) {
    let shuffled = 0;
    for (const letter of letters) shuffled = ((shuffled << 5) | ALPHABET.indexOf(letter)) >>> 0;
    return Math.imul(shuffled, UNSHUFFLE) >>> 0;
  }
  return digits === undefined ? -1 : Math.imul(parseInt(digits, 16), UNSHUFFLE) >>> 0;
}

function threePairs(bits: number): string {
  return pair(bits >>> 20) + pair(bits >>> 10) + pair(bits);
}

function pair(bits: number): string {
  return PAIRS[bits & 1023] ?? '';
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}
