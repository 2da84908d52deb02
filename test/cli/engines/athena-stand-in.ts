// The part of Athena's API that the command line calls. It runs queries on another engine and returns the results by
// page.
import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { listen, readBody, type Loopback } from '../../../local/loopback';

/** Columns with Trino's types, and rows in order. */
export interface TypedAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

interface Execution {
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
  answer?: TypedAnswer;
}

export interface AthenaStandIn extends Loopback {
  /** The operation and the input of each request, in order. */
  readonly requests: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> }[];
}

const PAGE_SIZE = 10;
const SCANNED_BYTES = 25_000_000;

/** @param run answers a query; if it rejects, the query fails */
export async function startAthena(run: (sql: string) => Promise<TypedAnswer>): Promise<AthenaStandIn> {
  const executions = new Map<string, Execution>();
  const requests: AthenaStandIn['requests'] = [];

  const operations: Record<string, (input: Record<string, string>) => object> = {
    StartQueryExecution: ({ QueryString: sql = '' }) => {
      const id = randomUUID();
      const execution: Execution = { state: 'RUNNING' };
      executions.set(id, execution);
      run(sql).then(
        (answer) => {
          if (execution.state === 'RUNNING') Object.assign(execution, { state: 'SUCCEEDED', answer });
        },
        (error: unknown) => Object.assign(execution, { state: 'FAILED', reason: (error as Error).message }),
      );
      return { QueryExecutionId: id };
    },
    GetQueryExecution: ({ QueryExecutionId: id = '' }) => {
      const { state, reason } = executions.get(id) ?? {};
      return {
        QueryExecution: {
          QueryExecutionId: id,
          Status: { State: state, StateChangeReason: reason },
          Statistics: { DataScannedInBytes: SCANNED_BYTES },
        },
      };
    },
    StopQueryExecution: ({ QueryExecutionId: id = '' }) => {
      Object.assign(executions.get(id) ?? {}, { state: 'CANCELLED' });
      return {};
    },
    GetQueryResults: ({ QueryExecutionId: id = '', NextToken: token = '0' }) => {
      const { columns, rows } = executions.get(id)?.answer ?? { columns: [], rows: [] };
      const begin = Number(token);
      const all = [columns.map(({ name }) => name), ...rows.map((row) => row.map(toText))];
      return {
        NextToken: begin + PAGE_SIZE < all.length ? String(begin + PAGE_SIZE) : undefined,
        ResultSet: {
          ResultSetMetadata: {
            ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type.replace(/\(.*/, '') })),
          },
          Rows: all.slice(begin, begin + PAGE_SIZE).map((row) => ({
            Data: row.map((text) => (text === null ? {} : { VarCharValue: text })),
          })),
        },
      };
    },
  };

  const server = await listen(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const input = JSON.parse((await readBody(request)).toString()) as Record<string, string>;
    requests.push({ operation, input });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(operations[operation]?.(input)));
  });
  return { ...server, requests };
}

function toText(value: unknown): string | null {
  return value === null ? null : `${value as string | number | boolean}`;
}

/** Runs queries on DuckDB and returns Trino's types. */
export function onDuckDb(connection: DuckDBConnection): (sql: string) => Promise<TypedAnswer> {
  return async (sql) => {
    const result = await connection.runAndReadAll(sql);
    const types = result.columnTypes().map((type) => type.toString().toLowerCase().replace('hugeint', 'bigint'));
    return {
      columns: result.columnNames().map((name, i) => ({ name, type: types[i] ?? '' })),
      rows: result
        .getRowsJson()
        .map((row) => row.map((value, i) => (types[i]?.startsWith('timestamp') ? toMilliseconds(value) : value))),
    };
  };
}

/** DuckDB omits trailing zeros after the second. */
function toMilliseconds(value: unknown): string | null {
  return typeof value === 'string' ? value.replace(/^([^.]*)$/, '$1.').padEnd(23, '0') : null;
}
