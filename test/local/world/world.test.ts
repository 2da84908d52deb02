import fc from 'fast-check';
import { indexInSessionId, makeSessionId } from '../../../local/world/session-id';
import type { SessionList, SessionState } from '../../../local/world/sessions';
import { createWorld, RETENTION, type TrueSession, type WorldOptions } from '../../../local/world/world';
import { HOSTILE_TEXTS } from '../../../local/world/cast';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 1);
const options: WorldOptions = {
  seed: 7,
  accountId: '123456789012',
  regions: ['eu-west-1', 'us-east-1'],
  sessions: 900,
  from: FROM,
};
const world = createWorld(options);
const END = FROM + 75 * DAY;
const truth = world.truth('eu-west-1', END);
const idOf = new Map(truth.map((session) => [session, session.sessionId]));

const all = (list: SessionList) => Array.from({ length: list.length }, (_, i) => list.at(i));
const ids = (list: SessionList) => all(list).map((session) => session?.SessionId);
const share = (wanted: (session: TrueSession) => boolean) => truth.filter(wanted).length / truth.length;

test('at any times in any order, each state holds exactly its sessions, newest first', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: FROM - DAY, max: END }),
      fc.constantFrom<SessionState>('Active', 'History'),
      (now, state) => {
        const is = ({ startMs, endMs }: TrueSession) =>
          state === 'Active' ? startMs <= now && now < endMs : endMs <= now && now < endMs + RETENTION;
        const expected = truth.filter(is).reverse();
        expect(ids(world.sessions('eu-west-1', state, now))).toEqual(expected.map((session) => idOf.get(session)));
      },
    ),
  );
});

test('a session ends at its end, not a millisecond before', () => {
  const session = truth.find(({ startMs, endMs }) => endMs - startMs > 60_000);
  const states = [-1, 0, RETENTION - 1, RETENTION].map((ms) =>
    (['Active', 'History'] as const).filter((state) =>
      ids(world.sessions('eu-west-1', state, (session?.endMs ?? 0) + ms)).includes(session?.sessionId),
    ),
  );
  expect(states).toEqual([['Active'], ['History'], ['History'], []]);
});

test('every 30 days have the requested number of sessions, most of them during working hours', () => {
  const month = truth.filter(({ startMs }) => startMs < FROM + 30 * DAY);
  expect(month).toHaveLength(900);
  const office = month.filter(({ startMs }) => {
    const start = new Date(startMs);
    return start.getUTCDay() % 6 !== 0 && start.getUTCHours() >= 7 && start.getUTCHours() < 16;
  });
  expect(office.length).toBeGreaterThan(600);
  const skewed = createWorld({ ...options, skew: 'two-days' }).truth('eu-west-1', FROM + 30 * DAY - 1);
  const busy = skewed.filter(({ startMs }) => Math.floor((startMs - FROM) / DAY / 2) === 6);
  expect([skewed.length, busy.length]).toEqual([900, 810]);
});

test('start times are all different, in whole milliseconds', () => {
  const starts = truth.map(({ startMs }) => startMs);
  expect(starts.every(Number.isInteger)).toBe(true);
  expect(new Set(starts).size).toBe(starts.length);
  const dense = createWorld({ ...options, sessions: 20_000, skew: 'two-days' }).truth('eu-west-1', FROM + 30 * DAY);
  expect(dense.every(({ startMs }, i) => i === 0 || startMs > (dense[i - 1]?.startMs ?? 0))).toBe(true);
});

test('the same seed gives the same world, another seed or Region another; an unknown Region has nothing', () => {
  const now = FROM + 40 * DAY;
  const history = (more: Partial<WorldOptions>, region = 'eu-west-1') =>
    all(createWorld({ ...options, ...more }).sessions(region, 'History', now));
  expect(history({})).toEqual(all(world.sessions('eu-west-1', 'History', now)));
  expect(history({ seed: 8 })).not.toEqual(history({}));
  expect(history({}, 'us-east-1')).not.toEqual(history({}));
  expect(history({}, 'eu-north-1')).toEqual([]);
});

test('sessions are found by their id, and unknown ids are not found', () => {
  const list = world.sessions('eu-west-1', 'History', FROM + 40 * DAY);
  expect(ids(list).map((id) => list.indexOfId?.(String(id)))).toEqual(all(list).map((_, i) => i));
  const elsewhere = ids(world.sessions('us-east-1', 'History', FROM + 40 * DAY));
  for (const id of [...elsewhere, 'root', 'x-0123', '']) expect(list.indexOfId?.(String(id))).toBe(-1);
});

test('an id looks as if AWS had made it, and holds its number', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(0xffff_ffff), fc.boolean(), (seed, index, old) => {
      const id = makeSessionId('root', seed, index, old);
      expect(id).toMatch(old ? /^root-[0-9a-f]{17}$/ : /^root-[a-z2-7]{26}$/);
      expect(indexInSessionId(id)).toBe(index);
    }),
  );
});

test('durations: mostly minutes, few over three hours, some days, some endless', () => {
  const lasts = (ms: number) => share(({ startMs, endMs }) => endMs - startMs > ms);
  expect(lasts(5 * 60_000)).toBeGreaterThan(0.6);
  expect(lasts(3 * 3_600_000)).toBeLessThan(0.03);
  expect(lasts(DAY)).toBeGreaterThan(0.002);
  expect(truth.some(({ endMs }) => endMs === Infinity)).toBe(true);
});

test.each<[string, RegExp[]]>([
  [
    'Owner',
    [/^arn:aws:sts::123456789012:assumed-role\/AWSReservedSSO_\w+\/[\w.]+@example.com$/, /assumed-role\/ci-deploy/],
  ],
  ['Owner', [/^arn:aws:iam::\d+:user\//, /^arn:aws:iam::\d+:root$/, /^arn:aws-cn:/, /^arn:aws-us-gov:/, /^aws:sts/]],
  [
    'Target',
    [/^i-0[0-9a-f]{16}$/, /^mi-0[0-9a-f]{16}$/, /^ecs:\w+_\w+_[\w-]+$/, /^sagemaker-cluster:/, /^future-kind/],
  ],
  ['Status', [/^Terminated$/, /^Failed$/, /^Terminating$/]],
  ['DocumentName', [/^undefined$/, /RunShell/, /PortForwarding/, /StartSSH/]],
  ['AccessType', [/^undefined$/, /^Standard$/, /^JustInTime$/]],
  ['MaxSessionDuration', [/^undefined$/, /^60$/, /^1440$/, /^1[0-3][4-9]\d$/]],
  ['Reason', [/^undefined$/, /^$/, /^INC\d{4}/, /^x{256}$/, /\u2028/, /DROP TABLE/]],
  [
    'OutputUrl',
    [/^undefined$/, /^{}$/, /^{"S3OutputUrl":""/, /^{"S3OutputUrl":"https:[^,]*}$/, /"CloudWatchOutputUrl":"https/],
  ],
  ['NetworkContext', [/^undefined$/, /"SourceVpc":null/]],
])('%s has all its kinds of values', (field, kinds) => {
  const values = truth.map((session) => {
    const value = session.describe('History')[field];
    return typeof value === 'object' ? JSON.stringify(value) : `${value as string | undefined}`;
  });
  for (const kind of kinds) expect(values.some((value) => kind.test(value))).toBe(true);
});

test('every hostile text occurs as a reason', () => {
  const reasons = new Set(truth.map((session) => session.describe('History').Reason));
  expect(HOSTILE_TEXTS.filter((text) => !reasons.has(text))).toEqual([]);
});

test('when a session ends, only its status and its end change', () => {
  for (const session of truth.slice(0, 200)) {
    const active = session.describe('Active');
    const { Status, EndDate, ...rest } = session.describe('History');
    expect(active).toEqual({ ...rest, Status: active.Status });
    expect(['Terminated', 'Terminating', 'Failed']).toContain(Status);
    expect(EndDate).toBe(session.endMs / 1000);
  }
});
