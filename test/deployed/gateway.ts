import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, start } from '../trino/process';
import type { Progress } from '../trino/progress';
import { awsEnvironment, REGION, type Call, type Credentials, type Outcome } from './calls';
import type { DeployedTemplate } from './template';
import { createUser, IAM_REGION } from './users';

/** The buckets' names on the gateway. `compliant` has the archive's lock, but in compliance mode. */
export const BUCKETS = {
  archive: 'archive',
  results: 'results',
  curated: 'curated',
  other: 'somebody-elses',
  compliant: 'compliant',
} as const;

/** The input of all checks on the gateway. */
export interface LockCheck {
  readonly progress: Progress;
  readonly template: DeployedTemplate;
  readonly gateway: Gateway;
  readonly people: Readonly<Record<'reporter' | 'allRegions' | 'reader' | 'curation' | 'administrator', Credentials>>;
  /** Makes the calls. Without `by`, the root user makes them. */
  readonly make: (calls: readonly Call[], by?: Credentials) => Promise<Outcome[]>;
}

const ROOT = (({ AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' }) => ({
  access: AWS_ACCESS_KEY_ID,
  secret: AWS_SECRET_ACCESS_KEY,
}))(awsEnvironment(''));

/**
 * versitygw: an S3 server with versions, Object Lock and bucket policies, and an IAM whose policies it enforces, with
 * conditions.
 */
export interface Gateway {
  /** The URL of S3. */
  readonly url: string;
  /** Creates a user with these policies. */
  createUser(name: string, policies: readonly unknown[]): Promise<Credentials>;
  stop(): Promise<void>;
}

/**
 * Keeps only S3 statements: the gateway has nothing else, and accepts at most 2,048 characters of policies for a user,
 * as AWS does.
 */
function onlyS3(policy: unknown): unknown[] {
  const { Version, Statement: statements } = policy as { Version: string; Statement: { Action: string | string[] }[] };
  const isOfS3 = ({ Action: action }: { Action: string | string[] }) =>
    [action].flat().some((each) => /^(?:s3:|\*$)/.test(each));
  const kept = statements.filter(isOfS3);
  return kept.length > 0 ? [{ Version, Statement: kept }] : [];
}

/** Starts IAM and S3. @param folder the folder for the data: a short path, because it holds a socket */
export async function startGateway(python: string, versitygw: string, folder: string): Promise<Gateway> {
  const [iamPort, port] = [await freePort(), await freePort()];
  const [data, versions, users] = ['data', 'versions', 'users'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [data, versions, users]) mkdirSync(path);
  const socket = join(folder, 'iam.sock');
  const common = (address: number, region: string) => [
    ...['--port', `127.0.0.1:${address}`, '--access', ROOT.access, '--secret', ROOT.secret],
    ...['--region', region, '--quiet', '--health', '/health'],
  ];
  const launch = (name: string, address: number, region: string, args: readonly string[]) =>
    start({
      command: versitygw,
      args: [...common(address, region), ...args],
      cwd: folder,
      url: `http://127.0.0.1:${address}`,
      log: join(folder, `${name}.log`),
      isReady: async () => (await fetch(`http://127.0.0.1:${address}/health`)).ok,
    });
  const iam = await launch('iam', iamPort, IAM_REGION, ['iam', '--dir', users, '--private-ports', socket]);
  const s3 = await launch('s3', port, REGION, [
    ...['--iam-standalone-endpoint', socket, '--iam-cache-disable'],
    ...['posix', '--versioning-dir', versions, data],
  ]);
  return {
    url: s3.url,
    createUser: (name, policies) => createUser(python, iam.url, name, policies.flatMap(onlyS3)),
    stop: async () => {
      await Promise.all([s3.stop(), iam.stop()]);
    },
  };
}
