// Runs the state machine of the synthesized template state by state, with a scripted Athena.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { SessionArchive, type SessionArchiveProps } from '../../../lib';
import { DAY_MS } from '../../../lambda/time';
import { execute, TaskFailed, type Execution } from '../../curation/state-machine';
import { trinoParser } from '../../queries/trino-parser';
import { readCatalog } from '../../trino/template';

const PSEUDO = { 'AWS::AccountId': '111122223333', 'AWS::Region': 'eu-west-1', 'AWS::Partition': 'aws' };
const ARN = 'arn:aws:states:eu-west-1:111122223333:execution:Curation';
/** A Wednesday. */
const START = Date.UTC(2026, 2, 4, 3);

function definitionOf(props: SessionArchiveProps = {}) {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new SessionArchive(stack, 'Archive', props);
  const { template } = app.synth().getStackByName('Stack') as { readonly template: unknown };
  return readCatalog(template, PSEUDO).definition;
}

type Row = readonly (string | null)[];

/** An Athena with scripted rows for each statement, and with scripted failures before a statement succeeds. */
class ScriptedAthena {
  readonly statements: string[] = [];
  private readonly results = new Map<string, readonly Row[]>();

  constructor(
    private readonly rows: (statement: string) => readonly Row[],
    private readonly failures: { statement: RegExp; reasons: string[] }[] = [],
    private readonly running: readonly object[] = [],
  ) {}

  readonly service: Execution['service'] = (resource, args) => Promise.resolve(this.answer(resource, args));

  private answer(resource: string, args: Readonly<Record<string, unknown>>): unknown {
    if (resource === 'aws-sdk:sfn:listExecutions') return { Executions: this.running };
    if (resource === 'athena:startQueryExecution.sync') {
      const statement = args.QueryString as string;
      this.statements.push(statement);
      const reason = this.failures.find((each) => each.statement.test(statement))?.reasons.shift();
      if (reason !== undefined) throw new TaskFailed('States.TaskFailed', reason);
      const id = String(this.statements.length);
      this.results.set(id, this.rows(statement));
      return { QueryExecution: { QueryExecutionId: id } };
    }
    const {
      QueryExecutionId: id,
      NextToken: token = '0',
      MaxResults: most,
    } = args as {
      readonly QueryExecutionId: string;
      readonly NextToken?: string;
      readonly MaxResults: number;
    };
    const all = [['names'], ...(this.results.get(id) ?? [])];
    const [from, to] = [Number(token), Number(token) + most];
    const page = all.slice(from, to).map((row) => ({
      Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
    }));
    return { ResultSet: { Rows: page }, ...(to < all.length && { NextToken: String(to) }) };
  }
}

const CURATED_UNTIL = '2026-03-01';
const MONTHS: readonly Row[] = [
  ['2026-01', "start_date IN ('2026-01-09') AND (account_id = '1' AND region = 'r')", "'2026-01-09'"],
  ['2026-03', "start_date IN ('2026-03-02')", "'2026-03-02', '2026-03-01'"],
];

/** An archive that is partly curated, with changes in two months. */
const usual = (statement: string): readonly Row[] => {
  if (statement.startsWith('WITH known')) return [[CURATED_UNTIL, null]];
  if (statement.startsWith('WITH fresh')) return MONTHS;
  if (statement.startsWith('WITH said')) return [['0']];
  return [];
};

const BY_DEFAULT = definitionOf();

const curate = (athena: ScriptedAthena, more: Partial<Execution> = {}, props?: SessionArchiveProps) =>
  execute(props ? definitionOf(props) : BY_DEFAULT, {
    arn: `${ARN}:one`,
    startMs: START,
    service: athena.service,
    ...more,
  });

const beginnings = ({ statements }: ScriptedAthena) =>
  statements.map(
    (statement) => /^(?:WITH )?\S+(?: (?:OR|TABLE|VIEW|REPLACE|INTO|FROM|IF|NOT|EXISTS) ?\S*)*/.exec(statement)?.[0],
  );

test('merges and checks each changed month, then the ledger, then switches both views', async () => {
  const athena = new ScriptedAthena(usual);
  const { status, output } = await curate(athena);
  expect([status, output]).toEqual([
    'SUCCEEDED',
    { outcome: 'Curated as of 2026-03-04 02:40:00.000. The views read the records from 2026-03-03 on.' },
  ]);
  expect(athena.statements.map((statement) => statement.slice(0, 30).split('\n')[0])).toEqual([
    'CREATE TABLE IF NOT EXISTS cur',
    'CREATE TABLE IF NOT EXISTS cur',
    'WITH known AS (',
    'WITH fresh AS (',
    'MERGE INTO curated_sessions t',
    'WITH said AS (',
    'MERGE INTO curated_sessions t',
    'WITH said AS (',
    'MERGE INTO curated_snapshots t',
    'CREATE OR REPLACE VIEW session',
    'CREATE OR REPLACE VIEW snapsho',
  ]);
  const [january = '', march = ''] = athena.statements.filter((each) => each.startsWith('MERGE INTO curated_sessions'));
  expect(january).toContain("ON t.start_date IN ('2026-01-09') AND");
  expect(january).toContain("snapshot_date BETWEEN '2026-01-01' AND '2026-01-31'");
  expect(march).toContain("observed_time < TIMESTAMP '2026-03-04 02:40:00.000'");
  const views = athena.statements.filter((each) => each.startsWith('CREATE OR REPLACE VIEW'));
  for (const view of views) expect(view).toContain("< '2026-03-03'");
  // All variables are replaced by literals, and the braces in the views' patterns are unchanged.
  for (const statement of athena.statements) expect(statement).not.toMatch(/\{[a-z]/i);
  expect(views[0]).toContain('[0-9a-f]{8}-[0-9a-f]{4}-');
});

test('the parser of Trino accepts every statement except DDL that only Athena knows', async () => {
  const athena = new ScriptedAthena(usual);
  await curate(athena, { startMs: START - 3 * DAY_MS, input: { rebuild: true } }, { retention: Duration.days(400) });
  const parser = trinoParser();
  const others = athena.statements.filter((each) => !/^(?:CREATE TABLE|OPTIMIZE|VACUUM)/.test(each));
  expect(others.length).toBeGreaterThan(14);
  for (const statement of others)
    expect([statement.slice(0, 60), parser.validate(statement)]).toEqual([statement.slice(0, 60), []]);
});

test('says that there is no snapshot yet, and does nothing', async () => {
  const { output } = await curate(new ScriptedAthena(() => [[null, null]]));
  expect(output).toEqual({ outcome: 'Nothing done: there is no snapshot yet.' });
});

test('the first curation begins a month before the first snapshot', async () => {
  const athena = new ScriptedAthena((statement) => {
    if (statement.startsWith('WITH known')) return [[null, "(account_id = '1' AND region IN ('r'))"]];
    return statement.startsWith('SELECT CAST(date_add') ? [['2025-12-01']] : usual(statement);
  });
  expect((await curate(athena)).status).toBe('SUCCEEDED');
  expect(athena.statements.find((each) => each.startsWith('WITH fresh'))).toContain(
    "(snapshot_date >= '2025-12-01') AND",
  );
});

test('reads a new scope from the first day of the ledger', async () => {
  const unknown = "(account_id = '444455556666' AND region IN ('eu-west-1'))";
  const athena = new ScriptedAthena((statement) =>
    statement.startsWith('WITH known') ? [[CURATED_UNTIL, unknown]] : usual(statement),
  );
  await curate(athena);
  expect(athena.statements.find((each) => each.startsWith('WITH fresh'))).toContain(
    `(snapshot_date >= '2026-03-01' OR snapshot_date >= '2026-01-01' AND (${unknown})) AND`,
  );
});

describe('another execution', () => {
  const other = (StartDate: string, name = 'another') => ({ ExecutionArn: `${ARN}:${name}`, StartDate });
  const own = { ExecutionArn: `${ARN}:one`, StartDate: new Date(START).toISOString() };
  test.each([
    ['that began earlier', other('2026-03-04T02:59:59.000Z'), true],
    ['that began at the same time and sorts before', other('2026-03-04T03:00:00.000Z'), true],
    ['that began at the same time and sorts after', other('2026-03-04T03:00:00.000Z', 'zebra'), false],
    ['that began later', other('2026-03-04T03:00:01.000Z'), false],
  ])('%s: this one ends at once or continues', async (_, running, ends) => {
    const athena = new ScriptedAthena(usual, [], [own, running]);
    const { output } = await curate(athena);
    expect(JSON.stringify(output).includes('an earlier execution is still running')).toBe(ends);
    expect(athena.statements.length > 0).toBe(!ends);
  });
});

describe('a statement that fails', () => {
  test('is repeated with longer and longer pauses if the failure is temporary', async () => {
    const reasons = ['ICEBERG_COMMIT_ERROR: Failed to commit', 'Query exhausted resources at this scale factor'];
    const athena = new ScriptedAthena(usual, [{ statement: /^MERGE INTO curated_sessions/, reasons }]);
    const waits: number[] = [];
    const outcome = await curate(athena, { onWait: (_, seconds) => Promise.resolve(void waits.push(seconds)) });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(waits).toEqual([30, 10, 20]);
  });

  test('otherwise fails the execution, with a cause that cannot quote a record', async () => {
    const reasons = [
      "HIVE_BAD_DATA: Error parsing 'maria.silva' in s3://bucket/key, query 0a1b2c3d-0000-1111-2222-333344445555",
    ];
    const athena = new ScriptedAthena(usual, [{ statement: /^MERGE INTO curated_sessions/, reasons }]);
    const { status, error, cause } = await curate(athena);
    expect([status, error]).toEqual(['FAILED', 'CurationFailed']);
    expect(cause).toBe('Merge sessions failed: HIVE_BAD_DATA 0a1b2c3d-0000-1111-2222-333344445555');
    expect(athena.statements.at(-1)).toMatch(/^MERGE INTO curated_sessions/);
  });

  test('fails the execution after six repetitions', async () => {
    const reasons = Array<string>(20).fill('SlowDown');
    const athena = new ScriptedAthena(usual, [{ statement: /^WITH known/, reasons }]);
    expect((await curate(athena)).cause).toMatch(/^Find what is known failed: /);
    expect(athena.statements.filter((each) => each.startsWith('WITH known'))).toHaveLength(7);
  });
});

test('curated rows that contradict the records fail the execution before a view changes', async () => {
  const athena = new ScriptedAthena((statement) =>
    statement.startsWith('WITH said') && statement.includes("'2026-01-09'") ? [['3']] : usual(statement),
  );
  const { error, cause } = await curate(athena);
  expect(error).toBe('CurationNotProven');
  expect(cause).toMatch(/^3 curated rows of 2026-01 do not match the records/);
  expect(beginnings(athena).join()).not.toContain('VIEW');
  expect(beginnings(athena).join()).not.toContain('curated_snapshots t');
});

test('a rebuild first lets the views read the records, then creates both tables from scratch', async () => {
  const athena = new ScriptedAthena(usual);
  await curate(athena, { input: { rebuild: true } });
  const [sessions, snapshots, ...rest] = athena.statements;
  for (const view of [sessions, snapshots]) expect(view).toMatch(/^CREATE OR REPLACE VIEW/);
  expect(`${sessions} ${snapshots}`).not.toContain('FROM curated');
  expect(rest.slice(0, 2)).toEqual(['DROP TABLE IF EXISTS curated_snapshots', 'DROP TABLE IF EXISTS curated_sessions']);
});

test('compacts small files once a week, or in every execution if the schedule is not daily', async () => {
  const compacts = async (startMs: number, props?: SessionArchiveProps) => {
    const athena = new ScriptedAthena(usual);
    await curate(athena, { startMs }, props);
    return athena.statements.filter((each) => /^(?:OPTIMIZE|VACUUM)/.test(each)).length;
  };
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => compacts(START + day * DAY_MS));
  expect((await Promise.all(days)).sort()).toEqual([0, 0, 0, 0, 0, 0, 4]);
  const curationSchedule = ScheduleExpression.rate(Duration.days(3));
  expect(await Promise.all([START, START + DAY_MS].map((ms) => compacts(ms, { curationSchedule })))).toEqual([4, 4]);
});

test('with retention, deletes rows last seen before its start, and does not merge them again', async () => {
  const athena = new ScriptedAthena(usual);
  const { output } = await curate(athena, {}, { retention: Duration.days(400) });
  expect(athena.statements.filter((each) => each.startsWith('DELETE'))).toEqual([
    "DELETE FROM curated_sessions WHERE last_seen_time < TIMESTAMP '2025-01-28 00:00:00'",
    "DELETE FROM curated_snapshots WHERE snapshot_time < TIMESTAMP '2025-01-28 00:00:00'",
  ]);
  const merges = athena.statements.filter((each) => each.startsWith('MERGE'));
  for (const merge of merges) expect(merge).toContain("snapshot_time >= TIMESTAMP '2025-01-28 00:00:00'");
  expect(JSON.stringify(output)).toContain('Rows last seen before 2025-01-28 00:00:00 are deleted.');
});
