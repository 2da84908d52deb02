// Asks everything that a report says.
import type { Engine, Row } from '../engines/engine';
import type { Outcome } from '../verify/outcome';
import { askedAbout, askedFinding, FINDINGS, type AskedFinding, type Settings } from './findings';
import { lastDay, type Period } from './period';
import { questions } from './questions';
import type { Figures, Finding, Report } from './report';
import { judge } from './verdict';

export interface Gathering {
  readonly engine: Engine;
  readonly outcome: Outcome;
  readonly period: Period;
  readonly settings: Settings;
  readonly madeMs: number;
  readonly packageVersion: string;
  /** How many rows of a finding stand on the page. */
  readonly shownRows: number;
  readonly csvFolder: string | null;
  /** Takes the rows of a table; called for each once, if `csvFolder` is given. */
  readonly onTable: (name: string, columns: readonly string[], rows: readonly Row[]) => void;
}

/** A damaged archive has a report, too: one that says that its questions could not be answered. */
export async function gather(gathering: Gathering): Promise<Report> {
  const { outcome, period, madeMs, packageVersion, csvFolder, shownRows } = gathering;
  let [ledger, figures, unread]: [Row[] | null, Figures | null, string | null] = [null, null, null];
  let findings: Finding[] = [];
  try {
    ledger = await rowsOf(gathering, 'is-the-archive-complete', askedAbout('is-the-archive-complete', period));
    const answered = await askFigures(gathering);
    findings = await askFindings(gathering);
    if (csvFolder !== null) await rowsOf(gathering, 'sessions', questions(period).everything);
    figures = answered;
  } catch (error) {
    findings = [];
    unread = error instanceof Error ? error.message : String(error);
  }
  const beyond = Number(figures?.population.beyond_verified ?? 0);
  const verdict = judge(outcome, ledger, period, madeMs, { unread, beyond });
  const { archive } = outcome;
  return {
    madeMs,
    packageVersion,
    archive,
    period,
    outcome,
    verdict,
    ledger,
    figures,
    unread,
    findings,
    csvFolder,
    shownRows,
  };
}

/** Asks, and hands the rows on for the CSV beside the page. */
async function rowsOf({ engine, csvFolder, onTable }: Gathering, name: string, sql: string): Promise<Row[]> {
  const { columns, rows } = await engine.query(sql);
  if (csvFolder !== null) onTable(name, columns, rows);
  return [...rows];
}

async function askFigures({ engine, period }: Gathering): Promise<Figures> {
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

async function askFindings(gathering: Gathering): Promise<Finding[]> {
  const { period, settings, engine } = gathering;
  const newest = (await engine.query(questions(period).newest)).rows[0]?.newest_day;
  // Without a snapshot since the period began, nothing is known to be open.
  const newestDay = typeof newest === 'string' ? newest : lastDay(period);
  const found: Finding[] = [];
  // One after the other: the rows of one may be many, and only the first of them are kept.
  for (const question of FINDINGS)
    found.push(await askFinding(gathering, askedFinding(question, period, newestDay, settings)));
  return found;
}

async function askFinding(gathering: Gathering, asked: AskedFinding): Promise<Finding> {
  const rows = await rowsOf(gathering, asked.name, asked.sql);
  const { part } = asked;
  const partCount = part ? rows.filter((row) => row[part.column] === part.value).length : null;
  return { ...asked, count: rows.length, partCount, rows: rows.slice(0, gathering.shownRows) };
}
