import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { REGIONS } from '../scenario';
import type { Clients } from '../tools';

const SCRIPT = join(__dirname, 'boto3_client.py');
const CLI_SCRIPT = join(__dirname, 'aws_cli.py');

/** The stand-ins that a command calls. */
interface Servers {
  readonly ssm?: { readonly url: string };
  readonly s3?: { readonly url: string };
  /** The AWS configuration file. @default - none */
  readonly config?: string;
}

/** The output of a command and its exit status. */
export interface CliAnswer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A call in the input of boto3_client.py. */
interface Boto3Call {
  readonly params: object;
  readonly pagination?: object;
}

/** An answer in the output of boto3_client.py. */
interface Boto3Answer {
  readonly sessions?: readonly object[];
  readonly token?: string | null;
  /** The class of the exception. `code` is the service's error code. */
  readonly exception?: string;
  readonly code?: string;
}

/** Runs `aws` and returns its output. Rejects with its stderr. */
export function awsCli({ python }: Clients, servers: Servers, args: readonly string[]): Promise<string> {
  return runPython(python, ['-m', 'awscli', ...args], servers);
}

/** Runs `aws` for each call, one after the other, in one process. */
export async function awsCliCalls({ python }: Clients, servers: Servers, calls: readonly (readonly string[])[]) {
  return JSON.parse(await runPython(python, [CLI_SCRIPT], servers, JSON.stringify(calls))) as CliAnswer[];
}

/** Makes the calls with boto3, one after the other, in one process. */
export async function boto3({ python }: Clients, ssm: { readonly url: string }, calls: readonly Boto3Call[]) {
  return JSON.parse(await runPython(python, [SCRIPT], { ssm }, JSON.stringify(calls))) as Boto3Answer[];
}

/** Runs Python without the machine's own AWS configuration. */
export function runPython(
  python: string,
  args: readonly string[],
  { ssm, s3, config }: Servers,
  input = '',
): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    PYTHONUTF8: '1',
    AWS_DEFAULT_REGION: REGIONS[0],
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TZ: 'UTC',
    AWS_CONFIG_FILE: config ?? devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_MAX_ATTEMPTS: '1', // report errors at once
    ...(ssm && { AWS_ENDPOINT_URL_SSM: ssm.url }),
    ...(s3 && { AWS_ENDPOINT_URL_S3: s3.url }),
  };
  return new Promise((resolve, reject) => {
    const child = execFile(python, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
