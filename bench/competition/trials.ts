// The trials: contestants and repetitions in each setting. Parts that take minutes run once.
import type { Contestant } from './contestants';
import { setting, type Setting } from './setting';

export interface Trial {
  readonly setting: Setting;
  readonly repetitions: Partial<Record<Contestant, number>>;
}

const every = (repetitions: number): Trial['repetitions'] => ({
  'reporter, 8 workers': repetitions,
  'aws | jq | gzip': repetitions,
  'boto3 paginator': repetitions,
  'JS SDK into an array': repetitions,
  'JS SDK streamed': repetitions,
});
const everyWorker = (one: number, more: number): Trial['repetitions'] => ({
  'reporter, 1 worker': one,
  'reporter, 8 workers': more,
  'reporter, 16 workers': more,
});

export const SKEWED = { skew: 'two-days' } as const;
export const AFTER_PAGING = { filtering: 'after-paging' } as const;

/** Takes less than a minute, with the model. */
export const QUICK: readonly Trial[] = [
  { setting: setting(10_000, 0), repetitions: every(1) },
  { setting: setting(10_000, 200), repetitions: everyWorker(1, 1) },
];

/** Everything that the targets need. */
export const STANDARD: readonly Trial[] = [
  { setting: setting(10_000, 0), repetitions: every(3) },
  { setting: setting(100_000, 0), repetitions: every(3) },
  { setting: setting(100_000, 200), repetitions: { ...everyWorker(1, 3), 'aws | jq | gzip': 1 } },
  { setting: setting(100_000, 200, SKEWED), repetitions: { 'reporter, 8 workers': 3 } },
  { setting: setting(100_000, 200, AFTER_PAGING), repetitions: { 'reporter, 1 worker': 1, 'reporter, 8 workers': 1 } },
  { setting: setting(100_000, 200, { requestsPerSecond: 10 }), repetitions: { 'reporter, 8 workers': 1 } },
  { setting: setting(100_000, 200, { requestsPerSecond: 20 }), repetitions: { 'reporter, 8 workers': 1 } },
  { setting: setting(1_000_000, 200), repetitions: { 'reporter, 8 workers': 1 } },
];

/** The trials that `--all` adds: an hour and a half, mostly for contestants that read serially. */
export const REST: readonly Trial[] = [
  { setting: setting(10_000, 200), repetitions: { ...every(3), ...everyWorker(3, 3) } },
  { setting: setting(10_000, 200, SKEWED), repetitions: everyWorker(3, 3) },
  { setting: setting(100_000, 200, { ...SKEWED, ...AFTER_PAGING }), repetitions: { 'reporter, 8 workers': 1 } },
  {
    setting: setting(100_000, 200, { ...AFTER_PAGING, requestsPerSecond: 10 }),
    repetitions: { 'reporter, 8 workers': 1 },
  },
  { setting: setting(1_000_000, 0), repetitions: every(1) },
  { setting: setting(1_000_000, 200, SKEWED), repetitions: { 'reporter, 8 workers': 1, 'reporter, 16 workers': 1 } },
  { setting: setting(1_000_000, 200, { requestsPerSecond: 20 }), repetitions: { 'reporter, 8 workers': 1 } },
  { setting: setting(1_000_000, 200), repetitions: { 'aws | jq | gzip': 1, 'reporter, 1 worker': 1 } },
];
