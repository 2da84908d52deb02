// What the log says about a run in one scope: a line with the plan, a line with the outcome, and a line of metrics. Counts and ids
// only.
import { describeError } from '../errors';
import type { Log } from './log';
import { longestMissing, metricsOf, type Measured, type MetricValues } from './metrics';
import type { Plan } from '../plan';
import type { TakenSnapshot } from '../snapshot';
import { HOUR_MS, SECOND_MS } from '../time';

/** Where the report is written, and the clock that measures the run. */
export interface ReportSinks {
  readonly logger: Log;
  readonly writeMetrics: (measured: Measured, values: MetricValues) => void;
  readonly clock: () => number;
}

export class ScopeReport {
  private readonly failedAttempts = new Map<string, number>();
  private readonly startedMs: number;

  constructor(
    private readonly sinks: ReportSinks,
    private readonly measured: Measured,
  ) {
    this.startedMs = sinks.clock();
  }

  /** @param errorName the error of a failed attempt, even if the call succeeds later */
  readonly addFailedAttempt = (errorName: string): void => {
    this.failedAttempts.set(errorName, (this.failedAttempts.get(errorName) ?? 0) + 1);
  };

  readonly addPlan = ({ mode, why }: Plan): void => {
    this.sinks.logger.info('Snapshot planned', { ...this.names(), mode, why });
  };

  end(taken: TakenSnapshot): void {
    const { answer, manifest } = taken;
    if (manifest === null) {
      this.sinks.logger.info('Snapshot superseded', { ...answer, ...this.effort() });
    } else {
      this.sinks.logger.info('Snapshot complete', {
        ...answer,
        pending: manifest.pending.length,
        unresolved: manifest.unresolved.length,
        faded: manifest.faded.length,
        longestMissingHours: round((longestMissing(manifest) * SECOND_MS) / HOUR_MS),
        ...this.effort(),
      });
    }
    this.measure(taken);
  }

  /** Logs the message, not the error: its cause and stack may quote a session's text. */
  fail(error: unknown): void {
    this.sinks.logger.error('Snapshot failed', { ...this.names(), reason: describeError(error), ...this.effort() });
    this.measure('failed');
  }

  private names() {
    const { region, snapshotId } = this.measured;
    return { region, snapshotId };
  }

  private effort() {
    return {
      failedAttempts: Object.fromEntries(this.failedAttempts),
      seconds: round((this.sinks.clock() - this.startedMs) / SECOND_MS),
    };
  }

  private measure(outcome: TakenSnapshot | 'failed'): void {
    const failedAttempts = [...this.failedAttempts.values()].reduce((sum, count) => sum + count, 0);
    this.sinks.writeMetrics(this.measured, metricsOf(outcome, failedAttempts));
  }
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
