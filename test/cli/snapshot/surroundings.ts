// What the built command finds around it: SSM, S3, STS and Account Management on loopback, the function, and real time.
import { execFile, type ChildProcess } from 'node:child_process';
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
import type { Manifest } from '../../../lambda/store/manifest';

export const ACCOUNT = '123456789012';
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const CLI = join(__dirname, '..', '..', '..', 'assets', 'cli', 'main.cjs');

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export class Surroundings {
  /** SSM's clock. Nothing that it shows lies in the future of the command, whose clock is the machine's. */
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

  /** Runs the built command. @param onStart is given the process */
  run(args: readonly string[], env: Environment = {}, onStart: (child: ChildProcess) => void = () => undefined) {
    return new Promise<Ended>((resolve) => {
      const options = { env: { ...this.environment, ...env }, cwd: this.folder };
      const child = execFile(process.execPath, [CLI, ...args], options, (_, out, err) => {
        resolve({ status: child.exitCode, out, err });
      });
      onStart(child);
    });
  }

  /** Takes a snapshot of both Regions, which must be complete, and tells its name. */
  async snapshot(archive: string, env: Environment = {}): Promise<string> {
    const regions = REGIONS.flatMap((region) => ['--region', region]);
    const { status, out, err } = await this.run(['snapshot', archive, ...regions, '--json'], env);
    if (status !== 0) throw new Error(`${out}${err}`);
    return (JSON.parse(out) as { snapshotId: string }).snapshotId;
  }

  /** Has the function take that snapshot into a bucket. */
  async invoke(bucket: string, snapshotId: string): Promise<void> {
    const env = reporterEnvironment({ ssm: this.ssm, s3: this.s3, bucket, regions: REGIONS });
    const reporter = startReporter({ env, accountId: ACCOUNT });
    const scheduledTime = snapshotId.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    await reporter.invoke({ scheduledTime }).finally(reporter.stop);
  }

  /** What a folder or a bucket's folder holds, by key: without what depends on the clock of who wrote it. */
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

/** Bytes, but for three times and for the sizes and hashes of what holds such times; `verify` holds those to the truth. */
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
