// One Region of Alibaba Cloud: the stand-in behind HTTP, the reporter's own calls, signatures and handler, and an
// archive in memory that a test can make fail.
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { gunzipSync } from 'node:zlib';
import { openAlibaba } from '../../lambda/alibaba/alibaba-source';
import { connectTerminalSessions } from '../../lambda/alibaba/services';
import { handlerOf, type Answer } from '../../lambda/handler';
import type { MetricValues } from '../../lambda/report/metrics';
import { parseRecordsKey } from '../../lambda/store/keys';
import type { Manifest } from '../../lambda/store/manifest';
import { LOCAL_KEY, startAlibaba, type AlibabaOptions, type LocalAlibaba } from '../../local/alibaba/server';

export const ACCOUNT = '1234567890123456';
export const REGION = 'cn-hangzhou';

export type ArchivedRecord = Record<string, string | number | null>;

export class Region {
  readonly objects = new Map<string, Buffer>();
  readonly logged: string[] = [];
  readonly measured: MetricValues[] = [];
  fault: AlibabaOptions['fault'];
  /** Called before and after an object is stored; may throw. */
  onWrite: (moment: 'before' | 'after', key: string) => void = () => undefined;

  private constructor(
    readonly cloud: LocalAlibaba,
    public now: number,
  ) {}

  static async open(options: Omit<AlibabaOptions, 'accountId' | 'clock' | 'fault'>, now: number): Promise<Region> {
    const cloud = await startAlibaba({
      ...options,
      accountId: ACCOUNT,
      clock: () => region.now,
      fault: (request) => region.fault?.(request),
    });
    const region: Region = new Region(cloud, now);
    return region;
  }

  /** A run for the event that was due at that time, in a new function. */
  async run(scheduledMs = this.now): Promise<Answer> {
    const log = (message: string, values: object) => this.logged.push(`${message} ${JSON.stringify(values)}`);
    const calls = { maxAttempts: 3, clock: Date.now, delayOf: () => 1 };
    process.env.ALIBABA_ECS_ENDPOINT = this.cloud.url;
    const connect = connectTerminalSessions(() => Promise.resolve(LOCAL_KEY), calls);
    const handler = handlerOf({
      config: { regions: [REGION], fullScanIntervalMs: 7 * 86_400_000, maxConcurrency: 8 },
      accountId: ACCOUNT,
      clock: () => this.now,
      reporterVersion: 'test',
      logger: { addContext: () => undefined, info: log, error: log } as unknown as Logger,
      writeMetrics: (_, values) => this.measured.push(values),
      listRegions: () => Promise.resolve([]),
      openSource: openAlibaba(connect),
      archive: {
        create: async ({ key, body }) => {
          await Promise.resolve();
          this.onWrite('before', key);
          const isNew = !this.objects.has(key);
          if (isNew) this.objects.set(key, body);
          this.onWrite('after', key);
          return isNew;
        },
        read: (key) => Promise.resolve(this.objects.get(key) ?? Buffer.alloc(0)),
        list: (prefix, startAfter = '') =>
          Promise.resolve([...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort()),
      },
    });
    const context = {
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:reporter',
      getRemainingTimeInMillis: () => 900_000,
    } as Context;
    return handler({ scheduledTime: new Date(scheduledMs).toISOString() }, context);
  }

  manifests(): Manifest[] {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith('manifests/')).sort();
    return keys.map((key) => JSON.parse(String(this.objects.get(key))) as Manifest);
  }

  /** The records of all objects that manifests list. */
  records(kind?: 'active' | 'history' | 'lookup'): ArchivedRecord[] {
    const keys = [...new Set(this.manifests().flatMap(({ objects }) => objects.map(({ key }) => key)))];
    return keys
      .filter((key) => kind === undefined || parseRecordsKey(key)?.kind === kind)
      .flatMap((key) => {
        const lines = gunzipSync(this.objects.get(key) ?? Buffer.alloc(0))
          .toString()
          .split('\n')
          .slice(0, -1);
        return lines.map((line) => JSON.parse(line) as ArchivedRecord);
      });
  }

  async close(): Promise<void> {
    await this.cloud.stop();
    delete process.env.ALIBABA_ECS_ENDPOINT;
  }
}
