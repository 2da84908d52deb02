// Gathers the content of a report: verification's outcome and the answers to all questions.
import type { CsvFile } from './csv-file';
import type { Engine, Row } from '../engines/engine';
import type { Outcome } from '../verify/outcome';
import { askedAbout, askedFinding, type AskedFinding, type Settings } from './asking';
import { FINDINGS } from './findings';
import { lastDay, type Period } from './period';
import { questions } from './questions';
import { ORIGINS, TRAIL_FINDINGS, WITNESSES } from './trail-findings';
import type { Figures, Finding, Report } from './report';
import { judge } from './verdict';

export interface Gathering {
  readonly engine: Engine;
  /** Whether the engine may have CloudTrail events as well as the archive. */
  readonly mayHaveEvents: boolean;
  readonly outcome: Outcome;
  readonly period: Period;
  readonly settings: Settings;
  readonly madeMs: number;
  readonly packageVersion: string;
  /** How many rows of a finding the page shows. */
  readonly shownRows: number;
  /** Begins the CSV file of a table; null without `--csv`. */
  readonly csv: ((name: string) => CsvFile) | null;
}

type Asking = Gathering & { readonly engine: Required<Engine> };

/** The saved question about the ledger. */
const LEDGER = 'is-the-archive-complete';

/** A damaged archive also gets a report, which says that its questions could not be answered. */
export async function gather(gathering: Gathering): Promise<Report> {
  const { outcome, period, madeMs, packageVersion, shownRows } = gathering;
  const asking = { ...gathering, engine: telling(gathering.engine) };
  let ledger: readonly Row[] | null = null;
  let witnesses: readonly Row[] | null = null;
  let answered: { readonly figures: Figures; readonly findings: readonly Finding[] } | null;
  let unread: string | null = null;
  try {
    ledger = (await pass(asking, LEDGER, askedAbout(LEDGER, period), { kept: Infinity })).rows;
    const hasEvents = gathering.mayHaveEvents && (await hasView(asking, 'session_events'));
    if (hasEvents) witnesses = (await pass(asking, WITNESSES, askedAbout(WITNESSES, period), { kept: Infinity })).rows;
    answered = { figures: await askFigures(asking), findings: await askFindings(asking, hasEvents) };
    if (hasEvents && gathering.csv) await pass(asking, ORIGINS, askedAbout(ORIGINS, period), { kept: 0 });
    if (gathering.csv) await pass(asking, 'sessions', questions(period).everything, { kept: 0 });
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    answered = null;
    unread = error.message;
  }
  const { figures = null, findings = [] } = answered ?? {};
  const beyond = Number(figures?.population.beyond_verified ?? 0);
  const verdict = judge(outcome, ledger, period, madeMs, { unread, beyond, witnesses });
  const { archive } = outcome;
  return {
    madeMs,
    packageVersion,
    archive,
    period,
    outcome,
    verdict,
    ledger,
    witnesses,
    figures,
    unread,
    findings,
    hasCsv: gathering.csv !== null,
    shownRows,
  };
}

/** The engine could not answer. Any other error, such as a file that cannot be written, ends the command. */
class Unanswered extends Error {}

function telling(engine: Engine): Required<Engine> {
  const tell = (error: unknown) => new Unanswered(error instanceof Error ? error.message : String(error));
  return {
    close: () => engine.close(),
    query: (sql) =>
      engine.query(sql).catch((error: unknown) => {
        throw tell(error);
      }),
    parts: async function* (sql) {
      try {
        if (engine.parts) yield* engine.parts(sql);
        else yield await engine.query(sql);
      } catch (error) {
        throw tell(error);
      }
    },
  };
}

/** Whether the engine has the table. Every engine's message for a missing one says that it does not exist. */
async function hasView({ engine }: Asking, name: string): Promise<boolean> {
  try {
    await engine.query(`SELECT * FROM ${name} LIMIT 0`);
    return true;
  } catch (error) {
    if (error instanceof Unanswered && new RegExp(`${name}['"]? does not exist`).test(error.message)) return false;
    throw error;
  }
}

/** What the report keeps of an answer's rows. */
interface Passed {
  readonly count: number;
  /** The number of rows in the finding's part. */
  readonly partCount: number;
  /** The first rows. */
  readonly rows: readonly Row[];
}

/** Writes all rows to the CSV file, and keeps the first ones. */
async function pass(
  { engine, csv }: Asking,
  name: string,
  sql: string,
  { kept, isPart = () => false }: { readonly kept: number; readonly isPart?: (row: Row) => boolean },
): Promise<Passed> {
  const file = csv?.(name) ?? null;
  const first: Row[] = [];
  let [count, partCount] = [0, 0];
  try {
    for await (const { columns, rows } of engine.parts(sql)) {
      file?.add(columns, rows);
      count += rows.length;
      partCount += rows.filter(isPart).length;
      if (first.length < kept) first.push(...rows.slice(0, kept - first.length));
    }
  } catch (error) {
    file?.discard();
    throw error;
  }
  file?.end();
  return { count, partCount, rows: first };
}

async function askFigures({ engine, period }: Asking): Promise<Figures> {
  const sql = questions(period);
  const rows = async (text: string) => (await engine.query(text)).rows;
  const row = async (text: string) => (await rows(text))[0] ?? {};
  return {
    population: await row(sql.population),
    scopes: await rows(sql.scopes),
    days: await rows(sql.days),
    hours: await rows(sql.hours),
    durations: await rows(sql.durations),
    quantiles: await row(sql.quantiles),
    owners: await rows(sql.owners),
    kinds: await rows(sql.kinds),
    versions: await rows(sql.versions),
    topOwners: await rows(askedAbout('top-owners', period)),
    topTargets: await rows(askedAbout('top-targets', period)),
  };
}

async function askFindings(gathering: Asking, hasEvents: boolean): Promise<Finding[]> {
  const { period, settings, engine } = gathering;
  const newest = (await engine.query(questions(period).newest)).rows[0]?.newest_day;
  // Without a snapshot since the period began, no open session is known.
  const newestDay = typeof newest === 'string' ? newest : lastDay(period);
  const found: Finding[] = [];
  for (const question of [...FINDINGS, ...(hasEvents ? TRAIL_FINDINGS : [])])
    found.push(await askFinding(gathering, askedFinding(question, period, newestDay, settings)));
  return found;
}

async function askFinding(gathering: Asking, asked: AskedFinding): Promise<Finding> {
  const { name, sql, part } = asked;
  const isPart = (row: Row) => part !== undefined && row[part.column] === part.value;
  const { count, partCount, rows } = await pass(gathering, name, sql, { kept: gathering.shownRows, isPart });
  return { ...asked, count, partCount: part ? partCount : null, rows };
}
