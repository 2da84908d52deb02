// The alerts of the synthesized template, their statements on Trino with Iceberg: a quiet week, then one case for each of the defaults.
import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SessionArchive } from '../../lib';
import type { Scope } from '../../lib/contract';
import { DAY_MS, formatDay, HOUR_MS, SECOND_MS } from '../../lambda/time';
import { newestFirst, type SessionState, type WireSession } from '../../local/world/sessions';
import { startLoopbackAthena, type LoopbackAthena } from '../trino/loopback-athena';
import type { Progress } from '../trino/progress';
import { ICEBERG } from '../trino/servers';
import { readCatalog, type Catalog } from '../trino/template';
import type { Toolchain } from '../trino/toolchain';
import { athenaOnTrino, waitForTrino } from './athena-on-trino';
import { GrowingArchive } from './growing-archive';
import { execute, type Definition } from './state-machine';

const SCOPE: Scope = { accountId: '111122223333', region: 'eu-west-1' };
const ALERTS = ['RootAndIamUsers', 'LongSessions', 'FirstTimeOnAMachine', 'OutsideBusinessHours', 'OpenForADay'];
const ARN = 'arn:aws:states:eu-west-1:111122223333:execution';

class Killed extends Error {}

interface Planned {
  readonly id: string;
  readonly owner: string;
  readonly target: string;
  /** Of its first day in UTC. */
  readonly dayMs: number;
  readonly fromHour: number;
  /** By default it is open, and disconnected. */
  readonly toHour?: number;
}

const person = (name: string) => `arn:aws:sts::${SCOPE.accountId}:assumed-role/Operator/${name}@example.com`;
const ROOT = `arn:aws:iam::${SCOPE.accountId}:root`;
const WORK = { fromHour: 10, toHour: 11 };

/** Weekdays, so long before now that a session of theirs may have been open for more than a day. */
function weekdays(fromMs: number, toMs: number): number[] {
  const days: number[] = [];
  for (let ms = Math.ceil(fromMs / DAY_MS) * DAY_MS; ms < toMs; ms += DAY_MS)
    if (![0, 6].includes(new Date(ms).getUTCDay())) days.push(ms);
  return days;
}

/** Everybody on a machine that they know, in the middle of the day, for an hour. */
function quietSessions(now: number): Planned[] {
  const known = [
    { owner: person('alice'), target: 'i-00000000000000001' },
    { owner: person('bob'), target: 'i-00000000000000002' },
    { owner: ROOT, target: 'i-00000000000000001' },
  ];
  // Of root, nothing in the last 30 days.
  const before = known.map((each, i) => ({
    id: `known-${i}`,
    dayMs: weekdays(now - 45 * DAY_MS, now)[0] ?? 0,
    ...each,
  }));
  const week = weekdays(now - 12 * DAY_MS, now - 6 * DAY_MS).flatMap((dayMs, day) =>
    known.slice(0, 2).map((each, i) => ({ id: `quiet-${day}-${i}`, dayMs, ...each })),
  );
  return [...before, ...week].map((each) => ({ ...each, ...WORK }));
}

/** One for each alert, and for no other. */
function plantedSessions(now: number): Planned[] {
  const [dayMs = 0] = weekdays(now - 5 * DAY_MS, now - 2 * DAY_MS);
  const [one, two] = ['i-00000000000000001', 'i-00000000000000002'];
  return [
    { id: 'planted-root', owner: ROOT, target: one, dayMs, ...WORK },
    { id: 'planted-long', owner: person('alice'), target: one, dayMs, fromHour: 8, toHour: 14 },
    { id: 'planted-first', owner: person('alice'), target: 'i-00000000000000003', dayMs, ...WORK },
    { id: 'planted-late', owner: person('bob'), target: two, dayMs, fromHour: 20, toHour: 21 },
    { id: 'planted-open', owner: person('bob'), target: two, dayMs, fromHour: 10 },
  ];
}

function worldOf(sessions: readonly Planned[]) {
  const shown = (state: SessionState, now: number): WireSession[] =>
    newestFirst(
      sessions.flatMap(({ id, owner, target, dayMs, fromHour, toHour = Infinity }): WireSession[] => {
        const [startMs, endMs] = [dayMs + fromHour * HOUR_MS, dayMs + toHour * HOUR_MS];
        if (startMs > now || (state === 'Active') !== endMs > now || endMs < now - 30 * DAY_MS) return [];
        const wire = { SessionId: id, Owner: owner, Target: target, StartDate: startMs / SECOND_MS };
        return [
          state === 'Active'
            ? { ...wire, Status: 'Disconnected' }
            : { ...wire, Status: 'Terminated', EndDate: endMs / SECOND_MS },
        ];
      }),
    );
  return { shown };
}

/** Runs alerts, and keeps what they tell. */
class Teller {
  readonly messages: { readonly alert: string; readonly text: string }[] = [];
  readonly counts: unknown[] = [];
  private readonly histories = new Map<string, { Id: number; Type: string; TaskSucceededEventDetails: object }[]>();
  private executions = 0;

  constructor(
    private readonly athena: LoopbackAthena,
    private readonly schema: string,
  ) {}

  async run(alert: string, definition: Definition, killedAt?: string): Promise<void> {
    const arn = `${ARN}:${alert}:${(this.executions += 1)}`;
    const history: { Id: number; Type: string; TaskSucceededEventDetails: object }[] = [];
    this.histories.set(arn, history);
    const athena = athenaOnTrino((sql) => this.athena.trino.query(sql), this.schema);
    const run = execute(definition, {
      arn,
      startMs: Date.now(),
      onWait: waitForTrino,
      onState: (state) => {
        if (state === killedAt) throw new Killed();
      },
      service: async (resource, args) => {
        if (resource === 'aws-sdk:sfn:getExecutionHistory')
          return { Events: [...(this.histories.get(args.ExecutionArn as string) ?? [])].reverse() };
        const [service] = resource.split(':');
        if (service === 'sns') this.messages.push({ alert, text: args.Message as string });
        else if (service === 'events')
          this.counts.push((args.Entries as { readonly Detail: { readonly count: unknown } }[])[0]?.Detail.count);
        const result = ['sns', 'events'].includes(service ?? '') ? {} : await athena(resource, args);
        const TaskSucceededEventDetails = { ResourceType: service };
        history.push({ Id: history.length + 1, Type: 'TaskSucceeded', TaskSucceededEventDetails });
        return result;
      },
    });
    const outcome = await run.catch((error: unknown) => {
      if (error instanceof Killed) return undefined;
      throw error;
    });
    equal(outcome?.status, killedAt === undefined ? 'SUCCEEDED' : undefined, outcome?.cause);
  }
}

/** The archive has one scope and two months: each question then lists a few folders. */
function synthesize(now: number): Catalog {
  const stack = new Stack(new App(), 'Archive');
  const archive = new SessionArchive(stack, 'Archive', {
    regions: [SCOPE.region],
    archiveStart: formatDay(now - 60 * DAY_MS),
    retention: Duration.days(400),
  });
  const topic = Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${SCOPE.region}:${SCOPE.accountId}:Watch`);
  archive.alertOnDefaults({ topic, zone: 'Europe/Berlin', includeRows: true });
  return readCatalog(Template.fromStack(stack).toJSON(), {
    'AWS::AccountId': SCOPE.accountId,
    'AWS::Region': SCOPE.region,
    'AWS::Partition': 'aws',
  });
}

export async function checkAlerts(progress: Progress, toolchain: Toolchain, folder: string): Promise<void> {
  const now = Date.now();
  const archive = new GrowingArchive(join(folder, 'alerts'));
  const catalog = synthesize(now);
  const { alerts, database } = catalog;
  const athena = await progress.step('Trino with Iceberg, Glue and S3 started on loopback', () =>
    startLoopbackAthena(toolchain, catalog, archive.folder, SCOPE.region),
  );
  const world = worldOf([...quietSessions(now), ...plantedSessions(now)]);
  const teller = new Teller(athena, database.Name);
  const definitions = new Map(ALERTS.map((alert, i) => [alert, alerts[i]]));
  const run = (alert: string, killedAt?: string) =>
    teller.run(alert, definitions.get(alert) ?? { StartAt: '', States: {} }, killedAt);
  const table = (alert: string) => `${ICEBERG}.${database.Name}.told_${alert.toLowerCase()}`;

  await progress.check('no alert tells anything of a quiet week', async () => {
    equal(alerts.length, ALERTS.length);
    for (const atMs of [now - 40 * DAY_MS, now - 6 * DAY_MS]) await archive.snapshot(SCOPE, world, atMs);
    for (const alert of ALERTS) await run(alert);
    deepEqual(teller.messages, []);
    return undefined;
  });

  await progress.check(
    'each default alert tells its planted case once, also if it dies before or after its message',
    async () => {
      await archive.snapshot(SCOPE, world, now - HOUR_MS);
      await athena.trino.query(
        `INSERT INTO ${table('FirstTimeOnAMachine')} VALUES ('GONE', 'old', TIMESTAMP '2001-01-01 00:00:00', TIMESTAMP '2001-01-01 00:00:00')`,
      );
      await run('RootAndIamUsers', 'Tell');
      await run('LongSessions', 'Announce');
      for (const alert of ALERTS) await run(alert);
      const cases = ['planted-root', 'planted-long', 'i-00000000000000003', 'planted-late', 'planted-open'];
      const told = new Map(teller.messages.map(({ alert, text }) => [alert, text]));
      equal(teller.messages.length, ALERTS.length);
      for (const [i, alert] of ALERTS.entries()) {
        match(told.get(alert) ?? '', /: 1 that were not told before\./);
        match(told.get(alert) ?? '', new RegExp(cases[i] ?? ''));
      }
      deepEqual(teller.counts, [1, 1, 1, 1, 1]);
      return undefined;
    },
  );

  await progress.check(
    'told again is nothing, not even what a dead execution notes late; and what is too old is forgotten',
    async () => {
      const [first, root] = [table('FirstTimeOnAMachine'), table('RootAndIamUsers')];
      const hashes = await athena.trino.query(`SELECT row_hash FROM ${first}`);
      deepEqual(
        hashes.rows.map(([hash]) => hash === 'GONE'),
        [false],
      );
      await athena.trino.query(`INSERT INTO ${root} SELECT row_hash, '${ARN}:dead:0', noted_time, NULL FROM ${root}`);
      await run('RootAndIamUsers');
      await run('LongSessions');
      equal(teller.messages.length, ALERTS.length);
      deepEqual((await athena.trino.query(`SELECT count(*), count(told_time) FROM ${root}`)).rows, [[1, 1]]);
      return undefined;
    },
  );
  await athena.stop();
}
