import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { REGIONS } from './scenario';
import type { Clients } from './tools';

const SCRIPT = join(__dirname, 'boto3_client.py');

/** The stand-ins that a command talks to. */
interface Endpoints {
  readonly ssm?: { readonly url: string };
  readonly s3?: { readonly url: string };
}

/** A call as boto3_client.py reads it. */
interface Boto3Call {
  readonly params: object;
  readonly pagination?: object;
}

/** What boto3_client.py says of a call. */
interface Boto3Answer {
  readonly sessions?: readonly object[];
  readonly token?: string | null;
  /** The class of the exception; `code` is what the service called it. */
  readonly exception?: string;
  readonly code?: string;
}

/** Runs `aws` and gives its output. Rejects with what it wrote to stderr. One attempt a call, so that errors come at once. */
export function awsCli(
  { python }: Clients,
  endpoints: Endpoints,
  args: readonly string[],
  region: string = REGIONS[0],
): Promise<string> {
  return runPython(python, ['-m', 'awscli', ...args], { ...endpointVariables(endpoints), AWS_DEFAULT_REGION: region });
}

/** Makes the calls with boto3, one after the other, in one process. */
export async function boto3({ python }: Clients, ssm: { readonly url: string }, calls: readonly Boto3Call[]) {
  const env = { ...endpointVariables({ ssm }), AWS_DEFAULT_REGION: REGIONS[0] };
  return JSON.parse(await runPython(python, [SCRIPT], env, JSON.stringify(calls))) as Boto3Answer[];
}

function endpointVariables({ ssm, s3 }: Endpoints): Record<string, string> {
  return { ...(ssm && { AWS_ENDPOINT_URL_SSM: ssm.url }), ...(s3 && { AWS_ENDPOINT_URL_S3: s3.url }) };
}

/** Runs Python in an environment without anything of the machine's own AWS configuration. */
function runPython(
  python: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<string> {
  const clean = {
    PATH: process.env.PATH,
    PYTHONUTF8: '1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_MAX_ATTEMPTS: '1',
  };
  return new Promise((resolve, reject) => {
    const options = { env: { ...clean, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(python, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
