// Replaces node:fs/promises, by `jest.mock`, and imitates crashes, a slow disk, and errors.
import { promises } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Every call throws it after the crash: a dead process does nothing more and does not clean up. */
export class Crash extends Error {}

const fresh = () => ({
  crashAt: Infinity,
  calls: 0,
  read: [] as string[],
  pause: () => Promise.resolve(),
  failWith: new Map<string, string>(),
});
let plan = fresh();

export const disk = {
  /** From the nth changing call on, every call fails. If the nth call writes a file, it writes half. */
  crashAt(call: number): void {
    plan = { ...fresh(), crashAt: call };
  },
  /** Waits for `pause` before every call. */
  slow(pause: () => Promise<void>): void {
    plan = { ...fresh(), pause };
  },
  /** Makes a function always fail with an error code of the system. */
  failing(call: string, code: string): void {
    plan = { ...fresh(), failWith: new Map([[call, code]]) };
  },
  mend(): void {
    plan = { ...fresh() };
  },
  get calls(): number {
    return plan.calls;
  },
  /** The folders and files that were read. */
  get read(): readonly string[] {
    return plan.read;
  },
};

type Call = (...args: never[]) => Promise<unknown>;

function changing<T extends Call>(name: string, call: T): T {
  return (async (...args: never[]) => {
    const now = plan;
    await now.pause();
    now.calls += 1;
    if (now.calls >= now.crashAt) throw new Crash(`crashed at ${name}`);
    const code = now.failWith.get(name);
    if (code !== undefined) throw Object.assign(new Error(`${code}: asked for, ${name}`), { code });
    return call(...args);
  }) as T;
}

function reading<T extends Call>(call: T): T {
  return (async (...args: never[]) => {
    const now = plan;
    await now.pause();
    if (now.calls >= now.crashAt) throw new Crash('it has crashed');
    now.read.push(String(args[0]));
    return call(...args);
  }) as T;
}

async function open(...args: Parameters<typeof promises.open>): Promise<FileHandle> {
  const file = await changing('open', promises.open)(...args);
  const write = file.writeFile.bind(file);
  return Object.assign(file, {
    sync: changing('sync', file.sync.bind(file)),
    writeFile: async (body: Buffer) => {
      const now = plan;
      now.calls += 1;
      const isCrash = now.calls >= now.crashAt;
      await write(isCrash ? body.subarray(0, body.length / 2) : body);
      if (isCrash) throw new Crash('crashed in the middle of a file');
    },
  });
}

export const files = {
  ...promises,
  open,
  mkdir: changing('mkdir', promises.mkdir as Call),
  link: changing('link', promises.link),
  unlink: changing('unlink', promises.unlink),
  readdir: reading(promises.readdir as Call),
  readFile: reading(promises.readFile as Call),
};
