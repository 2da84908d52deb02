// npm run bench:queries [-- --records 1000000] [--trino]: the duration of each saved query on a large archive, and the
// bytes it reads.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { askedQueries } from '../test/queries/asked';
import { SessionArchive } from '../lib/archive/session-archive';
import { allOf, openArchive } from '../cli/engines/duckdb/archive';
import { startLoopbackAthena, type LoopbackAthena } from '../test/trino/loopback-athena';
import { readCatalog } from '../test/trino/template';
import { prepareToolchain } from '../test/trino/toolchain';
import { BENCH_SCOPES, writeQueryArchive } from './archives/query-archive';

// Turns off the SDK's warning about old Node.js versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const RUNS = 3;
const MIB = 2 ** 20;

interface Cost {
  readonly seconds: number;
  /** Bytes read of the compressed objects. Undefined if the system does not count them. */
  readonly bytes?: number;
}

const { values: options } = parseArgs({
  options: { records: { type: 'string', default: '1000000' }, trino: { type: 'boolean', default: false } },
});

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-queries-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const records = Number(options.records);
  if (!Number.isInteger(records) || records < 1000)
    throw new Error(`--records is ${options.records}: give 1000 or more`);
  const written = performance.now();
  writeQueryArchive(folder, records);
  console.log(
    `${records} records written in ${seconds(written).toFixed(1)} s; DuckDB: median of ${RUNS} runs; Trino: one`,
  );

  const archive = await openArchive(allOf(folder));
  const trino = options.trino ? await startTrino(folder) : undefined;
  console.log(line('', 'DuckDB, s', 'MiB read', ...(trino ? ['Trino, s', 'MiB read'] : [])));
  for (const { name, sql } of askedQueries()) {
    const costs = [await median(() => costOnDuckDb(archive, sql)), ...(trino ? [await costOnTrino(trino, sql)] : [])];
    console.log(line(name, ...costs.flatMap(cells)));
  }
  archive.closeSync();
  await trino?.stop();
}

const seconds = (since: number) => (performance.now() - since) / 1000;

const line = (name: string, ...rest: string[]) => name.padEnd(26) + rest.map((text) => text.padStart(12)).join('');

function cells({ seconds, bytes }: Cost): string[] {
  return [seconds.toFixed(2), bytes === undefined ? 'not counted' : (bytes / MIB).toFixed(1)];
}

async function median(measure: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let run = 0; run < RUNS; run++) costs.push(await measure());
  costs.sort((a, b) => a.seconds - b.seconds);
  return costs[Math.floor(RUNS / 2)] ?? { seconds: NaN };
}

async function costOnDuckDb(archive: DuckDBConnection, sql: string): Promise<Cost> {
  const [started, read] = [performance.now(), bytesRead()];
  await archive.runAndReadAll(sql);
  const readNow = bytesRead();
  return {
    seconds: seconds(started),
    ...(read !== undefined && readNow !== undefined && { bytes: readNow - read }),
  };
}

/** The bytes that this process has read so far, from cache or disk. Only Linux counts them. */
function bytesRead(): number | undefined {
  const count = existsSync('/proc/self/io')
    ? /^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]
    : undefined;
  return count === undefined ? undefined : Number(count);
}

async function startTrino(folder: string): Promise<LoopbackAthena> {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const accounts = BENCH_SCOPES.map(({ accountId }) => accountId);
  new SessionArchive(stack, 'Archive', { accounts, regions: ['eu-west-1'], archiveStart: '2025-12-01' });
  const { template } = app.synth().getStackByName(stack.stackName) as { readonly template: unknown };
  const pseudo = { 'AWS::AccountId': accounts[0] ?? '', 'AWS::Region': 'eu-west-1', 'AWS::Partition': 'aws' };
  return startLoopbackAthena(await prepareToolchain(), readCatalog(template, pseudo), folder, 'eu-west-1');
}

async function costOnTrino({ trino }: LoopbackAthena, sql: string): Promise<Cost> {
  const { milliseconds, bytesRead: bytes } = await trino.query(sql);
  return { seconds: milliseconds / 1000, bytes };
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
