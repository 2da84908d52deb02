// The charts of the population: when, how long, who and where.
import type { Row } from '../../engines/engine';
import { daysOf, type Period } from '../period';
import { DURATIONS } from '../questions';
import type { Figures } from '../report';
import { columns, heatMap, rowBar } from './charts';
import { html, type Html } from './html';
import { cell, figure, figures as folded, number, of, spell, table } from './parts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** More columns than this would be thinner than a line. */
const MOST_DAYS = 400;

/** The number of people and machines shown. Their questions list twenty. */
const TOP = 10;

export function daysChart({ days }: Figures, period: Period): Html {
  const byDay = new Map(days.map((row) => [String(row.start_date), of(row, 'sessions')]));
  const all = daysOf(period).map((day) => ({ day, value: byDay.get(day) ?? 0 }));
  const isByMonth = all.length > MOST_DAYS;
  const bars = isByMonth ? byMonth(all) : all;
  const unit = isByMonth ? 'month' : 'day';
  const greatest = bars.reduce((best, bar) => (bar.value > best.value ? bar : best), { day: '', value: 0 });
  const alternative =
    greatest.value === 0
      ? `Sessions a ${unit}: none.`
      : `Sessions a ${unit}, ${bars[0]?.day ?? ''} to ${bars.at(-1)?.day ?? ''}: at most ${number(greatest.value)}, on ${greatest.day}.`;
  return html`<h3>Sessions a ${unit} <span class="unit">by the UTC day on which they started</span></h3>
    ${columns(
      alternative,
      bars.map(({ day, value }) => ({ label: label(day), value })),
    )}
    ${folded(
      table(
        `Sessions a ${unit}`,
        [
          { head: isByMonth ? 'Month' : 'Day', kind: 'key', of: ({ day }) => day },
          { head: 'Sessions', kind: 'number', of: ({ day, value }) => figure(`days.${day}`, value) },
        ],
        bars,
      ),
    )}`;
}

function byMonth(days: readonly { day: string; value: number }[]) {
  const months = new Map<string, number>();
  for (const { day, value } of days) months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + value);
  return [...months].map(([day, value]) => ({ day, value }));
}

function label(day: string): string {
  const [year = '', month = '', date] = day.split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  return date === undefined ? `${name} ${year}` : `${Number(date)} ${name}`;
}

export function weekChart({ hours }: Figures): Html {
  const values = WEEKDAYS.map(() => HOURS.map(() => 0));
  for (const row of hours) {
    const line = values[of(row, 'weekday') - 1];
    if (line) line[of(row, 'hour')] = of(row, 'sessions');
  }
  const greatest = Math.max(0, ...values.flat());
  const busiest = values.flatMap((line, day) =>
    line.flatMap((value, hour) => (value === greatest ? [`${WEEKDAYS[day] ?? ''} ${HOURS[hour] ?? ''}:00`] : [])),
  );
  const alternative =
    greatest === 0
      ? 'Starts by weekday and hour, UTC: none.'
      : `Starts by weekday and hour, UTC: at most ${number(greatest)} in an hour of the week, ${busiest[0] ?? ''} UTC.`;
  return html`<h3>
      Hours of the week
      <span class="unit">in which sessions started, UTC; the strongest colour: ${number(greatest)}</span>
    </h3>
    ${heatMap(alternative, { rows: WEEKDAYS, columns: HOURS, values })}
    ${folded(
      table(
        'Starts by weekday and hour, UTC',
        [
          { head: 'Day', kind: 'key', of: ({ day }) => WEEKDAYS[day] },
          ...HOURS.map((hour, index) => ({
            head: hour,
            kind: 'number' as const,
            of: ({ day, line }: { day: number; line: readonly number[] }) =>
              figure(`hours.${day + 1}.${index}`, line[index]),
          })),
        ],
        values.map((line, day) => ({ day, line })),
      ),
    )}`;
}

export function durationChart({ durations, quantiles }: Figures): Html {
  const byBucket = new Map(durations.map((row) => [of(row, 'bucket'), of(row, 'sessions')]));
  const rows = DURATIONS.map(({ name }, index) => ({ name, index, value: byBucket.get(index) ?? 0 }));
  const greatest = Math.max(0, ...rows.map(({ value }) => value));
  const ended = of(quantiles, 'sessions');
  return html`<h3>
      Durations <span class="unit">of ${figure('quantiles.sessions', ended)} sessions seen to end</span>
    </h3>
    ${
      ended === 0
        ? null
        : html`<p>
            Half of them ended within
            ${figure('quantiles.median_seconds', quantiles.median_seconds, spell(quantiles.median_seconds))}, 19 of 20
            within ${figure('quantiles.p95_seconds', quantiles.p95_seconds, spell(quantiles.p95_seconds))}; the longest
            took ${figure('quantiles.longest_seconds', quantiles.longest_seconds, spell(quantiles.longest_seconds))}.
          </p>`
    }
    <div class="bars">
      ${table(
        'Durations of sessions seen to end',
        [
          { head: 'Duration', kind: 'key', of: ({ name }) => html`<span class="nobr">${name}</span>` },
          { head: 'Sessions', kind: 'number', of: ({ index, value }) => figure(`durations.${index}`, value) },
          { head: '', kind: 'graph', of: ({ value }) => rowBar(value, greatest) },
        ],
        rows,
      )}
    </div>`;
}

export function topOwners({ topOwners: rows }: Figures): Html {
  const greatest = of(rows[0] ?? {}, 'sessions');
  return html`<div>
    <h3>Who, most sessions first</h3>
    ${table<{ row: Row; index: number }>(
      `The ${TOP} owners with the most sessions`,
      [
        {
          head: 'Owner',
          kind: 'key',
          of: ({ row }) =>
            html`${cell(row.person ?? row.role_or_service)}${row.person_kind === 'person' ? null : html` <span class="below">${row.person_kind as string}</span>`}`,
        },
        {
          head: 'Sessions',
          kind: 'number',
          of: ({ row, index }) => figure(`topOwners.${index}.sessions`, row.sessions),
        },
        { head: '', kind: 'graph', of: ({ row }) => rowBar(of(row, 'sessions'), greatest) },
        {
          head: 'Machines',
          kind: 'number',
          of: ({ row, index }) => figure(`topOwners.${index}.targets`, row.targets),
        },
      ],
      rows.slice(0, TOP).map((row, index) => ({ row, index })),
    )}
  </div>`;
}

export function topTargets({ topTargets: rows }: Figures): Html {
  const greatest = of(rows[0] ?? {}, 'sessions');
  return html`<div>
    <h3>Machines, most sessions first</h3>
    ${table<{ row: Row; index: number }>(
      `The ${TOP} machines with the most sessions`,
      [
        { head: 'Machine', kind: 'key', of: ({ row }) => cell(row.target) },
        {
          head: 'Sessions',
          kind: 'number',
          of: ({ row, index }) => figure(`topTargets.${index}.sessions`, row.sessions),
        },
        { head: '', kind: 'graph', of: ({ row }) => rowBar(of(row, 'sessions'), greatest) },
        { head: 'People', kind: 'number', of: ({ row, index }) => figure(`topTargets.${index}.people`, row.people) },
      ],
      rows.slice(0, TOP).map((row, index) => ({ row, index })),
    )}
  </div>`;
}
