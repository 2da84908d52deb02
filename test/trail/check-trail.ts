// Nights of curation that copy events from a trail, with the definitions of the template, on Trino.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive } from '../../lib';
import { withValues } from '../../lib/queries/parameters';
import { readTrailQueries } from '../../lib/queries/saved-query';
import { allOf, openArchive, queryRows } from '../../cli/engines/duckdb/archive';
import { DAY_MS } from '../../lambda/time';
import type { TrailLayout } from '../../local/trail/layout';
import { athenaOnTrino, waitForTrino } from '../curation/athena-on-trino';
import { GrowingArchive } from '../curation/growing-archive';
import { execute, type Outcome } from '../curation/state-machine';
import { toObjects } from '../trino/checks/check-answers';
import { startLoopbackAthena, type LoopbackAthena } from '../trino/loopback-athena';
import type { Progress } from '../trino/progress';
import { ICEBERG } from '../trino/servers';
import { readCatalog, type Catalog } from '../trino/template';
import type { Toolchain } from '../trino/toolchain';
import { addTrail } from './trail-in-duckdb';
import {
  ACCOUNT,
  allEvents,
  DAYS,
  deliveredBy,
  FIRST_MS,
  GrowingTrail,
  NIGHT_MS,
  REGIONS,
  takeSnapshots,
  TOLD_COLUMNS,
  toldRow,
} from './trail-world';

/** Parameters of the questions. */
const PERIOD = { since: '2026-02-01', from: '2026-02-02', to: '2026-02-28' };

/** The number of other events for each event of Session Manager. */
const OTHERS = 1000;

/** The state at which the curation of a night is killed. The next night must complete it. */
const KILLED_AT: Readonly<Record<number, string>> = {
  1: 'Create events',
  3: 'Merge events',
  5: 'Note read days',
  7: 'Read unread days',
};

const LAYOUTS = {
  'one account': {},
  'an organization': { keyPrefix: 'logs/trail', organizationId: 'o-a1b2c3d4e5' },
} as const satisfies Readonly<Record<string, TrailLayout>>;

/**
 * @param layouts the trails
 * @param days the days after which a curation runs
 */
export async function checkTrail(
  progress: Progress,
  toolchain: Toolchain,
  folder: string,
  layouts: readonly (keyof typeof LAYOUTS)[] = ['one account', 'an organization'],
  days: readonly number[] = Array.from({ length: DAYS }, (_, day) => day),
): Promise<void> {
  const events = allEvents(OTHERS);
  for (const name of layouts) {
    const layout = LAYOUTS[name];
    const catalog = trailCatalog(layout);
    const archive = new GrowingArchive(join(folder, `trail-${name}`));
    const athena = await progress.step(`Trino, Glue and S3 started on loopback for the trail of ${name}`, () =>
      startLoopbackAthena(toolchain, catalog, archive.folder, REGIONS[0]),
    );
    const trail = new GrowingTrail(athena.folderOf(trailBucketOf(catalog)), events, layout);
    const nights = new TrailNights(athena, catalog, trail, archive);
    await progress.check(`${days.length} nights that read the trail of ${name}, some of which die`, async () => {
      for (const day of days) await nights.night(day, KILLED_AT[day]);
      return nights.compare(events);
    });
    await progress.check('the table of events holds no token, no access key and no stream URL', () =>
      nights.lookForSecrets(),
    );
    await progress.check('every question about the events has the same answer as in DuckDB', () => nights.askAll());
    await progress.check('a repeated execution reads at most three days of the trail, and changes nothing', () =>
      nights.repeat(events),
    );
    await athena.stop();
  }
}

function trailCatalog({ keyPrefix, organizationId }: TrailLayout): Catalog {
  const app = new App();
  const stack = new Stack(app, 'Archive');
  const archive = new s3.Bucket(stack, 'Records');
  new SessionArchive(stack, 'Archive', {
    bucket: archive,
    accounts: [ACCOUNT],
    regions: [...REGIONS],
    archiveStart: '2026-01-01',
    cloudTrail: { bucket: new s3.Bucket(stack, 'Trail'), keyPrefix, organizationId },
  });
  const { template } = app.synth().getStackByName(stack.stackName) as { readonly template: unknown };
  return readCatalog(template, { 'AWS::AccountId': ACCOUNT, 'AWS::Region': REGIONS[0], 'AWS::Partition': 'aws' });
}

/** The bucket of the table over a trail. */
export function trailBucketOf({ tables }: Catalog): string {
  const location = tables.find(({ Name: name }) => name === 'trail_files')?.StorageDescriptor?.Location;
  return new URL(location ?? '').hostname;
}

class Killed extends Error {}

class TrailNights {
  private executions = 0;
  private lastMs = 0;

  constructor(
    private readonly athena: LoopbackAthena,
    private readonly catalog: Catalog,
    private readonly trail: GrowingTrail,
    private readonly archive: GrowingArchive,
  ) {}

  async night(day: number, killedAt?: string): Promise<void> {
    await takeSnapshots(this.archive, day);
    this.lastMs = FIRST_MS + (day + 1) * DAY_MS + NIGHT_MS;
    this.trail.deliver(this.lastMs);
    if (killedAt === undefined) {
      const { status, cause } = await this.run(this.lastMs);
      equal(status, 'SUCCEEDED', cause);
      return;
    }
    const path: string[] = [];
    await this.run(this.lastMs, (state) => {
      path.push(state);
      if (state === killedAt) throw new Killed();
    }).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    ok(path.includes(killedAt), `${killedAt} was not reached`);
  }

  /** The table holds exactly the delivered events, each once, with the values of the made-up world. */
  async compare(events: Parameters<typeof deliveredBy>[0]): Promise<string> {
    const expected = deliveredBy(events, this.lastMs).filter(({ truth }) => truth);
    const { rows } = await this.athena.trino.query(
      `SELECT ${TOLD_COLUMNS} FROM session_events WHERE event_date >= '2026-01-01'`,
    );
    deepEqual(sorted(rows), sorted(expected.map(toldRow)));
    return `${rows.length} events of ${deliveredBy(events, this.lastMs).length}`;
  }

  async lookForSecrets(): Promise<string> {
    const { rows } = await this.athena.trino.query('SELECT * FROM session_events');
    const text = JSON.stringify(rows);
    for (const secret of ['wss://', 'Value hidden', 'ASIA', 'AKIA']) ok(!text.includes(secret), `${secret} was copied`);
    return `${rows.length} rows`;
  }

  async askAll(): Promise<string> {
    const duckDb = await openArchive(allOf(this.archive.folder));
    const asOf = new Date(this.lastMs).toISOString().slice(0, 19).replace('T', ' ');
    const folder = this.athena.folderOf(trailBucketOf(this.catalog));
    await addTrail(duckDb, { folder, firstDay: '2026-01-01', lastDay: asOf.slice(0, 10), asOf });
    let count = 0;
    for (const query of readTrailQueries()) {
      const asked = Object.entries(PERIOD).filter(([name]) => query.parameters.some((each) => each.name === name));
      const sql = withValues(query, Object.fromEntries(asked));
      const found = toObjects(await this.athena.trino.query(sql));
      deepEqual({ [query.name]: found }, { [query.name]: await queryRows(duckDb, sql) });
      count += found.length;
    }
    duckDb.closeSync();
    return `${count} rows`;
  }

  async repeat(events: Parameters<typeof deliveredBy>[0]): Promise<string> {
    const snapshots = `SELECT count(*) FROM ${ICEBERG}.${this.catalog.database.Name}."curated_events$snapshots"`;
    const before = (await this.athena.trino.query(snapshots)).rows;
    const { result, requests } = await this.athena.s3Requests.during(() => this.run(this.lastMs + 3_600_000));
    equal(result.status, 'SUCCEEDED', result.cause);
    const read = requests.filter(({ operation, path }) => operation === 'read' && path.includes('/CloudTrail/'));
    const days = new Set(read.map(({ path }) => /CloudTrail\/[^/]+\/(\d{4}\/\d\d\/\d\d)\//.exec(path)?.[1]));
    ok(days.size <= 3, `${[...days].join(', ')} were read`);
    deepEqual((await this.athena.trino.query(snapshots)).rows, before);
    return this.compare(events);
  }

  private run(startMs: number, onState?: (name: string) => void): Promise<Outcome> {
    const { trino } = this.athena;
    return execute(this.catalog.definition, {
      arn: `arn:aws:states:${REGIONS[0]}:${ACCOUNT}:execution:Curation:${(this.executions += 1)}`,
      startMs,
      service: athenaOnTrino((sql) => trino.query(sql), this.catalog.database.Name),
      onWait: waitForTrino,
      onState,
    });
  }
}

function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
