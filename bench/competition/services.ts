// Starts the process with the local SSM and S3, and gets its counts.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Setting } from './setting';

/** Counts since the start. */
export interface ServiceCounts {
  /** DescribeSessions calls answered with a page. */
  readonly answered: number;
  /** DescribeSessions calls answered with an error. */
  readonly refused: number;
  readonly s3Requests: number;
}

interface ServicesStarted {
  readonly ssmUrl: string;
  readonly s3Url: string;
  /** The number of sessions that SSM shows in both states. */
  readonly sessions: number;
}

/** A message of the process. */
export type ServicesMessage = ServicesStarted | { readonly counts: ServiceCounts };

export interface Services extends ServicesStarted {
  /** The folder of the buckets: each folder in it is one. */
  readonly folder: string;
  counts(): Promise<ServiceCounts>;
  stop(): Promise<void>;
}

export async function startServices(setting: Setting): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-s3-'));
  const child = fork(require.resolve('./services-process.ts'), [JSON.stringify(setting), folder]);
  let reply: (message: ServicesMessage) => void;
  let fail: (error: Error) => void;
  child.on('message', (message: ServicesMessage) => {
    reply(message);
  });
  child.on('exit', () => {
    fail(new Error('The process with the local SSM and S3 ended. Its error stands above.'));
  });
  const next = () =>
    new Promise<ServicesMessage>((resolve, reject) => {
      [reply, fail] = [resolve, reject];
    });
  const started = (await next()) as ServicesStarted;
  return {
    ...started,
    folder,
    async counts() {
      const answer = next();
      child.send('counts');
      return ((await answer) as { readonly counts: ServiceCounts }).counts;
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}
