// node:fs/promises as a crash or a slow disk leaves it: in place of the module, by `jest.mock`.
import { promises } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Thrown by every call from the crash on: a dead process does nothing more, not even tidy up. */
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
  /** From the nth changing call on, everything fails; the call itself is done by half, if it writes. */
  crashAt(call: number): void {
    plan = { ...fresh(), crashAt: call };
  },
  /** Before every call something is waited for. */
  slow(pause: () => Promise<void>): void {
    plan = { ...fresh(), pause };
  },
  /** A call that always fails, with the code of the system's error. */
  failing(call: string, code: string): void {
    plan = { ...fresh(), failWith: new Map([[call, code]]) };
  },
  mend(): void {
    plan = { ...fresh() };
  },
  get calls(): number {
    return plan.calls;
  },
  /** What was read, folders and files. */
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
