// npm run bench:verify [-- --objects 10000] [--records 1000000]: verify on a large archive in a folder, compared with
// gunzip | sha256sum.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, type Measurement } from './measure';
import { median } from './competition/run-trial';
import { writeVerifyArchive } from './archives/verify-archive';

const CLI = join(__dirname, '..', 'assets', 'cli', 'main.cjs');
const PEER = 'find "$1" -name "*.ndjson.gz" -print0 | sort -z | xargs -0 gunzip -c | sha256sum';
const RUNS = 5;

const text = { type: 'string' } as const;
const { values: options } = parseArgs({
  options: { objects: { ...text, default: '10000' }, records: { ...text, default: '1000000' } },
});

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
  try {
    const [objects, records] = [Number(options.objects), Number(options.records)];
    writeVerifyArchive(folder, objects, Math.ceil(records / objects));
    const contestants = {
      verify: [process.execPath, CLI, 'verify', folder],
      'gunzip | sha256sum': ['bash', '-c', PEER, 'bash', folder],
    };
    const taken: Record<string, Measurement[]> = {};
    for (let run = 0; run < RUNS; run += 1) {
      for (const [name, command] of Object.entries(contestants)) {
        const measurement = await measure(command, {});
        if (!measurement.hasSucceeded) throw new Error(`${name} failed:\n${measurement.output.slice(-2000)}`);
        (taken[name] ??= []).push(measurement);
      }
    }
    console.log(`${records} records in ${objects} objects; medians of ${RUNS} interleaved runs`);
    const wall = (name: string) => median((taken[name] ?? []).map(({ wallMs }) => wallMs));
    for (const [name, runs] of Object.entries(taken)) {
      const peak = Math.max(...runs.map(({ peakMb }) => peakMb ?? NaN));
      console.log(`${name.padEnd(20)} ${(wall(name) / 1000).toFixed(2)} s, at most ${peak.toFixed(0)} MB`);
    }
    console.log(
      `speed: ${(wall('gunzip | sha256sum') / wall('verify')).toFixed(2)} of the peer's (0.80 or more); 200 MB or less`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
