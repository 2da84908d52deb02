// An archive of several days in two scopes, written by the built bundle: full and incremental snapshots, the leftovers
// of a failed attempt, pending sessions. Tests change it in place and restore it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DAY_MS, HOUR_MS } from '../../../lambda/time';
import { createWorld } from '../../../local/world/world';
import { Account, ACCOUNT, REGION } from '../../e2e/account';

const OTHER = 'us-east-1';
const BEGIN = Date.UTC(2026, 0, 31, 1);
const HOURS = [0, 1, 2, 9, 16, 23, 24, 25, 31, 38, 47, 48, 55];

export const SCOPES = [REGION, OTHER].map((region) => ({ accountId: ACCOUNT, region }));

/** Runs the bundle over two and a half days. One run fails when it writes its manifest. */
export async function makeArchive(): Promise<Account> {
  const regions = [REGION, OTHER] as const;
  const source = createWorld({ seed: 5, accountId: ACCOUNT, regions, sessions: 600, from: BEGIN - 30 * DAY_MS });
  const account = await Account.open({ source, regions: [...regions] });
  for (const hour of HOURS) {
    account.now = BEGIN + hour * HOUR_MS;
    if (hour === 16) {
      account.s3Fault = ({ method, key }) =>
        method === 'PUT' && key.startsWith('manifests/') ? { status: 403, code: 'AccessDenied' } : undefined;
      await account.run().catch(() => undefined);
      account.s3Fault = undefined;
    } else await account.run();
  }
  return account;
}

/** The files of an archive's bucket. Tests change and restore them. */
export class Files {
  private readonly changed = new Map<string, Buffer | null>();
  private readonly created: string[] = [];

  constructor(readonly folder: string) {}

  read(key: string): Buffer {
    return readFileSync(join(this.folder, key));
  }

  /** @param body null removes the file */
  write(key: string, body: Buffer | string | null): void {
    const file = join(this.folder, key);
    if (!this.changed.has(key)) this.changed.set(key, this.readIfThere(key));
    if (body === null) {
      rmSync(file);
      return;
    }
    const created = mkdirSync(dirname(file), { recursive: true });
    if (created !== undefined) this.created.push(created);
    writeFileSync(file, body);
  }

  restore(): void {
    for (const [key, body] of this.changed) {
      if (body) writeFileSync(join(this.folder, key), body);
      else rmSync(join(this.folder, key), { force: true });
    }
    for (const folder of this.created.splice(0)) rmSync(folder, { recursive: true, force: true });
    this.changed.clear();
  }

  private readIfThere(key: string): Buffer | null {
    try {
      return this.read(key);
    } catch {
      return null;
    }
  }
}

export const sha256 = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');
