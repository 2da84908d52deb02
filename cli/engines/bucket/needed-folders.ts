// Which days of an archive a query reads. DuckDB tells: it plans the query over one empty file for each day, and its plan names the
// conditions by which it chooses among the files.
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACTIVE_PREFIX,
  HISTORY_PREFIX,
  MANIFESTS_PREFIX,
  scopePrefix,
  type ArchivePrefix,
} from '../../../lib/contract';
import { ACTIVE_TABLE, HISTORY_TABLE } from '../../../lib/catalog/session-rows';
import { MANIFESTS_TABLE } from '../../../lib/catalog/snapshots-view';
import { DAY_MS, formatDay } from '../../../lambda/time';
import { connect, tableOf, VIEWS } from '../duckdb/archive';
import type { DayFolder } from './day-folders';

/** A place at which a query may read, told apart in its plan by the function that reads there: all of them do the same. */
interface Reading {
  readonly table: string;
  readonly prefix: ArchivePrefix;
  readonly reader: string;
}

const HISTORY: Reading = { table: HISTORY_TABLE, prefix: HISTORY_PREFIX, reader: 'read_json' };
const ACTIVE: Reading = { table: ACTIVE_TABLE, prefix: ACTIVE_PREFIX, reader: 'read_ndjson' };
const MANIFESTS: Reading = { table: MANIFESTS_TABLE, prefix: MANIFESTS_PREFIX, reader: 'read_json_auto' };
/** What the view `sessions` reads of Active. */
const ACTIVE_OF_VIEW: Reading = { table: 'active_of_view', prefix: ACTIVE_PREFIX, reader: 'read_ndjson_auto' };

/** A run may end a day after the time that names its snapshot, so a session is in no snapshot that is named two days before its start. */
const SEEN_EARLY_DAYS = 2;

/** One reading in a plan: the conditions on files, and how many of how many they choose; null if there are none. */
interface PlannedReading {
  readonly reader: string;
  readonly conditions: string | null;
  readonly files: { readonly read: number; readonly of: number } | null;
}

export class NeededFolders {
  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly placeholders: string,
    private readonly existing: readonly DayFolder[],
    /** What the plan chooses from: of History every day that a session may have started on, since Active knows of more than History has. */
    private readonly known: readonly DayFolder[],
  ) {}

  static async of(existing: readonly DayFolder[]): Promise<NeededFolders> {
    const known = [...startDays(existing), ...existing.filter(({ prefix }) => prefix !== HISTORY_PREFIX)];
    const connection = await connect();
    const placeholders = mkdtempSync(join(tmpdir(), 'session-archive-days-'));
    for (const { path } of known) {
      mkdirSync(join(placeholders, path), { recursive: true });
      writeFileSync(join(placeholders, path, 'day.ndjson'), '');
    }
    for (const { table, prefix, reader } of [HISTORY, ACTIVE, MANIFESTS, ACTIVE_OF_VIEW]) {
      const sql = await tableOf(connection, prefix, [join(placeholders, prefix, '*', '*', '*', '*')], reader);
      await connection.run(`CREATE VIEW ${table} AS ${sql}`);
    }
    for (const { name, sql } of VIEWS)
      await connection.run(`CREATE VIEW ${name} AS ${sql.replaceAll(ACTIVE.table, ACTIVE_OF_VIEW.table)}`);
    return new NeededFolders(connection, placeholders, existing, known);
  }

  /** The folders without which the answer to the query could be another one. */
  async for(sql: string): Promise<DayFolder[]> {
    const plan = await this.plan(sql);
    const read = async ({ reader, prefix }: Reading) => {
      const readings = plan.filter((reading) => reading.reader === reader);
      return (await Promise.all(readings.map((reading) => this.chosen(prefix, reading)))).flat();
    };
    const history = await read(HISTORY);
    const paths = new Set([...history, ...(await read(ACTIVE)), ...(await read(MANIFESTS))].map(({ path }) => path));
    const readsView = plan.some(({ reader }) => reader === ACTIVE_OF_VIEW.reader);
    const firstDay = history.reduce((first, { day }) => (day < first ? day : first), LAST_DAY);
    const since = readsView && firstDay < LAST_DAY ? addDays(firstDay, -SEEN_EARLY_DAYS) : LAST_DAY;
    return this.existing.filter(
      ({ prefix, path, day }) => paths.has(path) || (prefix === ACTIVE_PREFIX && day >= since),
    );
  }

  close(): void {
    this.connection.closeSync();
    rmSync(this.placeholders, { recursive: true, force: true });
  }

  private async plan(sql: string): Promise<PlannedReading[]> {
    const [row] = (await this.connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`)).getRows();
    return (JSON.parse(String(row?.[1])) as PlanNode[]).flatMap(readingsOf);
  }

  /** All days of the table, unless the plan says which, and the conditions choose as many as it says. */
  private async chosen(prefix: ArchivePrefix, { conditions, files }: PlannedReading): Promise<DayFolder[]> {
    const all = this.known.filter((folder) => folder.prefix === prefix);
    if (conditions === null || files === null) return all;
    if (files.read === 0) return [];
    const chosen = await this.matching(prefix, all, splitConditions(conditions)).catch(() => all);
    return chosen.length === files.read && all.length === files.of ? chosen : all;
  }

  private async matching(prefix: ArchivePrefix, all: readonly DayFolder[], conditions: readonly string[]) {
    const day = prefix === HISTORY_PREFIX ? 'start_date' : 'snapshot_date';
    const rows = all.map(
      (folder, i) => `(${i}, ${[folder.accountId, folder.region, folder.day].map(quoted).join(', ')})`,
    );
    const sql = `SELECT i FROM (VALUES ${rows.join(', ')}) AS days(i, account_id, region, ${day}) WHERE ${conditions.join(' AND ')}`;
    const chosen = new Set((await this.connection.runAndReadAll(sql)).getRows().map(([i]) => Number(i)));
    return all.filter((_, i) => chosen.has(i));
  }
}

/** After every day of an archive. */
const LAST_DAY = '9999-12-31';

/** Sessions are Active for 30 days at most. */
const OLDEST_ACTIVE_DAYS = 31;

/** Every day on which a session of the archive may have started, as folders of History. */
function startDays(existing: readonly DayFolder[]): DayFolder[] {
  const days = existing.map(({ day }) => day).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const scopes = new Map(existing.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]));
  const calendar: string[] = [];
  for (let day = addDays(first, -OLDEST_ACTIVE_DAYS); day <= addDays(last, 1); day = addDays(day, 1))
    calendar.push(day);
  return [...scopes.values()].flatMap((scope) =>
    calendar.map((day) => ({
      prefix: HISTORY_PREFIX,
      ...scope,
      day,
      path: `${scopePrefix(HISTORY_PREFIX, scope)}start_date=${day}/`,
    })),
  );
}

function addDays(day: string, days: number): string {
  return formatDay(Date.parse(day) + days * DAY_MS);
}

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

function readingsOf({ name, children, extra_info: info }: PlanNode): PlannedReading[] {
  const below = children.flatMap(readingsOf);
  if (!/^READ_(ND)?JSON(_AUTO)?$/.test(name.trim())) return below;
  const [, read, of] = /^(\d+)\/(\d+)$/.exec(String(info['Scanning Files'])) ?? [];
  const conditions = info['File Filters'];
  return [
    ...below,
    {
      reader: name.trim().toLowerCase(),
      conditions: typeof conditions === 'string' ? conditions : null,
      files: read === undefined ? null : { read: Number(read), of: Number(of) },
    },
  ];
}

/** The plan writes its conditions one behind the other: each is an expression in parentheses, or a function before them. */
export function splitConditions(text: string): string[] {
  const conditions: string[] = [];
  let depth = 0;
  let begin = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === "'") isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character !== ')' || depth > 0) continue;
    conditions.push(text.slice(begin, i + 1));
    begin = i + 1;
  }
  const rest = text.slice(begin);
  return rest.trim() === '' ? conditions : [...conditions, rest];
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
