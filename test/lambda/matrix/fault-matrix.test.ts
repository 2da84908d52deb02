// Every fault, in full and in incremental runs, over virtual days of hourly runs while sessions start and end.
// Afterwards the archive must keep all its promises.
import { HOUR_MS } from '../../../lambda/time';
import type { PageRequest } from '../../../lambda/ssm/pages';
import type { SsmFault } from '../../../local/ssm/faults';
import { MovingWorld } from './moving-world';
import { expectPromisesKept } from './promises';
import { Region } from './region';

const start = Date.UTC(2026, 0, 26, 2);
const HOURS = 54;
const world = new MovingWorld(start, start + (HOURS + 6) * HOUR_MS);

/** The hours whose runs meet the fault: the first, which is full, or some incremental ones. */
const PHASES = { full: [0], incremental: [8, 9, 32] } as const;
type Phase = keyof typeof PHASES;
const phases = Object.keys(PHASES) as Phase[];

/** Breaks the Region for one attempt. The function that it returns repairs the Region. */
type Break = (region: Region) => () => void;

/** Hourly runs. In the hours of the phase, each attempt meets the next fault, and the last attempt meets none. */
async function live(phase: Phase, ...faults: readonly Break[]): Promise<Region> {
  const region = new Region(world, start);
  for (let hour = 0; hour < HOURS; hour += 1) {
    region.now = Math.max(region.now, start + hour * HOUR_MS);
    const isFaulty = (PHASES[phase] as readonly number[]).includes(hour);
    for (const broken of [...(isFaulty ? faults : []), () => () => undefined]) {
      const mend = broken(region);
      const isDone = await region.attempt(start + hour * HOUR_MS).then(
        () => true,
        () => false,
      );
      mend();
      if (isDone) break;
      region.now += 60_000;
    }
  }
  return region;
}

/** The nth call for a state in an attempt meets the fault, and so does each call after it if `andAllAfter`. */
function page(fault: SsmFault, state: string, nth: number, andAllAfter = false): Break {
  return (region) => {
    let n = 0;
    region.fault = (request: PageRequest) => {
      if (request.state !== state) return undefined;
      n += 1;
      return n === nth || (andAllAfter && n > nth) ? fault : undefined;
    };
    return () => {
      region.fault = () => undefined;
    };
  };
}

const SSM_FAULTS: readonly SsmFault[] = [
  'throttle',
  'error500',
  'cut',
  'truncated',
  'garbage',
  'noSessions',
  'repeatToken',
  'expiredToken',
  'emptyPage',
  'duplicate',
  'disorder',
  { slowMs: 600_000 },
];

describe.each(phases)('in %s runs, the archive keeps its promises despite', (phase) => {
  test.each(SSM_FAULTS)('the SSM fault %j', async (fault) => {
    const faults = [page(fault, 'History', 2), page(fault, 'Active', 1), page(fault, 'History', 1)];
    await expectPromisesKept(await live(phase, ...faults));
  });

  test('calls of 40 seconds each, while sessions start and end', async () => {
    const slow: Break = (region) => {
      region.fault = () => ({ slowMs: 40_000 });
      return () => {
        region.fault = () => undefined;
      };
    };
    await expectPromisesKept(await live(phase, slow));
  });

  test('tokens that expire again and again', async () => {
    const always = page('expiredToken', 'History', 2, true);
    await expectPromisesKept(await live(phase, always, always));
  });

  test.each([true, false])('filtering after cutting pages; a page in the wrong order: %s', async (isDisorderly) => {
    const late = page('disorder', 'History', 3);
    const broken: Break = (region) => {
      const mend = isDisorderly ? late(region) : () => undefined;
      region.filtering = 'after-paging';
      return () => {
        mend();
        region.filtering = 'before-paging';
      };
    };
    await expectPromisesKept(await live(phase, broken));
  });

  test.each([-600_000, 600_000])("a function's clock that is off by %d ms", async (skewMs) => {
    const broken: Break = (region) => {
      region.clockSkewMs = skewMs;
      return () => {
        region.clockSkewMs = 0;
      };
    };
    await expectPromisesKept(await live(phase, broken));
  });

  test.each(['before', 'after'] as const)('a process killed %s any S3 write', async (moment) => {
    let survived = 0;
    const broken: Break = (region) => {
      let [writes, isDead] = [0, false];
      region.onWrite = (when) => {
        if (!isDead && when === 'before') writes += 1;
        isDead ||= when === moment && writes > survived;
        // A dead process writes nothing more.
        if (isDead) throw new Error('killed');
      };
      return () => {
        survived += 1;
        region.onWrite = () => undefined;
      };
    };
    const region = new Region(world, start);
    for (let hour = 0; hour < 12; hour += 1) {
      const isFull = hour === 0;
      for (let attempt = 0; attempt < (isFull ? 25 : 3) && isFull === (phase === 'full'); attempt += 1) {
        const mend = broken(region);
        await region.attempt(start + hour * HOUR_MS).catch(() => undefined);
        mend();
      }
      await region.attempt(start + hour * HOUR_MS);
      region.now = Math.max(region.now, start + (hour + 1) * HOUR_MS);
      if (!isFull) survived = hour % 5;
    }
    expect(survived).toBeGreaterThan(0);
    await expectPromisesKept(region);
  });

  test('refused S3 writes', async () => {
    let n = 0;
    const broken: Break = (region) => {
      n += 1;
      let writes = 0;
      region.onWrite = (when) => {
        if (when === 'before' && (writes += 1) >= n)
          throw Object.assign(new Error('S3 was made to refuse'), { name: 'SlowDown' });
      };
      return () => {
        region.onWrite = () => undefined;
      };
    };
    await expectPromisesKept(await live(phase, broken, broken));
  });

  test('two runs of the same event at once', async () => {
    const region = new Region(world, start);
    for (let hour = 0; hour < HOURS; hour += 1) {
      region.now = Math.max(region.now, start + hour * HOUR_MS);
      const isFaulty = (PHASES[phase] as readonly number[]).includes(hour);
      const answers = await Promise.all(
        Array.from({ length: isFaulty ? 2 : 1 }, () => region.attempt(start + hour * HOUR_MS)),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    }
    await expectPromisesKept(region);
  });

  test('runs of two events at once', async () => {
    const region = new Region(world, start);
    for (let hour = 0; hour < HOURS; hour += 1) {
      region.now = Math.max(region.now, start + hour * HOUR_MS);
      const isFaulty = (PHASES[phase] as readonly number[]).includes(hour);
      const events = isFaulty ? [start + hour * HOUR_MS + 60_000, start + hour * HOUR_MS] : [start + hour * HOUR_MS];
      await Promise.all(events.map((event) => region.attempt(event)));
    }
    // A run that takes its snapshot again, after one that another run published meanwhile, logs the plan once.
    const planned = region.logged.filter((line) => line.startsWith('Snapshot planned'));
    expect(new Set(planned).size).toBe(planned.length);
    await expectPromisesKept(region);
  });
});

/** Hourly events. `change` returns the hours at which each is delivered: none, late, twice, or out of order. */
async function deliver(change: (hour: number) => readonly number[]): Promise<Region> {
  const region = new Region(world, start);
  // Ends before the second full scan, which would find what incremental runs missed.
  const deliveries = Array.from({ length: 44 }, (_, hour) => change(hour).map((at) => ({ hour, at }))).flat();
  for (const { hour, at } of deliveries.sort((a, b) => a.at - b.at)) {
    region.now = Math.max(region.now, start + at * HOUR_MS);
    await region.attempt(start + hour * HOUR_MS);
  }
  return region;
}

test.each([20, 30])('the archive keeps its promises after an outage of %d hours', async (hours) => {
  await expectPromisesKept(await deliver((hour) => (hour >= 6 && hour < 6 + hours ? [] : [hour])));
});

test('the archive keeps its promises when retries come hours late', async () => {
  await expectPromisesKept(await deliver((hour) => (hour % 6 === 0 ? [hour, hour + 4.5] : [hour])));
  await expectPromisesKept(await deliver((hour) => (hour % 6 === 1 ? [hour + 4.5] : [hour])));
});

test('the archive keeps its promises when events come out of order', async () => {
  await expectPromisesKept(await deliver((hour) => [hour % 2 === 0 ? hour + 1.5 : hour]));
});
