// The answer to each saved query, computed without the archive.
import { EXPECTED_LEDGER } from './expected-ledger';
import { EXPECTED_SESSIONS } from './expected-sessions';
import { EXPECTED_TIMES } from './expected-times';
import { EXPECTED_TOTALS } from './expected-totals';
import type { Row } from './seen-sessions';

const EXPECTED: Readonly<Record<string, () => Row[]>> = {
  ...EXPECTED_SESSIONS,
  ...EXPECTED_TIMES,
  ...EXPECTED_TOTALS,
  ...EXPECTED_LEDGER,
};

/** The rows, in order, that a saved query must return over the fixture's archive with the parameters of `asked`. */
export function expectedRows(name: string): Row[] {
  const expected = EXPECTED[name];
  if (expected === undefined) throw new Error(`There is no expected answer for queries/${name}.sql`);
  return expected();
}
