// The sessions of two months, with only the fields that a scan needs, for a month of hourly runs.
import type { SessionList } from '../../local/world/sessions';
import { createWorld, RETENTION } from '../../local/world/world';
import { REGION } from '../competition/setting';

export class MonthWorld {
  /** Start times by the session's number, oldest first, epoch milliseconds. */
  readonly starts: Float64Array;
  /** End times by the session's number. Infinity: the session never ends. */
  readonly ends: Float64Array;

  /** @param sessions the number of sessions in 30 days */
  constructor(sessions: number, fromMs: number, untilMs: number) {
    const world = createWorld({ seed: 1, accountId: '123456789012', regions: [REGION], sessions, from: fromMs });
    const truth = world.truth(REGION, untilMs);
    this.starts = Float64Array.from(truth, ({ startMs }) => startMs);
    this.ends = Float64Array.from(truth, ({ endMs }) => endMs);
  }

  /** What SSM shows at that time, newest first. */
  shown(now: number): { Active: SessionList; History: SessionList; numbers: Record<'Active' | 'History', Int32Array> } {
    const active: number[] = [];
    const history = new Int32Array(this.starts.length);
    let ended = 0;
    for (let number = this.starts.length - 1; number >= 0; number -= 1) {
      const endMs = this.ends[number] ?? 0;
      if ((this.starts[number] ?? 0) > now || endMs + RETENTION <= now) continue;
      if (endMs > now) active.push(number);
      else history[ended++] = number;
    }
    const numbers = { Active: Int32Array.from(active), History: history.subarray(0, ended) };
    return { Active: this.list(numbers.Active, now), History: this.list(numbers.History, now), numbers };
  }

  private list(numbers: Int32Array, now: number): SessionList {
    const at = (index: number) => {
      const number = numbers[index];
      if (number === undefined) return undefined;
      const endMs = this.ends[number] ?? 0;
      return {
        SessionId: `session-${number}`,
        StartDate: (this.starts[number] ?? 0) / 1000,
        EndDate: endMs <= now ? endMs / 1000 : undefined,
      };
    };
    const indexOfId = (id: string) => numbers.indexOf(Number(id.slice('session-'.length)));
    return { length: numbers.length, at, indexOfId };
  }
}
