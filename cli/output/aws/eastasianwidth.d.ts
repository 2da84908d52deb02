// Types for the package, which has none.
declare module 'eastasianwidth' {
  /** The property East_Asian_Width of a text's first character. */
  export function eastAsianWidth(character: string): 'F' | 'H' | 'W' | 'Na' | 'A' | 'N';
}
