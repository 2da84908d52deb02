// The section about sessions, people and machines: figures, then charts, then tables by kind, account and Region.
import type { Row } from '../../engines/engine';
import type { Period } from '../period';
import type { Figures } from '../report';
import { html, type Html } from './html';
import { cell, figure, of, share, spell, table } from './parts';
import { daysChart, durationChart, topOwners, topTargets, weekChart } from './population-charts';

export function populationSection(figures: Figures, period: Period): Html {
  const { population, owners, kinds, scopes } = figures;
  const sessions = of(population, 'sessions');
  const undated = of(population, 'undated');
  return html`<section aria-labelledby="population">
    <h2 id="population">Population</h2>
    <dl class="numbers">
      ${big('Sessions', figure('population.sessions', sessions))}
      ${big('People', figure('population.people', population.people))}
      ${big('Machines', figure('population.machines', population.machines))}
      ${big('Time connected', figure('population.seconds', population.seconds, sessions === 0 ? '–' : spell(of(population, 'seconds'))))}
      ${big('Owner names no person', figure('population.without_person', population.without_person))}
      ${big('Not seen to end', figure('population.not_ended', population.not_ended))}
    </dl>
    ${undated > 0 ? html`<p class="hint">${figure('population.undated', undated)} of the sessions came without a start time. They are filed under the day on which a snapshot first saw them, and are in no hour of the week.</p>` : null}
    ${daysChart(figures, period)} ${weekChart(figures)} ${durationChart(figures)}
    <div class="pair">${topOwners(figures)} ${topTargets(figures)}</div>
    <div class="pair">
      <div>
        <h3>How they signed in</h3>
        ${table<Row>(
          'Sessions by kind of owner',
          [
            {
              head: 'Owner',
              kind: 'key',
              of: ({ owner_type: type, person_kind: kind }) =>
                html`${cell(type)}${kind === 'person' || kind === type ? null : html` <span class="below">${kind as string}</span>`}`,
            },
            {
              head: 'Sessions',
              kind: 'number',
              of: (row) => figure(`owners.${String(row.owner_type)}.${String(row.person_kind)}`, row.sessions),
            },
            { head: 'Share', kind: 'number', of: (row) => share(of(row, 'sessions'), sessions) },
          ],
          owners,
        )}
      </div>
      <div>
        <h3>What they opened</h3>
        ${table<Row>(
          'Sessions by what their document opens',
          [
            { head: 'Kind', kind: 'key', of: ({ session_type: type }) => cell(type) },
            {
              head: 'Sessions',
              kind: 'number',
              of: (row) => figure(`kinds.${String(row.session_type)}`, row.sessions),
            },
            { head: 'Share', kind: 'number', of: (row) => share(of(row, 'sessions'), sessions) },
          ],
          kinds,
        )}
      </div>
    </div>
    <h3>By account and Region</h3>
    ${table<Row>(
      'Sessions, people and machines by account and Region',
      [
        {
          head: 'Account, Region',
          kind: 'key',
          of: (row) =>
            html`<span class="nobr">${row.account_id as string}</span>
              <span class="nobr">${row.region as string}</span>`,
        },
        ...(['sessions', 'people', 'machines'] as const).map((what) => ({
          head: { sessions: 'Sessions', people: 'People', machines: 'Machines' }[what],
          kind: 'number' as const,
          of: (row: Row) => figure(`scopes.${String(row.account_id)}.${String(row.region)}.${what}`, row[what]),
        })),
      ],
      scopes,
    )}
  </section>`;
}

const big = (label: string, value: Html) =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
