// The sections of the findings: an overview, then the first rows of each.
import type { Row, Value } from '../../engines/engine';
import type { ShownColumn } from '../findings';
import type { Finding, Report } from '../report';
import { isOfTrail } from '../trail-findings';
import { html, type Html } from './html';
import { cell, figure, number, share, table, type TableColumn } from './parts';

/** The overview of all findings, with links. */
export function findingsOverview({ findings, figures }: Report): Html {
  const sessions = Number(figures?.population.sessions ?? 0);
  return html`<nav aria-labelledby="glance">
    <h2 id="glance">Findings at a glance</h2>
    ${table<Finding>(
      'What was looked for, and how often it was found',
      [
        {
          head: 'Looked for',
          kind: 'key',
          of: ({ name, title, unit }) =>
            html`<a href="#${name}">${title}</a
              >${unit[0] === 'session' ? null : html`<span class="below">${unit[1]}</span>`}`,
        },
        {
          head: 'Found',
          kind: 'number',
          of: ({ name, count }) => figure(`glance.${name}`, count),
        },
        {
          head: 'Share',
          kind: 'number',
          of: ({ unit, count }) => (unit[0] === 'session' ? share(count, sessions) : ''),
        },
        {
          head: 'Of these',
          of: ({ name, part, partCount }) =>
            part && partCount !== null && partCount > 0
              ? html`${figure(`glance.${name}.part`, partCount)} ${part.label}`
              : '',
        },
      ],
      findings,
    )}
  </nav>`;
}

export function findingsSection(report: Report): Html {
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    <p class="hint">A finding is a reason to ask, not a verdict on a person.</p>
    ${report.findings.filter((finding) => !isOfTrail(finding)).map((finding) => findingSection(finding, report))}
  </section>`;
}

/** One finding: its question, the question's parameters, and the first rows. */
export function findingSection(finding: Finding, { hasCsv }: Report): Html {
  const { name, title, question, parameters, unit, count, part, partCount, rows } = finding;
  const more = count - rows.length;
  return html`<section class="finding" aria-labelledby="${name}">
    <h3 id="${name}">
      ${title} <span class="count">${figure(`findings.${name}`, count)} ${count === 1 ? unit[0] : unit[1]}</span>
    </h3>
    <p class="question">${question}</p>
    ${
      parameters.length === 0
        ? null
        : html`<p class="asked">
            Asked with
            ${parameters.map(
              ({ description, value }, index) =>
                html`${index > 0 ? '; ' : ''}${description}: <code><bdi>${value}</bdi></code>`,
            )}.
          </p>`
    }
    ${part && partCount ? html`<p>${figure(`findings.${name}.part`, partCount)} of them ${part.label}.</p>` : null}
    ${count === 0 ? html`<p class="nothing">None.</p>` : table<Row>(title, finding.columns.map(toColumn), rows)}
    ${
      more > 0
        ? html`<p class="more">
            ${number(more)} more
            ${!hasCsv ? html`are not shown. <code>--csv</code> writes all of them beside the page.` : html`in the CSV, <code>${name}.csv</code>.`}
          </p>`
        : null
    }
  </section>`;
}

const NAMES = new Set([
  'target',
  'owner_name',
  'person',
  'details',
  'reason',
  'document_name',
  'owner',
  'principal',
  'who',
  'forwarded_host',
]);
const NUMBERS = new Set([
  'minutes',
  'cap_minutes',
  'sessions_so_far',
  'most_open_sessions',
  'sessions',
  'unended_sessions',
  'open_hours',
  'starts',
  'events_so_far',
]);

function kindOf(column: string): TableColumn<Row>['kind'] {
  if (column.endsWith('_time')) return 'time';
  if (column === 'session_id') return 'id';
  if (NUMBERS.has(column)) return 'number';
  return NAMES.has(column) ? 'name' : undefined;
}

function toColumn({ head, main, below = [] }: ShownColumn): TableColumn<Row> {
  const kind = kindOf(main);
  return {
    head,
    ...(kind && { kind }),
    of: (row) => {
      const others = below.map((column) => row[column]).filter((value) => isTold(value, row[main]));
      // Without a main value, the values below it become the cell.
      const first = row[main] ?? others.shift() ?? null;
      return others.length === 0
        ? cell(first)
        : html`${cell(first)}<span class="below"
              >${others.map((value, index) => [index > 0 ? ' · ' : '', cell(value)])}</span
            >`;
    },
  };
}

/** Leaves out the kind "person", which readers expect. */
const isTold = (value: Value | undefined, main: Value | undefined) =>
  value !== null && value !== undefined && value !== 'person' && value !== main;
