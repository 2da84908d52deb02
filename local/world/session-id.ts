import { scramble } from './random';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** Every ten bits as two letters. Thirteen pairs make a suffix quickly. */
const PAIRS = Array.from({ length: 1024 }, (_, i) => ALPHABET.charAt(i >> 5) + ALPHABET.charAt(i & 31));
/** An odd factor: multiplication shuffles the 32-bit numbers, and multiplication by the inverse restores them. */
const SHUFFLE = 0x9e3779b1;
const UNSHUFFLE = 0x0e8b2f51;
const NEW_SUFFIX = /-[a-z2-7]{18}([a-z2-7]{8})$/;
const OLD_SUFFIX = /-[0-9a-f]{9}([0-9a-f]{8})$/;

/**
 * Makes a SessionId like those of SSM: a name and 26 letters and digits, or the former 17 hexadecimal digits. The id
 * looks random, but contains the session's index. So a look-up by id needs no map of a million ids.
 */
export function makeSessionId(name: string, seed: number, index: number, old: boolean): string {
  const shuffled = Math.imul(index, SHUFFLE) >>> 0;
  if (old)
    return `${name}-${hex(scramble(seed, index)).slice(3)}${hex(scramble(index, seed)).slice(4)}${hex(shuffled)}`;
  const noise = [scramble(seed, index), scramble(index, seed), scramble(seed + 1, index)].map(threePairs).join('');
  return `${name}-${noise}${pair(shuffled >>> 30)}${threePairs(shuffled)}`;
}

/** Returns the index that `makeSessionId` put into the id, or -1. An id from elsewhere can give any index. */
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
