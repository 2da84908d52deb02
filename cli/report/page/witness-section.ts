// The section about CloudTrail, the second witness: sessions of both, and of one only.
import type { Row } from '../../engines/engine';
import { scopeOf } from '../completeness';
import type { Report } from '../report';
import { isOfTrail } from '../trail-findings';
import { sessionsOf, UNEXPLAINED } from '../witness';
import { findingSection } from './findings-section';
import { html, type Html } from './html';
import { figure, table } from './parts';

export function witnessSection(report: Report): Html | null {
  const { witnesses, findings } = report;
  if (witnesses === null) return null;
  return html`<section aria-labelledby="witness">
    <h2 id="witness">CloudTrail, the second witness</h2>
    <p class="hint">
      The archive comes from SSM. CloudTrail independently logs the request for each session. A session that only one of
      them has needs an explanation.
    </p>
    ${agreement(witnesses)} ${findings.filter(isOfTrail).map((finding) => findingSection(finding, report))}
  </section>`;
}

function agreement(witnesses: readonly Row[]): Html {
  const number = (head: string, key: string, counts: (row: Row) => boolean) => ({
    head,
    kind: 'number' as const,
    of: (scope: string) => {
      const rows = witnesses.filter((row) => scopeOf(row) === scope && counts(row));
      return figure(`witness.${scope.replace(' ', '.')}.${key}`, sessionsOf(rows));
    },
  });
  return table<string>(
    'How many sessions both have, and how many only one of them',
    [
      { head: 'Account, Region', kind: 'key', of: (scope) => html`<bdi>${scope}</bdi>` },
      number('In both', 'both', ({ finding }) => finding === 'both'),
      number('Only in the archive', 'archive', ({ finding }) => finding === 'no start in the trail'),
      number('Only in CloudTrail', 'trail', ({ finding }) => finding === 'no record in the archive'),
      number('Unexplained', 'unexplained', ({ cause }) => cause === UNEXPLAINED),
    ],
    [...new Set(witnesses.map(scopeOf))],
  );
}
