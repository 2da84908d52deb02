// Runs four saved queries over the demo's days: three of an auditor's questions, and one for a chart.
import type { DuckDBConnection } from '@duckdb/node-api';
import { withValues, type ParameterValue } from '../../lib/queries/parameters';
import { readSavedQueries } from '../../lib/queries/saved-query';
import { queryRows } from '../../cli/engines/duckdb/archive';
import type { Row } from '../../cli/engines/engine';
import { table } from '../../cli/output/table';
import { columnChart, heading } from '../terminal';
import { TARGETS } from '../world/cast';

interface Question {
  /** The file in queries/, without `.sql`. */
  readonly query: string;
  /** The parameters in words. */
  readonly about: string;
  /** Values of the query's parameters, instead of the defaults. */
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** The columns to show. */
  readonly columns: readonly string[];
  /** A remark about the answer. */
  readonly remark: string;
}

const SHOWN_ROWS = 8;
const DAY = 86_400_000;
/** A machine with a medium number of sessions. */
const MACHINE = TARGETS[11] ?? '';

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function questions(firstMs: number, lastMs: number): Question[] {
  const [first, last, weekAgo] = [dayOf(firstMs), dayOf(lastMs), dayOf(lastMs - 6 * DAY)];
  return [
    {
      query: 'who-was-on-a-machine',
      about: `${MACHINE}, ${weekAgo} to ${last}`,
      values: { machine: MACHINE, from: weekAgo, to: last },
      columns: ['start_time', 'end_time', 'owner_name', 'reason'],
      remark:
        'owner_name comes from SSM. The columns person and person_kind, not shown here, tell people from shared names.',
    },
    {
      query: 'long-sessions',
      about: `4 hours, ${first} to ${last}`,
      values: { from: first, to: last },
      columns: ['minutes', 'known_until', 'over_cap', 'owner_name', 'target'],
      remark:
        'The longest were on nodes that have been terminated since. SSM may never report the end of such a session.',
    },
    {
      query: 'no-reason-or-ticket',
      about: `tickets such as OPS-1234, ${last}`,
      values: { from: last, to: last },
      columns: ['start_time', 'finding', 'reason', 'owner_name'],
      remark: 'If SSM sends an empty text or no text, the archive stores null. It is an empty cell here.',
    },
  ];
}

/** Runs the queries and yields each question with its answer. */
export async function* askQuestions(
  archive: DuckDBConnection,
  firstMs: number,
  lastMs: number,
): AsyncGenerator<string> {
  for (const { query, about, values, columns, remark } of questions(firstMs, lastMs)) {
    const asked = saved(query);
    const { title, question } = asked;
    const rows = await queryRows(archive, withValues(asked, values));
    const shown = rows.slice(0, SHOWN_ROWS).map((row) => choose(row, columns));
    yield heading(title);
    yield `${question}\nHere: ${about}.\n${table(shown)}`;
    yield `${remark}\nqueries/${query}.sql: ${shown.length} of ${rows.length} rows, ${columns.length} of its columns.\n`;
  }
}

/** Draws a chart: how many sessions started on each day, in both Regions together. */
export async function pictureOfDays(archive: DuckDBConnection, firstMs: number, lastMs: number): Promise<string> {
  const [first, last] = [dayOf(firstMs), dayOf(lastMs)];
  const perDay = new Map<string, number>();
  for (const row of await queryRows(archive, withValues(saved('sessions-per-day'), { from: first, to: last }))) {
    const day = String(row.start_date);
    perDay.set(day, (perDay.get(day) ?? 0) + Number(row.sessions));
  }
  const counts = [...perDay.values()];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    heading(`Sessions per day, ${first} to ${last}`) +
    columnChart([...perDay].map(([day, value]) => ({ label: day.slice(8), value }))) +
    `${total} sessions, ${Math.max(...counts)} on the busiest day and ${Math.min(...counts)} on the quietest.\n`
  );
}

function saved(name: string) {
  const query = readSavedQueries().find((candidate) => candidate.name === name);
  if (!query) throw new Error(`There is no queries/${name}.sql`);
  return query;
}

function choose(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}
