// npm run bench:curation: questions about a year of one account and a month of twenty scopes, on Trino, from the
// records alone and with the curated tables. Writes results/curation.md and results/curation.svg.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SESSIONS_VIEW } from '../lib/catalog/views/sessions-view';
import { SNAPSHOTS_VIEW } from '../lib/catalog/views/snapshots-view';
import type { Scope } from '../lib/contract';
import { withValues, type ParameterValue } from '../lib/queries/parameters';
import { readSavedQueries } from '../lib/queries/saved-query';
import { DAY_MS, formatDay, HOUR_MS } from '../lambda/time';
import { GrowingArchive } from '../test/curation/growing-archive';
import { LongWorld } from '../test/curation/long-world';
import { curatedCatalog, runCuration } from '../test/curation/synthesized';
import { startLoopbackAthena, type LoopbackAthena } from '../test/trino/loopback-athena';
import { prepareToolchain, type Toolchain } from '../test/trino/toolchain';
import { drawCuration, type Cost, type Figure } from './curation-plot';

// Turns off the SDK's warning about old Node.js versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const MACHINE = 'i-00000000000000003';
const PERSON = 'person.3@example.com';
/** About a thousand sessions a month. */
const SESSIONS_A_DAY = 33;
const CURATION_HOUR = 27;

const { values: options } = parseArgs({ options: { months: { type: 'string', default: '12' } } });

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-curation-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const toolchain = await prepareToolchain();
  const months = Number(options.months);
  const year = await measure(toolchain, join(folder, 'year'), [{ accountId: ACCOUNT, region: REGION }], {
    stages: [1, 3, 6, 12].filter((month) => month <= months),
    name: (month) => (month === 12 ? 'a year, one scope' : `${month} month${month > 1 ? 's' : ''}, one scope`),
  });
  const scopes = Array.from({ length: 20 }, (_, i) => ({ accountId: String(200_000_000_000 + i), region: REGION }));
  const wide = await measure(toolchain, join(folder, 'wide'), scopes, {
    stages: [1],
    name: () => 'a month, twenty scopes',
  });
  const figures = [...year.figures, ...wide.figures];
  const text = describe(figures, [...year.remarks, ...wide.remarks]);
  console.log(text);
  if (months === 12) {
    writeFileSync(join(__dirname, 'results/curation.md'), text);
    writeFileSync(join(__dirname, 'results/curation.svg'), drawCuration(figures));
  }
}

interface Stages {
  /** The ages of the archive, in months, at which it is measured. */
  readonly stages: readonly number[];
  readonly name: (months: number) => string;
}

/** Grows an archive hour by hour. At each stage, asks the questions in both ways. */
async function measure(toolchain: Toolchain, folder: string, scopes: readonly Scope[], { stages, name }: Stages) {
  const months = Math.max(...stages);
  const first = Math.floor(Date.now() / DAY_MS) * DAY_MS - months * 30 * DAY_MS;
  const accounts = scopes.map(({ accountId }) => accountId).filter((accountId) => accountId !== ACCOUNT);
  const catalog = curatedCatalog({
    ...(accounts.length > 0 && { accounts }),
    archiveStart: formatDay(first - 40 * DAY_MS),
    regions: [REGION],
  });
  const archive = new GrowingArchive(folder);
  const athena = await startLoopbackAthena(toolchain, catalog, folder, REGION);
  const period = { fromMs: first - 31 * DAY_MS, toMs: first + months * 30 * DAY_MS };
  const worlds = scopes.map((scope, i) => new LongWorld(i, scope, period, SESSIONS_A_DAY));
  const figures: Figure[] = [];
  const remarks: string[] = [];
  let hour = first;
  const growUntil = async (end: number): Promise<void> => {
    for (; hour < end; hour += HOUR_MS)
      for (const [i, world] of worlds.entries()) {
        const scope = scopes[i];
        if (!scope || !(await archive.snapshot(scope, world, hour))) throw new Error('A run has failed');
      }
  };
  const curate = async (end: number) => {
    const begin = performance.now();
    const { result, requests } = await athena.s3Requests.during(() =>
      runCuration(athena, catalog, end - DAY_MS + CURATION_HOUR * HOUR_MS),
    );
    if (result.status !== 'SUCCEEDED') throw new Error(result.cause);
    const reads = requests.filter(({ operation }) => operation === 'read').map(({ path }) => path);
    return { seconds: ((performance.now() - begin) / 1000).toFixed(0), reads };
  };
  for (const stage of stages) {
    const end = first + stage * 30 * DAY_MS;
    await growUntil(end);
    console.error(`${name(stage)}: ${archive.objects.size} objects`);
    remarks.push(
      `${name(stage)}: ${archive.objects.size} objects, ${busiestDay(archive)} on the day that got most of one scope.`,
    );
    const asked = questions(first - 31 * DAY_MS, end);
    const fromRecords = new Map<string, Cost>();
    for (const [question, sql] of asked) fromRecords.set(question, await cost(athena, onRecords(sql)));
    const { seconds, reads } = await curate(end);
    remarks.push(`The curation after ${name(stage)}: ${seconds} s, ${reads.length} objects read.`);
    for (const [question, sql] of asked) {
      const curated = await cost(athena, sql);
      const records = fromRecords.get(question);
      if (records) figures.push({ archive: name(stage), question, records, curated });
    }
    remarks.push(...(await touched(athena, end)));
  }
  const next = first + (months * 30 + 1) * DAY_MS;
  await growUntil(next);
  const { seconds, reads } = await curate(next);
  const days = reads.flatMap((path) => /^history\/.*start_date=([\d-]+)/.exec(path)?.[1] ?? []).sort();
  remarks.push(
    `A night later: ${seconds} s, ${reads.length} objects read for ${scopes.length} scope${scopes.length > 1 ? 's' : ''}; of History the start days ${[...new Set(days)].join(', ')}.`,
  );
  await athena.stop();
  return { figures, remarks };
}

/** The number of objects written to one scope in a day, at the 99th percentile. */
function busiestDay({ objects }: GrowingArchive): number {
  const byDay = new Map<string, number>();
  for (const key of objects.keys()) {
    const [, scope = '', id = ''] = /v1\/(account_id=\d+)\/.*\/(\d{8})T/.exec(key) ?? [];
    byDay.set(`${scope} ${id}`, (byDay.get(`${scope} ${id}`) ?? 0) + 1);
  }
  return [...byDay.values()].sort((a, b) => a - b)[Math.floor(byDay.size * 0.99)] ?? 0;
}

function questions(fromMs: number, toMs: number): [string, string][] {
  const values = { from: formatDay(fromMs), to: formatDay(toMs), machine: MACHINE, person: PERSON };
  return [
    ['who was on a machine', saved('who-was-on-a-machine', values)],
    ['what a person touched', saved('what-a-person-touched', values)],
    ['top owners', saved('top-owners', values)],
    ['is the archive complete', saved('is-the-archive-complete', values)],
  ];
}

function saved(name: string, values: Readonly<Record<string, ParameterValue>>): string {
  const query = readSavedQueries().find((each) => each.name === name);
  if (!query) throw new Error(`There is no queries/${name}.sql`);
  const known = query.parameters.map((parameter) => parameter.name);
  return withValues(query, Object.fromEntries(Object.entries(values).filter(([key]) => known.includes(key))));
}

/** The same question on the records alone. */
function onRecords(sql: string): string {
  return [SESSIONS_VIEW, SNAPSHOTS_VIEW].reduce(
    (text, view) =>
      text.replaceAll(new RegExp(`FROM ${view.name}\\b`, 'g'), () => `FROM (${view.sql()}) AS ${view.name}`),
    sql,
  );
}

async function cost({ trino, s3Requests }: LoopbackAthena, sql: string): Promise<Cost> {
  const { result, requests } = await s3Requests.during(() => trino.query(sql));
  const reads = requests.filter(({ operation }) => operation === 'read').map(({ path }) => path);
  return {
    seconds: result.milliseconds / 1000,
    gets: reads.length,
    written: reads.filter((path) => /^(?:history|active|manifests)\//.test(path)).length,
    data: reads.filter((path) => path.endsWith('.parquet')).length,
  };
}

/** The objects that periods before and after the cutoff open. */
async function touched(athena: LoopbackAthena, endMs: number): Promise<string[]> {
  const day = (back: number) => formatDay(endMs - back * DAY_MS);
  const period = (from: string, to: string) =>
    cost(athena, `SELECT person, target FROM sessions WHERE start_date BETWEEN ${from} AND ${to}`);
  const before = await period(`'${day(20)}'`, `'${day(10)}'`);
  const after = await period(`'${day(1)}'`, `'${day(0)}'`);
  const back = (days: number) =>
    `date_format(current_date - INTERVAL '${Math.round((Date.now() - endMs) / DAY_MS - 0.5) + days}' DAY, '%Y-%m-%d')`;
  const relative = await period(back(20), back(10));
  return [
    `A period before the cutoff opens ${before.written} objects of the records and ${before.data} curated files; relative to today, ${relative.written} and ${relative.data}. ` +
      `One after it opens ${after.written} and ${after.data}.`,
  ];
}

function describe(figures: readonly Figure[], remarks: readonly string[]): string {
  const rows = figures.map(({ archive, question, records, curated }) =>
    [
      archive,
      question,
      records.seconds.toFixed(1),
      records.gets,
      curated.seconds.toFixed(2),
      curated.gets,
      `${(records.seconds / curated.seconds).toFixed(0)} x`,
    ].join(' | '),
  );
  return `# npm run bench:curation

Trino 476 with one node, S3 and Glue on loopback; ${SESSIONS_A_DAY * 30} sessions a month in each scope, a run every hour. One run each: the
two ways differ by far more than runs do.

| archive | question | records, s | GETs | curated, s | GETs | faster |
| --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}

${remarks.map((remark) => `- ${remark}`).join('\n')}
`;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
