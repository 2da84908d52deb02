import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, 'boto3_calls.py');

export const ACCOUNT_ID = '123456789012';
export const REGION = 'eu-west-1';

/** The credentials of a caller. */
export interface Credentials {
  readonly aws_access_key_id: string;
  readonly aws_secret_access_key: string;
  readonly aws_session_token?: string;
}

/** One call with boto3's names: `{"service": "s3", "operation": "put_object", "params": {"Bucket": ...}}`. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** @default REGION */
  readonly region?: string;
  /** @default - the credentials of the environment, for which no policy applies */
  readonly credentials?: Credentials;
}

/** The outcome of a call: the service's answer or its error. */
export type Outcome =
  { readonly answer: Readonly<Record<string, unknown>> } | { readonly error: string; readonly message: string };

/** An environment without the machine's own AWS configuration, in which every service is at `endpoint`. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    PYTHONUTF8: '1',
    AWS_DEFAULT_REGION: REGION,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'loopback',
    AWS_SECRET_ACCESS_KEY: 'loopback-secret',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_ENDPOINT_URL: endpoint,
    AWS_MAX_ATTEMPTS: '1', // report errors at once
  };
}

/** Makes the calls one after the other, in one process. An error of a service is an outcome, and does not reject. */
export function callAws(python: string, endpoint: string, calls: readonly Call[]): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const options = { env: awsEnvironment(endpoint), maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(python, [SCRIPT], options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(JSON.parse(stdout) as Outcome[]);
    });
    child.stdin?.end(JSON.stringify(calls));
  });
}

/** Makes calls that must all succeed. Returns their answers. */
export async function callAll(python: string, endpoint: string, calls: readonly Call[]) {
  const outcomes = await callAws(python, endpoint, calls);
  return outcomes.map((outcome, index) => {
    if ('answer' in outcome) return outcome.answer;
    throw new Error(`${calls[index]?.service ?? ''} ${calls[index]?.operation ?? ''}: ${outcome.message}`);
  });
}

/** A call to S3. */
export function s3(operation: string, params: Readonly<Record<string, unknown>>): Call {
  return { service: 's3', operation, params };
}
