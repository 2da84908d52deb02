// One account for the built function: a local SSM, a local S3 and the function itself. Reads back what the archive then
// holds.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Manifest } from '../../lambda/store/manifest';
import { reporterEnvironment, startReporter, type LocalReporter } from '../../local/function/reporter';
import { startS3, type LocalS3, type S3Options } from '../../local/s3/server';
import { startSsm, type LocalSsm, type SsmOptions } from '../../local/ssm/server';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
const BUCKET = 'session-archive';

export type ArchivedRecord = Record<string, string | number | null>;

export interface AccountOptions extends Omit<SsmOptions, 'clock' | 'fault'> {
  readonly regions?: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

export class Account {
  /** Virtual time, epoch milliseconds: the clock of SSM and of the function. */
  now = 0;
  ssmFault: SsmOptions['fault'];
  s3Fault: S3Options['fault'];

  private constructor(
    readonly folder: string,
    readonly ssm: LocalSsm,
    readonly s3: LocalS3,
    readonly reporter: LocalReporter,
  ) {}

  static async open({ regions = [REGION], environment = {}, ...ssmOptions }: AccountOptions): Promise<Account> {
    const folder = await mkdtemp(join(tmpdir(), 'session-archive-'));
    const ssm = await startSsm({
      ...ssmOptions,
      clock: () => account.now,
      fault: (request) => account.ssmFault?.(request),
    });
    const s3 = await startS3({ folder, buckets: [BUCKET], fault: (request) => account.s3Fault?.(request) });
    const env = { ...reporterEnvironment({ ssm, s3, bucket: BUCKET, regions }), AWS_MAX_ATTEMPTS: '2', ...environment };
    const account: Account = new Account(folder, ssm, s3, startReporter({ env, accountId: ACCOUNT }));
    return account;
  }

  /** A run at the virtual time, for the event that was due at `scheduledMs`. */
  async run(scheduledMs = this.now): Promise<{ snapshots: Record<string, unknown>[] }> {
    const event = { scheduledTime: new Date(scheduledMs).toISOString() };
    return (await this.reporter.invoke(event, { now: this.now })) as { snapshots: Record<string, unknown>[] };
  }

  /** The keys with a prefix, in order. */
  async keys(prefix = ''): Promise<string[]> {
    const bucket = join(this.folder, BUCKET);
    const files = await readdir(bucket, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile())
      .map((file) => relative(bucket, join(file.parentPath, file.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  async recordKeys(): Promise<string[]> {
    return (await this.keys()).filter((key) => !key.startsWith('manifests/'));
  }

  read(key: string): Promise<Buffer> {
    return readFile(join(this.folder, BUCKET, key));
  }

  async records(keys?: readonly string[]): Promise<ArchivedRecord[]> {
    const records: ArchivedRecord[] = [];
    for (const key of keys ?? (await this.recordKeys())) {
      const lines = gunzipSync(await this.read(key))
        .toString()
        .split('\n')
        .slice(0, -1);
      records.push(...lines.map((line) => JSON.parse(line) as ArchivedRecord));
    }
    return records;
  }

  async manifests(): Promise<Manifest[]> {
    const keys = await this.keys('manifests/');
    return Promise.all(keys.map(async (key) => JSON.parse((await this.read(key)).toString()) as Manifest));
  }

  async close(): Promise<void> {
    await this.reporter.stop();
    await Promise.all([this.ssm.stop(), this.s3.stop()]);
    await rm(this.folder, { recursive: true });
  }
}
