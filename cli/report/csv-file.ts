// Writes a CSV file row by row.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Row } from '../engines/engine';
import { csv } from '../output/csv';

export class CsvFile {
  private readonly unfinished: string;
  private readonly descriptor: number;
  private hasHead = false;

  /** The file appears under its name once its last row is written. */
  constructor(private readonly file: string) {
    this.unfinished = `${file}.${process.pid}`;
    this.descriptor = openSync(this.unfinished, 'w');
  }

  add(columns: readonly string[], rows: readonly Row[]): void {
    if (this.hasHead && rows.length === 0) return;
    writeSync(this.descriptor, csv(columns, rows, { hasHead: !this.hasHead }));
    this.hasHead = true;
  }

  end(): void {
    closeSync(this.descriptor);
    renameSync(this.unfinished, this.file);
  }

  discard(): void {
    closeSync(this.descriptor);
    rmSync(this.unfinished);
  }
}
