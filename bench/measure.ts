// Time and memory of one program and all the processes that it starts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Measurement {
  readonly wallMs: number;
  /** User and system, of all processes. */
  readonly cpuMs: number;
  /** Sum of the processes' greatest resident sizes (VmHWM), looked at 20 times a second. Null where there is no /proc. */
  readonly peakMb: number | null;
  /** The program ended with 0. */
  readonly hasSucceeded: boolean;
  /** What it wrote, both streams. */
  readonly output: string;
}

/** Bash measures all the children of its children, too. Only its own last line goes to descriptor 3. */
const TIMED = 'TIMEFORMAT="%R %U %S"; exec 4>&2 2>&3; time "$@" 2>&4';
const SAMPLE_MS = 50;

/** @param env the whole environment, but for PATH */
export async function measure(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Measurement> {
  // A process group of its own: that is how its processes are found.
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

/** Notes the peak of every process of the group but its leader, the measuring shell. */
function sample(group: number, peaks: Map<string, number>): void {
  for (const pid of processIds()) {
    try {
      // The name may hold anything, so the fields are counted from behind it: state, parent, group.
      const [, , processGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      if (Number(processGroup) !== group || Number(pid) === group) continue;
      const kb = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (kb !== undefined) peaks.set(pid, Number(kb));
    } catch {
      // It has just ended.
    }
  }
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // no Linux
  }
}
