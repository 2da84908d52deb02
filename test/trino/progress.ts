/** Prints one line for each step with its time, and counts the checks among them. */
export class Progress {
  private passed = 0;
  private failed = 0;

  /** A step that later steps need. If it fails, the run fails. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const begin = performance.now();
    const result = await work();
    this.line('   ', name, begin);
    return result;
  }

  /** A check. If it fails, the reason is printed and the run continues. `work` may return a remark for the line. */
  async check(name: string, work: () => Promise<string | undefined>): Promise<void> {
    const begin = performance.now();
    try {
      const remark = await work();
      this.line('ok ', remark === undefined ? name : `${name}: ${remark}`, begin);
      this.passed += 1;
    } catch (error) {
      this.line('NO ', name, begin);
      console.log(String(error instanceof Error ? error.message : error).replace(/^/gm, '      '));
      this.failed += 1;
    }
  }

  /** Prints `N passed, N failed`. Returns whether at least one check passed and none failed. */
  close(): boolean {
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    return this.passed > 0 && this.failed === 0;
  }

  private line(mark: string, text: string, begin: number): void {
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${seconds.padStart(6)} s  ${mark} ${text}`);
  }
}

/** Runs the checks of a command and then exits at once, with 0 if all passed. */
export function runChecks(checks: () => Promise<boolean>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  checks().then(
    (isWell) => process.exit(isWell ? 0 : 1),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}
