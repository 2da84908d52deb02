// The reporter's targets, and whether it meets them. Ratios compare figures of one run on one machine.
import type { Contestant } from './contestants';
import type { Filtering } from '../../local/ssm/paging';
import { LATEST_HOURS, type Month } from '../month/month';
import type { Figure } from './run-trial';
import { describeSetting, setting, shortCount, type Setting } from './setting';
import type { QuietRun, ResumedScan } from './special-runs';
import { AFTER_PAGING, SKEWED } from './trials';

export interface Results {
  readonly figures: readonly Figure[];
  readonly months: readonly Month[];
  readonly resumed: ResumedScan | undefined;
  readonly quiet: QuietRun | undefined;
}

/** One row of the table. */
export interface Outcome {
  readonly what: string;
  /** NaN if it was not measured. */
  readonly value: number;
  readonly most: number;
}

const OURS = 'reporter, 8 workers';
const SERIAL = 'reporter, 1 worker';
const PIPELINE = 'aws | jq | gzip';
const SLOW = setting(100_000, 200);
const FAST = setting(100_000, 0);

export function judge({ figures, months, resumed, quiet }: Results): Outcome[] {
  const of = (where: Setting, who: Contestant): Partial<Figure> =>
    figures.find(({ setting: name, contestant }) => name === describeSetting(where) && contestant === who) ?? {};
  const ratio = (a: number | null = NaN, b: number | null = NaN) => (a ?? NaN) / (b ?? NaN);
  const wall = (who: Contestant, than: Contestant, where = SLOW) =>
    ratio(of(where, who).wallMs, of(where, than).wallMs);
  const million = of(setting(1_000_000, 200), OURS);
  const throttled = of(setting(100_000, 200, { requestsPerSecond: 10 }), OURS);
  const late = setting(100_000, 200, AFTER_PAGING);
  // The limiter allows a burst of one second's requests.
  const floorMs = (((throttled.calls ?? NaN) - 10) / 10) * 1000;

  return [
    { what: 'wall, 8 workers / serial, 100k at 200 ms', value: wall(OURS, SERIAL), most: 0.2 },
    { what: 'wall, 16 workers / serial, 100k at 200 ms', value: wall('reporter, 16 workers', SERIAL), most: 0.12 },
    { what: 'wall, 8 workers / aws | jq | gzip, 100k at 200 ms', value: wall(OURS, PIPELINE), most: 0.16 },
    { what: 'wall, 16 workers / aws | jq | gzip', value: wall('reporter, 16 workers', PIPELINE), most: 0.1 },
    { what: 'calls, 8 workers / serial', value: ratio(of(SLOW, OURS).calls, of(SLOW, SERIAL).calls), most: 1.08 },
    {
      what: 'wall, skewed / uniform, 100k at 200 ms',
      value: ratio(of(setting(100_000, 200, SKEWED), OURS).wallMs, of(SLOW, OURS).wallMs),
      most: 1.15,
    },
    {
      what: 'calls more than serial where SSM filters after paging',
      value: (of(late, OURS).calls ?? NaN) - (of(late, SERIAL).calls ?? NaN),
      most: 3,
    },
    { what: 'wall / boto3, 100k at 0 ms', value: wall(OURS, 'boto3 paginator', FAST), most: 0.35 },
    {
      what: 'CPU / aws | jq | gzip, 100k at 0 ms',
      value: ratio(of(FAST, OURS).cpuMs, of(FAST, PIPELINE).cpuMs),
      most: 1 / 6,
    },
    {
      what: 'CPU / JS SDK streamed, 100k at 0 ms',
      value: ratio(of(FAST, OURS).cpuMs, of(FAST, 'JS SDK streamed').cpuMs),
      most: 0.85,
    },
    { what: 'peak memory, 1M / 100k', value: ratio(million.peakMb, of(SLOW, OURS).peakMb), most: 1.3 },
    { what: 'peak memory at 1M, MB', value: million.peakMb ?? NaN, most: 256 },
    { what: 'wall of 1M at 200 ms, s', value: (million.wallMs ?? NaN) / 1000, most: 200 },
    { what: 'wall / floor, throttled at 10 requests/s', value: ratio(throttled.wallMs, floorMs), most: 1.25 },
    ...resumedOutcomes(resumed, of(SLOW, SERIAL).calls),
    { what: 'DescribeSessions calls of a quiet hour', value: quiet?.calls ?? NaN, most: 2 },
    { what: 'S3 requests of a quiet hour', value: quiet?.s3Requests ?? NaN, most: 10 },
    ...months.flatMap(monthOutcomes),
  ];
}

function resumedOutcomes(resumed: ResumedScan | undefined, serialCalls = NaN): Outcome[] {
  const calls = resumed?.callsByTry.reduce((sum, n) => sum + n, 0) ?? NaN;
  return [
    {
      what: 'calls made twice when a scan needs several tries of 30 s, %',
      value: (calls / serialCalls - 1) * 100,
      most: 3,
    },
  ];
}

const MOST_CALLS_A_DAY = {
  'before-paging': new Map([
    [10_000, 60],
    [100_000, 210],
    [1_000_000, 1800],
  ]),
  'after-paging': new Map([
    [10_000, 70],
    [100_000, 550],
    [1_000_000, 5800],
  ]),
} as const satisfies Record<Filtering, ReadonlyMap<number, number>>;

function monthOutcomes({ sessions, filtering, reporter }: Month): Outcome[] {
  const month = `${shortCount(sessions)} sessions a month${filtering === 'before-paging' ? '' : ', filters after paging'}`;
  const most = MOST_CALLS_A_DAY[filtering].get(sessions) ?? NaN;
  return [
    { what: `calls a day, ${month}`, value: reporter.callsADay, most },
    { what: `sessions missed, ${month}`, value: reporter.missed, most: 0 },
    { what: `hours until the latest end is known, ${month}`, value: reporter.latestHours, most: LATEST_HOURS },
  ];
}
