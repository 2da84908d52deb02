// The SQL that a report adds to the saved questions, for the fixture's month.
import { askedFinding } from '../../../cli/report/asking';
import { FINDINGS } from '../../../cli/report/findings';
import { questions } from '../../../cli/report/questions';

const PERIOD = { fromMs: Date.parse('2026-03-01'), toMs: Date.parse('2026-03-31') };

export function reportQuestions(): { name: string; sql: string }[] {
  const changed = FINDINGS.filter(({ name }) => name === 'open-now').map((finding) =>
    askedFinding(finding, PERIOD, '2026-03-25', new Map()),
  );
  return [...Object.entries(questions(PERIOD)).map(([name, sql]) => ({ name, sql })), ...changed].map(
    ({ name, sql }) => ({ name: `report: ${name}`, sql }),
  );
}
