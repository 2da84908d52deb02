// Runs SQL in Athena, in the workgroup that the archive's stack created.
import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type AthenaClient,
  type ColumnInfo,
  type QueryExecution,
  type Row as AthenaRow,
} from '@aws-sdk/client-athena';
import { setTimeout } from 'node:timers/promises';
import { distinct, type Answer, type Engine } from '../engine';
import { assertReads, costOf, toValue } from './values';

export interface AthenaSettings {
  /** The workgroup. It has the database's name, by default `session_archive`. */
  readonly workGroup: string;
  readonly database: string;
  /** An abort cancels the query, so that it scans nothing more. */
  readonly signal: AbortSignal;
  /** Receives the state of a running query and what it has scanned so far. */
  readonly onProgress: (state: string, scannedBytes: number) => void;
}

/** Waits between two polls of a query, milliseconds. The last one repeats. */
const WAITS_MS = [200, 300, 500, 1000];

export function openAthena(client: AthenaClient, settings: AthenaSettings): Engine {
  return {
    query: async (sql) => {
      assertReads(sql);
      const id = await start(client, settings, sql);
      const { Statistics: statistics } = await ended(client, settings, id);
      const scannedBytes = statistics?.DataScannedInBytes ?? 0;
      return { ...(await readResults(client, id)), remark: costOf(scannedBytes) };
    },
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

async function start(client: AthenaClient, { workGroup, database }: AthenaSettings, sql: string): Promise<string> {
  const { QueryExecutionId: id } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workGroup,
      QueryExecutionContext: { Database: database },
    }),
  );
  if (id === undefined) throw new Error(`Athena's workgroup ${workGroup} accepted the query but returned no id.`);
  return id;
}

/** Waits until a query ends: succeeded, failed or cancelled. */
async function ended(
  client: AthenaClient,
  { signal, onProgress }: AthenaSettings,
  id: string,
): Promise<QueryExecution> {
  for (let look = 0; ; look += 1) {
    const { QueryExecution: query = {} } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const { State: state = '', StateChangeReason: reason = 'it gave no reason' } = query.Status ?? {};
    onProgress(state, query.Statistics?.DataScannedInBytes ?? 0);
    if (state === 'SUCCEEDED') return query;
    if (state === 'FAILED' || state === 'CANCELLED') throw new Error(`Athena's query ${id} ${state}: ${reason}`);
    await setTimeout(WAITS_MS[Math.min(look, WAITS_MS.length - 1)], undefined, { signal }).catch(async () => {
      await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      throw new Error(`Athena's query ${id} was cancelled at your request.`);
    });
  }
}

/** Reads all pages of the results. The first row of a SELECT's results names the columns. */
async function readResults(client: AthenaClient, id: string): Promise<Pick<Answer, 'columns' | 'rows'>> {
  let infos: ColumnInfo[] = [];
  const rows: AthenaRow[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }));
    infos = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? infos;
    for (const row of page.ResultSet?.Rows ?? []) rows.push(row);
    token = page.NextToken;
  } while (token !== undefined);
  const columns = distinct(infos.map(({ Name: name = '' }) => name));
  const types = infos.map(({ Type: type = 'varchar' }) => type);
  return {
    columns,
    rows: rows.slice(1).map(({ Data: data = [] }) => {
      const values = columns.map((name, i) => [name, toValue(data[i]?.VarCharValue ?? null, types[i] ?? '')]);
      return Object.fromEntries(values) as Answer['rows'][number];
    }),
  };
}
