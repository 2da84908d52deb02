// Time and memory of a program and all its child processes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Measurement {
  readonly wallMs: number;
  /** User and system time of all processes. */
  readonly cpuMs: number;
  /** The sum of the processes' peak resident sizes (VmHWM), sampled 20 times a second. Null without /proc. */
  readonly peakMb: number | null;
  /** Whether the program exited with 0. */
  readonly hasSucceeded: boolean;
  /** Its stdout and stderr. */
  readonly output: string;
}

/** Bash's `time` includes all descendants. Only bash's own last line goes to descriptor 3. */
const TIMED = 'TIMEFORMAT="%R %U %S"; exec 4>&2 2>&3; time "$@" 2>&4';
const SAMPLE_MS = 50;

/** @param env the whole environment except PATH */
export async function measure(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Measurement> {
  // A new process group, by which `sample` finds the processes.
  const child = spawn('bash', ['-c', TIMED, 'bash', ...command], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const peaks = new Map<string, number>();
  const timer = setInterval(() => {
    sample(child.pid ?? 0, peaks);
  }, SAMPLE_MS);
  const [, ...streams] = child.stdio;
  const [closed, output = '', errors = '', times = ''] = await Promise.all([
    once(child, 'close') as Promise<[code: number | null]>,
    ...streams.map((stream) => text(stream as Readable)),
  ]);
  clearInterval(timer);
  const [wall = NaN, user = NaN, system = NaN] = times.trim().split(' ').map(Number);
  const peakKb = [...peaks.values()].reduce((sum, kb) => sum + kb, 0);
  return {
    wallMs: wall * 1000,
    cpuMs: (user + system) * 1000,
    peakMb: peaks.size > 0 ? peakKb / 1024 : null,
    hasSucceeded: closed[0] === 0,
    output: output + errors,
  };
}

/** Records the peak of every process of the group, except the leader, which is the measuring shell. */
function sample(group: number, peaks: Map<string, number>): void {
  for (const pid of processIds()) {
    try {
      // The process name may hold any character, so parsing starts after it: state, parent, group.
      const [, , processGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      if (Number(processGroup) !== group || Number(pid) === group) continue;
      const kb = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (kb !== undefined) peaks.set(pid, Number(kb));
    } catch {
      // The process has just ended.
    }
  }
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // not Linux
  }
}
