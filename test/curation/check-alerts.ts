// Runs the alerts of the synthesized template, their statements on Trino with Iceberg: a quiet week, then one case for
// each alert.
import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertQuestion, SessionArchive } from '../../lib';
import { DAY_MS, formatDay, HOUR_MS } from '../../lambda/time';
import { trailBucketOf } from '../trail/check-trail';
import { GrowingTrail } from '../trail/trail-world';
import { startLoopbackAthena, type LoopbackAthena } from '../trino/loopback-athena';
import type { Progress } from '../trino/progress';
import { ICEBERG } from '../trino/servers';
import { readCatalog, type Catalog } from '../trino/template';
import type { Toolchain } from '../trino/toolchain';
import { NEW_ADDRESS, plantedSessions, quietEnd, quietSessions, SCOPE, startsOf, worldOf } from './alerted-world';
import { athenaOnTrino, waitForTrino } from './athena-on-trino';
import { GrowingArchive } from './growing-archive';
import { execute, type Definition } from './state-machine';
import { runCuration } from './synthesized';

/** The default alerts, and the other questions about CloudTrail's events. Each message must match these texts. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  RootAndIamUsers: ['planted-root'],
  LongSessions: ['planted-long'],
  FirstTimeOnAMachine: ['i-00000000000000003'],
  OutsideBusinessHours: ['planted-late'],
  OpenForADay: ['planted-open'],
  WithoutMfa: ['planted-no-mfa'],
  UnexplainedSessions: ['planted-unrecorded', 'planted-unstarted'],
  Denied: ['AccessDenied'],
  Addresses: [NEW_ADDRESS],
};
const ALERTS = Object.keys(CASES);
const ARN = 'arn:aws:states:eu-west-1:111122223333:execution';

class Killed extends Error {}

/** Runs alerts and keeps their messages and events. */
class Messenger {
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

/** One scope and two months, so that each question lists few folders. */
function synthesize(now: number): Catalog {
  const stack = new Stack(new App(), 'Archive');
  const archive = new SessionArchive(stack, 'Archive', {
    regions: [SCOPE.region],
    archiveStart: formatDay(now - 60 * DAY_MS),
    retention: Duration.days(400),
    cloudTrail: { bucket: new Bucket(stack, 'Trail'), start: formatDay(now - 30 * DAY_MS) },
  });
  const topic = Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${SCOPE.region}:${SCOPE.accountId}:Watch`);
  archive.alertOnDefaults({ topic, zone: 'Europe/Berlin', includeRows: true });
  archive.alertOn('Denied', { question: AlertQuestion.DENIED_ATTEMPTS, topic, includeRows: true });
  archive.alertOn('Addresses', { question: AlertQuestion.NEW_ADDRESS, topic, includeRows: true });
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
  const sessions = [...quietSessions(now), ...plantedSessions(now)];
  const world = worldOf(sessions);
  const trail = new GrowingTrail(athena.folderOf(trailBucketOf(catalog)), startsOf(sessions));
  const curate = async (atMs: number) => {
    trail.deliver(atMs);
    const { status, cause } = await runCuration(athena, catalog, atMs);
    equal(status, 'SUCCEEDED', cause);
  };
  const messenger = new Messenger(athena, database.Name);
  const definitions = new Map(ALERTS.map((alert, i) => [alert, alerts[i]]));
  const run = (alert: string, killedAt?: string) =>
    messenger.run(alert, definitions.get(alert) ?? { StartAt: '', States: {} }, killedAt);
  const table = (alert: string) => `${ICEBERG}.${database.Name}.reported_${alert.toLowerCase()}`;

  await progress.check('no alert sends a message about a quiet week', async () => {
    equal(alerts.length, ALERTS.length);
    for (const atMs of [now - 40 * DAY_MS, quietEnd(now)]) await archive.snapshot(SCOPE, world, atMs);
    await curate(quietEnd(now) + 3 * HOUR_MS);
    for (const alert of ALERTS) await run(alert);
    deepEqual(messenger.messages, []);
    return undefined;
  });

  await progress.check(
    'each alert reports its planted case once, also if it dies before or after its message',
    async () => {
      await archive.snapshot(SCOPE, world, now - HOUR_MS);
      await curate(now);
      await athena.trino.query(
        `INSERT INTO ${table('FirstTimeOnAMachine')} VALUES ('GONE', 'old', TIMESTAMP '2001-01-01 00:00:00', TIMESTAMP '2001-01-01 00:00:00')`,
      );
      await run('RootAndIamUsers', 'Send message');
      await run('LongSessions', 'Send event');
      for (const alert of ALERTS) await run(alert);
      const sent = new Map(messenger.messages.map(({ alert, text }) => [alert, text]));
      equal(messenger.messages.length, ALERTS.length);
      for (const [alert, cases] of Object.entries(CASES)) {
        match(sent.get(alert) ?? '', new RegExp(`: ${cases.length} that were not reported before\\.`));
        for (const each of cases) match(sent.get(alert) ?? '', new RegExp(each));
      }
      deepEqual(
        messenger.counts,
        Object.values(CASES).map(({ length }) => length),
      );
      return undefined;
    },
  );

  await progress.check(
    'no alert reports a row twice, not even one that a dead execution notes late; rows that are too old are deleted',
    async () => {
      const [first, root] = [table('FirstTimeOnAMachine'), table('RootAndIamUsers')];
      const hashes = await athena.trino.query(`SELECT row_hash FROM ${first}`);
      deepEqual(
        hashes.rows.map(([hash]) => hash === 'GONE'),
        [false],
      );
      await athena.trino.query(`INSERT INTO ${root} SELECT row_hash, '${ARN}:dead:0', noted_time, NULL FROM ${root}`);
      for (const alert of ['RootAndIamUsers', 'LongSessions', 'WithoutMfa', 'UnexplainedSessions']) await run(alert);
      equal(messenger.messages.length, ALERTS.length);
      deepEqual((await athena.trino.query(`SELECT count(*), count(reported_time) FROM ${root}`)).rows, [[1, 1]]);
      return undefined;
    },
  );
  await athena.stop();
}
