// The surroundings of the built command: SSM, S3, STS and Account Management on loopback, the function, and real time.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DAY_MS } from '../../../lambda/time';
import { startAccountManagement, type RegionStatus } from '../../../local/account-server';
import { reporterEnvironment, startReporter } from '../../../local/function/reporter';
import type { Loopback } from '../../../local/loopback';
import { startS3, type LocalS3 } from '../../../local/s3/server';
import { startSsm, type LocalSsm, type SsmOptions } from '../../../local/ssm/server';
import { startSts } from '../../../local/sts-server';
import { createWorld } from '../../../local/world/world';
import { runCli, runProgram, type Ended } from '../run-cli';
import type { Manifest } from '../../../lambda/store/manifest';

export const ACCOUNT = '123456789012';
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

export class Surroundings {
  /**
   * SSM's clock. It lies in the past, because the command's clock is the machine's, and no session may be in its
   * future.
   */
  now = Date.now() - DAY_MS;
  accountId: string | undefined = ACCOUNT;
  enabled: Record<string, RegionStatus> | undefined;
  ssmFault: SsmOptions['fault'];

  private constructor(
    readonly folder: string,
    readonly ssm: LocalSsm,
    readonly s3: LocalS3,
    private readonly others: readonly Loopback[],
    private readonly environment: Environment,
  ) {}

  static async open(buckets: readonly string[]): Promise<Surroundings> {
    const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
    const from = Date.now() - 31 * DAY_MS;
    const source = createWorld({ seed: 5, accountId: ACCOUNT, regions: REGIONS, sessions: 300, from });
    const ssm = await startSsm({
      source,
      clock: () => around.now,
      fault: (request) => around.ssmFault?.(request),
    });
    const s3 = await startS3({ folder: join(folder, 's3'), buckets });
    const sts = await startSts({ accountId: () => around.accountId });
    const management = await startAccountManagement({ regions: () => around.enabled });
    const environment = {
      PATH: process.env.PATH,
      ...reporterEnvironment({ ssm, s3, bucket: 'unused', regions: [REGIONS[0]] }),
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_ENDPOINT_URL_ACCOUNT: management.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '2',
    };
    const around: Surroundings = new Surroundings(folder, ssm, s3, [sts, management], environment);
    return around;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs the built command. @param onStart gets the process */
  run(args: readonly string[], env: Environment = {}, onStart?: (child: ChildProcess) => void): Promise<Ended> {
    return runCli(args, { env: { ...this.environment, ...env }, cwd: this.folder, onStart });
  }

  /** Runs a command in a shell. */
  shell(command: string): Promise<Ended> {
    return runProgram('sh', ['-c', command], { env: this.environment, cwd: this.folder });
  }

  /** Takes a snapshot of both Regions, which must be complete. Returns its name. */
  async snapshot(archive: string, env: Environment = {}): Promise<string> {
    const regions = REGIONS.flatMap((region) => ['--region', region]);
    const { status, out, err } = await this.run(['snapshot', archive, ...regions, '--json'], env);
    if (status !== 0) throw new Error(`${out}${err}`);
    return (JSON.parse(out) as { snapshotId: string }).snapshotId;
  }

  /** Lets the function take that snapshot into a bucket. */
  async invoke(bucket: string, snapshotId: string): Promise<void> {
    const env = reporterEnvironment({ ssm: this.ssm, s3: this.s3, bucket, regions: REGIONS });
    const reporter = startReporter({ env, accountId: ACCOUNT });
    const scheduledTime = snapshotId.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    await reporter.invoke({ scheduledTime }).finally(reporter.stop);
  }

  /** The contents of a folder by key, without the values that depend on the writer's clock. */
  held(folder: string): Map<string, unknown> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
    return new Map(files.map((file) => [relative(folder, file), withoutClock(file)]));
  }

  bucketFolder(bucket: string): string {
    return join(this.folder, 's3', bucket);
  }

  async close(): Promise<void> {
    await Promise.all([this.ssm, this.s3, ...this.others].map((each) => each.stop()));
    rmSync(this.folder, { recursive: true });
  }
}

/**
 * The text of a file without three times, and without the sizes and hashes that depend on them. `verify` checks these.
 */
function withoutClock(file: string): string {
  const bytes = readFileSync(file);
  if (file.endsWith('.gz'))
    return gunzipSync(bytes)
      .toString()
      .replace(/(?<="observed_time":)"[-\d :.]{23}"/g, '_');
  const text = bytes.toString();
  const { objects, previous } = JSON.parse(text) as Manifest;
  return objects
    .map(({ bytes: size, sha256 }) => `"bytes":${size},"sha256":"${sha256}"`)
    .reduce((left, claim) => left.replace(claim, '_'), text)
    .replace(previous?.sha256 ?? '_', '_')
    .replace(/(?<="(?:started|finished)_time":)"[-\d :.]{23}"/g, '_');
}
