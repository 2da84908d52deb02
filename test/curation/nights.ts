// Nights with faults: scopes are down, snapshots come late, runs die, curations die at a random state, run twice, or
// two at once. After each night, the views are compared with the records.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Scope } from '../../lib/contract';
import { ROW_COLUMNS } from '../../lib/catalog/session-rows';
import type { Manifest } from '../../lambda/store/manifest';
import { DAY_MS, formatDay, HOUR_MS } from '../../lambda/time';
import { allOf, openArchive, queryRows } from '../../cli/engines/duckdb/archive';
import { createRandom, type Random } from '../../local/world/random';
import type { LoopbackAthena } from '../trino/loopback-athena';
import type { Answer } from '../trino/trino';
import { athenaOnTrino, waitForTrino } from './athena-on-trino';
import type { GrowingArchive } from './growing-archive';
import { LongWorld } from './long-world';
import { execute, type Definition, type Outcome } from './state-machine';

const SNAPSHOT_HOURS = [6, 12, 18, 24];
/** 3 o'clock on the following day. */
const CURATION_HOUR = 27;
const SESSIONS_A_DAY = 4;

const SESSIONS = `SELECT ${ROW_COLUMNS.map(({ name }) => name).join(', ')} FROM sessions WHERE start_date >= '2025-01-01'`;
const SNAPSHOTS = `SELECT account_id, region, snapshot_date, snapshot_id, mode, finished_time, max_start_time, active.records AS active,
  history.records AS history, cardinality(objects) AS objects, cardinality(pending) AS pending, unidentified, previous.sha256 AS previous
  FROM snapshots WHERE snapshot_date >= '2025-01-01'`;

class Killed extends Error {}

type Rows = ReadonlyMap<string, string>;

type ViewName = 'sessions' | 'snapshots';

export interface Counts {
  nights: number;
  killed: number;
  twice: number;
  atOnce: number;
  deadRuns: number;
  lateSnapshots: number;
  /** The number of rows compared. */
  rows: number;
  /**
   * Sessions left out of comparisons: a run that died and was never repeated left a record of them under an old day.
   */
  leftOut: Set<string>;
  /** The number of reads from S3 of each successful curation. */
  reads: number[];
  seconds: number[];
}

/** @param firstMs the first day, its first millisecond */
export class Nights {
  readonly counts: Counts = {
    nights: 0,
    killed: 0,
    twice: 0,
    atOnce: 0,
    deadRuns: 0,
    lateSnapshots: 0,
    rows: 0,
    leftOut: new Set(),
    reads: [],
    seconds: [],
  };
  private readonly random: Random;
  private readonly worlds: ReadonlyMap<Scope, LongWorld>;
  private readonly late = new Map<Scope, number>();
  private readonly running: { ExecutionArn: string; StartDate: string }[] = [];
  private executions = 0;
  /** The day from which on each view reads the records. */
  private cutoffs: Readonly<Record<ViewName, string>> = { sessions: '', snapshots: '' };
  /** The views' rows of earlier days after the last curation. */
  private curated: Rows = new Map();

  constructor(
    private readonly athena: LoopbackAthena,
    private readonly definition: Definition,
    private readonly schema: string,
    private readonly archive: GrowingArchive,
    private readonly scopes: readonly Scope[],
    private readonly firstMs: number,
    nights: number,
    seed: number,
  ) {
    this.random = createRandom(seed);
    const period = { fromMs: firstMs - 40 * DAY_MS, toMs: firstMs + (nights + 32) * DAY_MS };
    this.worlds = new Map(scopes.map((scope, i) => [scope, new LongWorld(seed + i, scope, period, SESSIONS_A_DAY)]));
  }

  async night(night: number): Promise<void> {
    const dayMs = this.firstMs + night * DAY_MS;
    await this.takeSnapshots(night, dayMs);
    await this.compareBetween();
    await this.curate(dayMs + CURATION_HOUR * HOUR_MS);
    await this.comeLate(dayMs);
    this.counts.nights += 1;
  }

  private async takeSnapshots(night: number, dayMs: number): Promise<void> {
    for (const [i, scope] of this.scopes.entries()) {
      // Each scope is down for a week, one after the other.
      if (night % 30 >= 10 + 7 * i && night % 30 < 17 + 7 * i && night >= 10) continue;
      if (this.random() < 0.06) {
        this.late.set(scope, dayMs + (SNAPSHOT_HOURS[0] ?? 0) * HOUR_MS);
        continue;
      }
      for (const hour of SNAPSHOT_HOURS) await this.takeSnapshot(scope, dayMs + hour * HOUR_MS);
    }
  }

  /** One in ten runs dies at a random object. Most of these are repeated. */
  private async takeSnapshot(scope: Scope, scheduledMs: number): Promise<void> {
    const world = this.worlds.get(scope);
    if (!world) throw new Error('A scope has no world');
    if (this.random() < 0.1) {
      let left = Math.floor(this.random() * 6);
      this.archive.onWrite = () => {
        if (left === 0) throw new Error('died');
        left -= 1;
      };
      const isThere = await this.archive.snapshot(scope, world, scheduledMs);
      this.archive.onWrite = () => undefined;
      if (!isThere) this.counts.deadRuns += 1;
      if (this.random() < 0.3) return;
    }
    ok(await this.archive.snapshot(scope, world, scheduledMs));
  }

  /** Publishes snapshots after the curation that were due hours before it. */
  private async comeLate(dayMs: number): Promise<void> {
    for (const [scope, scheduledMs] of this.late) {
      const world = this.worlds.get(scope);
      if (world) ok(await this.archive.snapshot(scope, world, scheduledMs, dayMs + (CURATION_HOUR + 1) * HOUR_MS));
      this.counts.lateSnapshots += 1;
    }
    this.late.clear();
  }

  private async curate(startMs: number): Promise<void> {
    const chance = this.random();
    if (chance < 0.25) {
      this.counts.killed += 1;
      const at = Math.floor(this.random() * 45);
      const path: string[] = [];
      await this.run(startMs, () => path.length > at, path).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await this.compareAfterKill(startMs, path);
      // In half of these nights, no other execution follows.
      if (this.random() < 0.5) return;
    }
    if (chance >= 0.25 && chance < 0.35) {
      this.counts.atOnce += 1;
      const [one, other] = await Promise.all([this.run(startMs), this.run(startMs + 1000)]);
      equal(one.status, 'SUCCEEDED', one.cause);
      equal((other.output as { outcome: string }).outcome, 'Nothing done: an earlier execution is still running.');
    } else {
      const begin = performance.now();
      const { result: outcome, requests } = await this.athena.s3Requests.during(() => this.run(startMs));
      equal(outcome.status, 'SUCCEEDED', outcome.cause);
      this.counts.seconds.push((performance.now() - begin) / 1000);
      this.counts.reads.push(requests.filter(({ operation }) => operation === 'read').length);
    }
    await this.compareAll(startMs);
    if (chance >= 0.35 && chance < 0.45) {
      this.counts.twice += 1;
      const { result, requests } = await this.athena.s3Requests.during(() => this.run(startMs + HOUR_MS));
      equal(result.status, 'SUCCEEDED', result.cause);
      const isWeekly = Math.floor((startMs + HOUR_MS) / DAY_MS) % 7 === 3;
      const written = requests.filter(({ operation, path }) => operation === 'write' && path.endsWith('.parquet'));
      if (!isWeekly)
        deepEqual(
          written.map(({ path }) => path),
          [],
        );
      await this.compareAll(startMs);
    }
  }

  /** No curation for `days` days: the cutoff stays, no row disappears, and the next execution catches up. */
  async stopFor(days: number): Promise<void> {
    for (let day = 0; day < days; day += 1) {
      const night = this.counts.nights;
      await this.takeSnapshots(night, this.firstMs + night * DAY_MS);
      await this.comeLate(this.firstMs + night * DAY_MS);
      this.counts.nights += 1;
    }
    await this.compareBetween();
    const startMs = this.firstMs + (this.counts.nights - 1) * DAY_MS + CURATION_HOUR * HOUR_MS;
    // Late snapshots are published up to an hour after `startMs`.
    const { status, cause } = await this.run(startMs + 2 * HOUR_MS);
    equal(status, 'SUCCEEDED', cause);
    await this.compareAll(startMs);
  }

  /**
   * A rebuild that dies when it enters a state (for "Merge sessions", the second time). An ordinary execution then
   * completes it.
   */
  async rebuild(killedAt: string): Promise<void> {
    const startMs = this.firstMs + (this.counts.nights - 1) * DAY_MS + (CURATION_HOUR + 2) * HOUR_MS;
    const truth = await this.trueRows();
    const path: string[] = [];
    const isThere = () => path.filter((state) => state === killedAt).length > (killedAt === 'Merge sessions' ? 1 : 0);
    await this.run(startMs, isThere, path, { rebuild: true }).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    ok(isThere(), `${killedAt} is no state of a rebuild`);
    const view = await this.viewRows();
    for (const key of truth.keys()) ok(view.has(key), `${key} has disappeared in a rebuild that died at ${killedAt}`);
    const { status, cause } = await this.run(startMs + HOUR_MS);
    equal(status, 'SUCCEEDED', cause);
    await this.compareAll(startMs);
  }

  private async run(
    startMs: number,
    isKilled: () => boolean = () => false,
    path: string[] = [],
    input = {},
  ): Promise<Outcome> {
    const arn = `arn:aws:states:eu-west-1:111122223333:execution:Curation:${(this.executions += 1)}`;
    const listed = { ExecutionArn: arn, StartDate: new Date(startMs).toISOString() };
    this.running.push(listed);
    try {
      return await execute(this.definition, {
        arn,
        startMs,
        input,
        service: athenaOnTrino(
          (sql) => this.athena.trino.query(sql),
          this.schema,
          () => this.running,
        ),
        onWait: waitForTrino,
        onState: (state) => {
          path.push(state);
          if (isKilled()) throw new Killed();
        },
      });
    } finally {
      this.running.splice(this.running.indexOf(listed), 1);
    }
  }

  /** After a success, every row equals the one computed from the records alone. */
  private async compareAll(startMs: number): Promise<void> {
    const [view, truth] = [await this.viewRows(), await this.trueRows()];
    this.same(view, truth);
    const cutoff = formatDay(startMs - DAY_MS);
    this.cutoffs = { sessions: cutoff, snapshots: cutoff };
    this.curated = this.before(view);
  }

  /** Rows of earlier days are unchanged, or equal the records if their month was already merged. */
  private async compareAfterKill(startMs: number, path: readonly string[]): Promise<void> {
    const [view, truth] = [await this.viewRows(), await this.trueRows()];
    const cutoff = formatDay(startMs - DAY_MS);
    const isShown = (next: string) =>
      path.indexOf(next) > path.indexOf('Merge snapshots') && path.includes('Merge snapshots');
    this.cutoffs = {
      sessions: isShown('Show snapshots') ? cutoff : this.cutoffs.sessions,
      snapshots: isShown('Is it time to compact?') ? cutoff : this.cutoffs.snapshots,
    };
    const leftOut = this.leftOvers();
    for (const key of this.curated.keys()) ok(view.has(key), `${key} has disappeared`);
    for (const [key, row] of this.before(view))
      ok(
        row === this.curated.get(key) || row === truth.get(key) || leftOut.has(key),
        `${key} is neither as it was nor as it is`,
      );
    this.curated = this.before(view);
  }

  /** At any other moment, rows from the cutoff on equal the records, and earlier rows are unchanged. */
  private async compareBetween(): Promise<void> {
    const [view, truth] = [await this.viewRows(), await this.trueRows()];
    const since = (all: Rows): Rows => {
      const earlier = this.before(all);
      return new Map([...all].filter(([key]) => !earlier.has(key)));
    };
    this.same(since(view), since(truth));
    deepEqual([...this.before(view)].sort(byText), [...this.curated].sort(byText));
  }

  /** The rows of the days before the cutoffs. */
  private before(rows: Rows): Rows {
    const isBefore = (key: string) => {
      const [view, , , , day = ''] = JSON.parse(key) as [ViewName, ...string[]];
      return day < this.cutoffs[view];
    };
    return new Map([...rows].filter(([key]) => isBefore(key)));
  }

  private same(view: Rows, truth: Rows): void {
    const leftOut = this.leftOvers();
    const kept = (rows: Rows) => [...rows].filter(([key]) => !leftOut.has(key)).sort(byText);
    const [seen, expected] = [kept(view), kept(truth)];
    for (const [i, [key, row]] of expected.entries()) deepEqual(seen[i] ?? [key, 'no row'], [key, row]);
    equal(seen.length, expected.length);
    this.counts.rows += expected.length;
  }

  /**
   * Sessions of which a dead run, never repeated, left a record under an old day. The next full scan makes them
   * visible.
   */
  private leftOvers(): Set<string> {
    const listed = new Set<string>();
    for (const [key, body] of this.archive.objects)
      if (key.startsWith('manifests/'))
        for (const object of (JSON.parse(body.toString()) as Manifest).objects) listed.add(object.key);
    const keys = new Set<string>();
    for (const [key, body] of this.archive.objects) {
      if (!key.startsWith('history/') || listed.has(key)) continue;
      for (const line of gunzipSync(body).toString().split('\n').slice(0, -1)) {
        const record = JSON.parse(line) as Record<string, string>;
        const row = ['account_id', 'region', 'session_id'].map((name) => record[name]);
        keys.add(JSON.stringify(['sessions', ...row, (record.start_time ?? '').slice(0, 10)]));
      }
    }
    for (const key of keys) this.counts.leftOut.add(key);
    return keys;
  }

  private async viewRows(): Promise<Rows> {
    const sessions = toRows(await this.athena.trino.query(SESSIONS));
    return byKey(sessions, toRows(await this.athena.trino.query(SNAPSHOTS)));
  }

  private async trueRows(): Promise<Rows> {
    const records = await openArchive(allOf(this.archive.folder));
    const rows = byKey(await queryRows(records, SESSIONS), await queryRows(records, SNAPSHOTS));
    records.closeSync();
    return rows;
  }
}

type Row = Readonly<Record<string, unknown>>;

function toRows({ columns, rows }: Answer): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

/** Rows by view, account, Region, id and day. Fails if a key exists twice. */
function byKey(sessions: readonly Row[], snapshots: readonly Row[]): Map<string, string> {
  const keyed = (view: ViewName, rows: readonly Row[], id: string, day: string) =>
    rows.map(
      (row) =>
        [
          JSON.stringify([view, row.account_id, row.region, row[id], row[day]]),
          JSON.stringify(Object.entries(row).sort(byText)),
        ] as const,
    );
  const entries = [
    ...keyed('sessions', sessions, 'session_id', 'start_date'),
    ...keyed('snapshots', snapshots, 'snapshot_id', 'snapshot_date'),
  ];
  const map = new Map(entries);
  equal(map.size, entries.length, 'a key is there twice');
  return map;
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
