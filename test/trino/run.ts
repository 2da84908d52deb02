// npm run test:trino: the catalog and the saved queries of the synthesized template on Trino, the engine inside Athena.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readSavedQueries } from '../../lib/queries/saved-query';
import { SessionArchive } from '../../lib/archive/session-archive';
import { allOf, openArchive } from '../../cli/engines/duckdb/archive';
import { checkNights } from '../curation/check-nights';
import { reportQuestions } from '../cli/report/asked';
import { ACCOUNT as ALIBABA_ACCOUNT, REGION as ALIBABA_REGION } from '../alibaba/region';
import { asked } from '../queries/asked';
import { writeFixtureArchive } from '../queries/fixture/fixture';
import { writeBundleArchive } from './checks/bundle-archive';
import { checkAgreement, checkAnswers, checkTables, type QueryRun, type SavedQuery } from './checks/check-answers';
import { checkBothClouds } from './checks/check-both-clouds';
import { checkMalformed } from './checks/check-malformed';
import { checkPruning } from './checks/check-pruning';
import { checkSiemGuide } from './checks/check-siem-guide';
import { checkViews } from './checks/check-view';
import { startLoopbackAthena } from './loopback-athena';
import { writeOrganizationArchive } from './checks/organization-archive';
import { Progress, runChecks } from './progress';
import { readCatalog, type Catalog } from './template';
import { prepareToolchain } from './toolchain';

// Turns off the SDK's warning about old Node.js versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** A few of the nights of `npm run test:curation`. */
const NIGHTS = 4;

const ACCOUNTS = ['111122223333', '444455556666', '777788889999'] as const;
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'eu-central-1'] as const;

async function main(): Promise<boolean> {
  const progress = new Progress();
  const folder = mkdtempSync(join(tmpdir(), 'test-trino-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const toolchain = await progress.step('Java, Trino, moto and versitygw found or fetched', prepareToolchain);
  const catalog = await progress.step('template synthesized', () => Promise.resolve(synthesize(ACCOUNTS, REGIONS)));
  const archive = join(folder, 'archive');
  await progress.step('archive written by the reporter’s own code', () => writeFixtureArchive(archive));
  const athena = await progress.step('Trino, Glue and S3 started on loopback', () =>
    startLoopbackAthena(toolchain, catalog, archive, REGIONS[0]),
  );
  const queries = savedQueries(catalog);

  await checkViews(progress, athena.trino, catalog.tables);
  const duckDb = await openArchive(allOf(archive));
  await checkTables(progress, athena.trino, duckDb);
  const runs = await checkAnswers(progress, athena, duckDb, queries);
  await checkAgreement(progress, athena.trino, duckDb, reportQuestions(), 'everything that a report asks');
  await checkPruning(progress, athena, runs);
  await checkSiemGuide(progress, athena, duckDb, { archive, bucket: catalog.bucketName });

  const bundleArchive = await progress.step('archive written by the built bundle', () =>
    writeBundleArchive(join(folder, 'bundle'), ACCOUNTS[0], [REGIONS[0], REGIONS[1]]),
  );
  const organization = { accounts: ACCOUNTS, regions: REGIONS };
  const sharedArchive = await writeOrganizationArchive(progress, toolchain, join(folder, 'shared'), organization);
  for (const written of [bundleArchive, sharedArchive]) {
    athena.serve(written);
    const inDuckDb = await openArchive(allOf(written));
    await checkTables(progress, athena.trino, inDuckDb);
    await checkAgreement(progress, athena.trino, inDuckDb, queries);
  }

  await checkMalformed(progress, athena, queries, folder);
  await athena.stop();
  const bothClouds = synthesize([...ACCOUNTS.slice(0, 2), ALIBABA_ACCOUNT], [...REGIONS.slice(0, 2), ALIBABA_REGION]);
  await checkBothClouds(progress, toolchain, bothClouds, savedQueries(bothClouds), folder);
  await checkNights(progress, toolchain, folder, NIGHTS, ['Drop sessions']);
  printTable(runs);
  return progress.close();
}

/** The catalog of a template for the accounts, Regions and days of the archive. */
function synthesize(accounts: readonly string[], regions: readonly string[]): Catalog {
  const app = new App();
  const stack = new Stack(app, 'Archive');
  new SessionArchive(stack, 'Archive', {
    accounts: [...accounts],
    regions: [...regions],
    archiveStart: '2025-10-01',
  });
  const { template } = app.synth().getStackByName(stack.stackName) as { readonly template: unknown };
  return readCatalog(template, { 'AWS::AccountId': ACCOUNTS[0], 'AWS::Region': REGIONS[0], 'AWS::Partition': 'aws' });
}

/** The queries of the template by file name, with the days of the archive as parameters. */
function savedQueries({ namedQueries }: Catalog): SavedQuery[] {
  const texts = new Map(namedQueries.map(({ Name, QueryString }) => [Name, QueryString]));
  return readSavedQueries().map((query) => {
    const sql = texts.get(query.title);
    if (sql === undefined)
      throw new Error(`The template has no named query '${query.title}' for queries/${query.name}.sql`);
    return { name: query.name, sql: asked({ ...query, sql }).sql };
  });
}

function printTable(runs: readonly QueryRun[]): void {
  console.table(
    Object.fromEntries(
      runs.map(({ name, answer, requests }) => [
        name,
        {
          seconds: Number((answer.milliseconds / 1000).toFixed(2)),
          'KiB read': Number((answer.bytesRead / 1024).toFixed(1)),
          'folders listed': requests.filter(({ operation }) => operation === 'list').length,
          'objects opened': requests.filter(({ operation }) => operation === 'read').length,
        },
      ]),
    ),
  );
}

runChecks(main);
