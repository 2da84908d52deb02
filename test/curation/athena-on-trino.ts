// The part of Athena's API that the state machine uses, on Trino: statements in Athena's dialect, results by page.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Answer } from '../trino/trino';
import { icebergType } from '../../lib/catalog/sql';
import { ICEBERG } from '../trino/servers';
import { TaskFailed, type Service } from './state-machine';

/** Runs one statement on Trino. Throws with the name of Trino's error. */
export type RunOnTrino = (sql: string) => Promise<Answer>;

/** Translates the statements that Athena and Trino spell differently. Returns any other statement unchanged. */
function toTrino(sql: string, schema: string): string[] {
  const table = (name: string) => `${ICEBERG}.${schema}.${name}`;
  const create =
    /^CREATE TABLE IF NOT EXISTS (\w+) \(([\s\S]*?)\)\s+(?:PARTITIONED BY \(truncate\((\d+), (\w+)\)\)\s+)?LOCATION '([^']+)'/.exec(
      sql,
    );
  if (create) {
    const [, name = '', columns = '', length = '', day = '', location = ''] = create;
    const typed = columns
      .trim()
      .replaceAll('`', '')
      .split(/,\n\s*/)
      .map((column) => column.split(/ (.*)/s).slice(0, 2) as [string, string])
      .map(([column, type]) => `${column} ${icebergType(type)}`);
    const partitioning = day && `partitioning = ARRAY['truncate(${day}, ${length})'], `;
    return [
      `CREATE TABLE IF NOT EXISTS ${table(name)} (${typed.join(', ')}) WITH (${partitioning}location = '${location}', format = 'PARQUET')`,
    ];
  }
  const optimize = /^OPTIMIZE (\w+) REWRITE DATA USING BIN_PACK$/.exec(sql)?.[1];
  if (optimize) return [`ALTER TABLE ${table(optimize)} EXECUTE optimize`];
  const vacuum = /^VACUUM (\w+)$/.exec(sql)?.[1];
  if (vacuum)
    return ['expire_snapshots', 'remove_orphan_files'].map(
      (procedure) => `ALTER TABLE ${table(vacuum)} EXECUTE ${procedure}(retention_threshold => '7d')`,
    );
  const drop = /^DROP TABLE IF EXISTS (\w+)$/.exec(sql)?.[1];
  if (drop) return [`DROP TABLE IF EXISTS ${table(drop)}`];
  return [sql];
}

/** For some seconds after its start, Trino reports that it has no nodes. Only Athena needs the other pauses. */
export function waitForTrino(state: string): Promise<void> {
  return state.endsWith(': wait') ? setTimeout(1000) : Promise.resolve();
}

/** The services that the state machine calls. */
export function athenaOnTrino(run: RunOnTrino, schema: string, running: () => readonly object[] = () => []): Service {
  const answers = new Map<string, Answer>();
  return async (resource, args) => {
    switch (resource) {
      case 'athena:startQueryExecution.sync': {
        const QueryExecutionId = randomUUID();
        let answer: Answer | undefined;
        try {
          for (const sql of toTrino(args.QueryString as string, schema)) answer = await run(sql);
        } catch (error) {
          const StateChangeReason = (error as Error).message;
          const cause = { QueryExecution: { QueryExecutionId, Status: { StateChangeReason } } };
          throw new TaskFailed('States.TaskFailed', JSON.stringify(cause));
        }
        if (answer) answers.set(QueryExecutionId, answer);
        const ResultConfiguration = { OutputLocation: `s3://results/${QueryExecutionId}.csv` };
        return { QueryExecution: { QueryExecutionId, ResultConfiguration } };
      }
      case 'aws-sdk:athena:getQueryResults': {
        const {
          QueryExecutionId,
          MaxResults,
          NextToken = '0',
        } = args as {
          readonly QueryExecutionId: string;
          readonly MaxResults: number;
          readonly NextToken?: string;
        };
        const { columns = [], rows = [] } = answers.get(QueryExecutionId) ?? {};
        const all = [columns.map(({ name }) => name), ...rows];
        const [from, to] = [Number(NextToken), Number(NextToken) + MaxResults];
        const page = all.slice(from, to).map((row) => ({
          Data: row.map((value) => (value === null ? {} : { VarCharValue: String(value as string | number) })),
        }));
        return { ResultSet: { Rows: page }, ...(to < all.length ? { NextToken: String(to) } : {}) };
      }
      case 'aws-sdk:sfn:listExecutions':
        return { Executions: running() };
      default:
        throw new Error(`The state machine calls ${resource}, which is not played here`);
    }
  };
}
