// Finds the days of an archive that a query reads. DuckDB plans the query over one empty file for each day. The plan names the
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
import { MANIFESTS_TABLE } from '../../../lib/catalog/views/snapshots-view';
import { DAY_MS, formatDay } from '../../../lambda/time';
import { connect, tableOf, VIEWS } from '../duckdb/archive';
import type { DayFolder } from './day-folders';

/** A table that a query may read. Each has its own reader function, so that the plan shows which table is read; all readers do the same. */
interface Reading {
  readonly table: string;
  readonly prefix: ArchivePrefix;
  readonly reader: string;
}

const HISTORY: Reading = { table: HISTORY_TABLE, prefix: HISTORY_PREFIX, reader: 'read_json' };
const ACTIVE: Reading = { table: ACTIVE_TABLE, prefix: ACTIVE_PREFIX, reader: 'read_ndjson' };
const MANIFESTS: Reading = { table: MANIFESTS_TABLE, prefix: MANIFESTS_PREFIX, reader: 'read_json_auto' };
/** The view `sessions` reads Active through this table. */
const ACTIVE_OF_VIEW: Reading = { table: 'active_of_view', prefix: ACTIVE_PREFIX, reader: 'read_ndjson_auto' };

/** A run may end a day after the time in its snapshot's name, so a snapshot holds no session that started two days after that name. */
const SEEN_EARLY_DAYS = 2;

/** One read in a plan: its conditions on files, and how many files match; null without conditions. */
interface PlannedReading {
  readonly reader: string;
  readonly conditions: string | null;
  readonly filesRead: number | null;
}

export class NeededFolders {
  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly placeholders: string,
    private readonly existing: readonly DayFolder[],
    /** The folders that the plan chooses from. For History, all days on which a session may have started: Active has days that History lacks. */
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

  /** The folders that can change the answer to the query. */
  async for(sql: string): Promise<DayFolder[]> {
    const plan = await this.plan(sql);
    const read = async ({ reader, prefix }: Reading) => {
      const readings = plan.filter((reading) => reading.reader === reader);
      return (await Promise.all(readings.map((reading) => this.chosen(prefix, reading)))).flat();
    };
    const history = await read(HISTORY);
    const paths = new Set([...history, ...(await read(ACTIVE)), ...(await read(MANIFESTS))].map(({ path }) => path));
    const readsView = plan.some(({ reader }) => reader === ACTIVE_OF_VIEW.reader);
    const firstDays = readsView ? firstDaysOf(history) : new Map<string, string>();
    const isSeen = (folder: DayFolder) =>
      addDays(folder.day, SEEN_EARLY_DAYS) >= (firstDays.get(scopeOf(folder)) ?? LAST_DAY);
    return this.existing.filter(
      (folder) => paths.has(folder.path) || (folder.prefix === ACTIVE_PREFIX && isSeen(folder)),
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

  /** All days of the table, unless the plan's conditions choose exactly as many files as the plan says it reads. */
  private async chosen(prefix: ArchivePrefix, { conditions, filesRead }: PlannedReading): Promise<DayFolder[]> {
    const all = this.known.filter((folder) => folder.prefix === prefix);
    if (conditions === null || filesRead === null) return all;
    if (filesRead === 0) return [];
    const chosen = await this.matching(prefix, all, splitConditions(conditions)).catch(() => all);
    // A plan made in steps shows only the conditions of the last step. Then they match more files than the plan reads.
    return chosen.length === filesRead ? chosen : all;
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

/** Later than every day of an archive. */
const LAST_DAY = '9999-12-31';

const scopeOf = ({ accountId, region }: DayFolder) => `${accountId}/${region}`;

/** The first day of the folders, by scope. */
function firstDaysOf(folders: readonly DayFolder[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const folder of folders) {
    const scope = scopeOf(folder);
    if (folder.day < (first.get(scope) ?? LAST_DAY)) first.set(scope, folder.day);
  }
  return first;
}

/** Sessions are Active for 30 days at most. */
const OLDEST_ACTIVE_DAYS = 31;

/** History's folders for every day on which a session of the archive may have started. */
function startDays(existing: readonly DayFolder[]): DayFolder[] {
  const days = existing.map(({ day }) => day).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const scopes = new Map(
    existing.map((folder) => [scopeOf(folder), { accountId: folder.accountId, region: folder.region }]),
  );
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
  const read = /^(\d+)\/\d+$/.exec(String(info['Scanning Files']))?.[1];
  const conditions = info['File Filters'];
  return [
    ...below,
    {
      reader: name.trim().toLowerCase(),
      conditions: typeof conditions === 'string' ? conditions : null,
      filesRead: read === undefined ? null : Number(read),
    },
  ];
}

/** Splits the plan's conditions, which follow one another: each is an expression in parentheses, with or without a function's name. */
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
