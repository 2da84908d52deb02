import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { LOCAL_KEY, type LocalAlibaba } from '../../../local/alibaba/server';
import type { AlibabaClients } from './tools';

/** A client's output: the sessions of all pages as its SDK serializes them, or the code of the service's error. */
interface Listing {
  readonly code?: string;
  readonly pages?: number;
  readonly sessions?: readonly object[];
}

/** Lists the sessions of a Region, page after page. */
export type Lister = (server: LocalAlibaba, region: string, options?: ListingOptions) => Promise<Listing>;

interface ListingOptions {
  /** @default 100 */
  readonly pageSize?: number;
  /** @default - the secret of the stand-in's key */
  readonly accessKeySecret?: string;
}

/** Alibaba Cloud's clients by name. */
export function listers({ npm, python, go }: AlibabaClients): Readonly<Record<string, Lister>> {
  const lister =
    (command: string, args: readonly string[]): Lister =>
    async (server, region, options) => {
      const asked = { endpoint: new URL(server.url).host, region, pageSize: 100, ...LOCAL_KEY, ...options };
      return JSON.parse(await runClient(command, args, JSON.stringify(asked))) as Listing;
    };
  return {
    'SDK for Node.js': lister(process.execPath, [join(__dirname, 'npm-client.mjs'), npm]),
    'SDK for Python': lister(python, [join(__dirname, 'python_client.py')]),
    'SDK for Go': lister(go, []),
  };
}

/** Runs a client without the machine's own Alibaba Cloud configuration and proxies. */
function runClient(command: string, args: readonly string[], input: string): Promise<string> {
  const env = { PATH: process.env.PATH, PYTHONUTF8: '1', TZ: 'UTC' };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
