// Shows an engine's progress as a bar on stderr, if stderr is a terminal.
import { SingleBar } from 'cli-progress';
import type { EngineOptions } from './open-engine';

const MEBIBYTE = 2 ** 20;

export class EngineProgress {
  private bar: SingleBar | null = null;

  readonly options: Pick<EngineOptions, 'fetchProgress' | 'onAthenaProgress'> = {
    fetchProgress: {
      start: (objects, bytes) => {
        const format = `Fetching ${objects} objects {bar} {percentage} % of ${(bytes / MEBIBYTE).toFixed(1)} MiB, {eta_formatted} left`;
        this.start(format, bytes);
      },
      fetched: (bytes) => this.bar?.increment(bytes),
      stop: () => {
        this.stop();
      },
    },
    onAthenaProgress: (state, scannedBytes) => {
      if (!this.bar) this.start('Athena: {state}, {megabytes} MB scanned, {duration_formatted}', 1);
      this.bar?.update(0, { state: state.toLowerCase(), megabytes: (scannedBytes / 1e6).toFixed(1) });
    },
  };

  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private start(format: string, total: number): void {
    if (!process.stderr.isTTY) return;
    this.bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
    this.bar.start(total, 0, { state: 'starting', megabytes: '0.0' });
  }
}
