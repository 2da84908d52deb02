import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running program that is ready. */
export interface Running {
  /** Its URL, without a slash at the end. */
  readonly url: string;
  /** Kills it at once: these programs hold nothing that must be saved. */
  stop(): Promise<void>;
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly url: string;
  /** The file for the program's output. */
  readonly log: string;
  readonly isReady: () => Promise<boolean>;
}

const PATIENCE_MS = 120_000;

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Kills the program when this process ends. */
export function endWithThisProcess(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/**
 * Starts a program and waits until it is ready. If it ends, or is not ready in two minutes, throws the end of its log.
 */
export async function start({ command, args, cwd, url, log, isReady }: Program): Promise<Running> {
  const output = openSync(log, 'w');
  const child = spawn(command, args, { cwd, stdio: ['ignore', output, output] });
  closeSync(output);
  endWithThisProcess(child);
  let end: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const note = (how: string): void => {
      end = how;
      resolve();
    };
    child.once('exit', (code, signal) => {
      note(`ended with ${code ?? signal}`);
    });
    child.once('error', (error) => {
      note(`did not start: ${error.message}`);
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isReady().catch(() => false))) {
    if (performance.now() > deadline) end ??= `was not ready after ${PATIENCE_MS / 1000} s`;
    if (end !== undefined) {
      await stop();
      throw new Error(`${command} ${end}\n${readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')}`);
    }
    await sleep(100);
  }
  return { url, stop };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
