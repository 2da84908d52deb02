// Runs the contestants of one trial in turns, and checks that each has archived every session.
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { commandOf, workersOf, type Contestant, type Peers } from './contestants';
import { measure, type Measurement } from '../measure';
import { invokeReporter, clientEnvironment } from './reporter';
import { startServices, type Services } from './services';
import { describeSetting } from './setting';
import type { Trial } from './trials';

/** The medians of a contestant in a setting. */
export interface Figure {
  readonly setting: string;
  readonly contestant: Contestant;
  readonly repetitions: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number | null;
  /** DescribeSessions calls answered with a page. */
  readonly calls: number;
  /** Calls answered with an error, which is throttling. */
  readonly refused: number;
}

type Sample = Measurement & { readonly calls: number; readonly refused: number };

/**
 * Repetitions are interleaved, and every other round runs backwards, so that other work on the machine affects all
 * contestants.
 */
export async function runTrial(trial: Trial, peers: Peers, onSample: (text: string) => void): Promise<Figure[]> {
  const setting = describeSetting(trial.setting);
  const contestants = (Object.entries(trial.repetitions) as [Contestant, number][]).filter(
    ([contestant]) => !peers.missing.has(contestant),
  );
  const samples = new Map<Contestant, Sample[]>();
  const services = await startServices(trial.setting);
  try {
    for (let round = 0; contestants.some(([, repetitions]) => round < repetitions); round += 1) {
      const due = contestants.filter(([, repetitions]) => round < repetitions);
      for (const [contestant] of round % 2 === 0 ? due : due.reverse()) {
        const sample = await runOnce(contestant, services, peers);
        samples.set(contestant, [...(samples.get(contestant) ?? []), sample]);
        onSample(`${setting}: ${contestant}, ${(sample.wallMs / 1000).toFixed(1)} s`);
      }
    }
  } finally {
    await services.stop();
  }
  return [...samples].map(([contestant, taken]) => ({
    setting,
    contestant,
    repetitions: taken.length,
    wallMs: median(taken.map(({ wallMs }) => wallMs)),
    cpuMs: median(taken.map(({ cpuMs }) => cpuMs)),
    peakMb: taken.some(({ peakMb }) => peakMb === null) ? null : median(taken.map(({ peakMb }) => peakMb ?? 0)),
    calls: median(taken.map(({ calls }) => calls)),
    refused: median(taken.map(({ refused }) => refused)),
  }));
}

async function runOnce(contestant: Contestant, services: Services, peers: Peers): Promise<Sample> {
  const workers = workersOf(contestant);
  // For the reporter, the folder's name is also the name of the bucket.
  const folder = join(services.folder, randomUUID());
  mkdirSync(folder);
  try {
    const before = await services.counts();
    const measurement =
      workers === undefined
        ? await measure(commandOf(contestant, peers, folder), clientEnvironment(services))
        : await invokeReporter(services, folder, { workers });
    if (!measurement.hasSucceeded) throw new Error(`${contestant} failed:\n${measurement.output.slice(-2000)}`);
    const after = await services.counts();
    const lines = await countLines(folder);
    if (lines !== services.sessions)
      throw new Error(`${contestant} archived ${lines} sessions of ${services.sessions}: its figures mean nothing.`);
    return {
      ...measurement,
      calls: after.answered - before.answered,
      refused: after.refused - before.refused,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lines of all gzipped files below a folder. */
async function countLines(folder: string): Promise<number> {
  let lines = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.gz')) continue;
    for await (const chunk of createReadStream(join(folder, name)).pipe(createGunzip()))
      for (const byte of chunk as Buffer) if (byte === 0x0a) lines += 1;
  }
  return lines;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return ((sorted[half] ?? NaN) + (sorted[sorted.length - 1 - half] ?? NaN)) / 2;
}
