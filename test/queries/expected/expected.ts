// The answer to each saved query, found the second way.
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

/** The rows that the saved query of this name, unedited, must give over the fixture's archive, in their order. */
export function expectedRows(name: string): Row[] {
  const expected = EXPECTED[name];
  if (expected === undefined) throw new Error(`Nobody has worked out what queries/${name}.sql must answer`);
  return expected();
}
