import fc from 'fast-check';
import { RECORD_KEYS } from '../../lib/contract';
import { ALIBABA, isClosed, isSuccessful } from '../../lambda/alibaba/columns';
import { toRecords } from '../../lambda/records/record';
import { formatTimestamp } from '../../lambda/time';
import { anything } from '../lambda/records/hostile-sessions';
import { DOCUMENTED, session } from './sessions';

const observation = {
  accountId: '1234567890123456',
  region: 'cn-hangzhou',
  snapshotId: '20240119T100000Z',
  snapshotMs: Date.UTC(2024, 0, 19, 10),
  observedMs: Date.UTC(2024, 0, 19, 10, 0, 7, 45),
  state: 'Active',
} as const;

type Line = Record<string, string | number | null>;
const recordOf = (sent: unknown) =>
  JSON.parse(
    toRecords([sent], observation, ALIBABA)
      .map(({ line }) => line)
      .join(''),
  ) as Line;
const withConnections = (...connections: object[]) => ({ ...DOCUMENTED, Connections: { Connection: connections } });

test('the documented example becomes the expected record', () => {
  const { SessionId, PrincipalId, CreationTime, ...rest } = DOCUMENTED;
  const { extra, ...columns } = recordOf(DOCUMENTED);
  expect(columns).toEqual({
    schema_version: 1,
    source: 'alibaba-ecs',
    account_id: '1234567890123456',
    region: 'cn-hangzhou',
    snapshot_id: '20240119T100000Z',
    snapshot_time: '2024-01-19 10:00:00.000',
    observed_time: '2024-01-19 10:00:07.045',
    session_state: 'Active',
    session_id: SessionId,
    target: 'i-bp1i7gg30r52z2em****',
    status: 'Connecting',
    owner: PrincipalId,
    reason: null,
    document_name: null,
    access_type: null,
    details: null,
    start_time: CreationTime.replace('T', ' ').replace('Z', '.000'),
    end_time: null,
    max_session_duration_minutes: null,
    s3_output_url: null,
    cloudwatch_output_url: null,
    start_date: '2024-01-19',
  });
  expect(JSON.parse(extra as string)).toEqual(rest);
});

test('a session ends with the last of its connections, once all are closed', () => {
  const first = { Status: 'Terminated', StartTime: '2024-01-19T09:16:00Z', EndTime: '2024-01-19T09:30:00Z' };
  const second = { Status: 'Failed', StartTime: '2024-01-19T09:20:00Z', EndTime: '2024-01-19T09:20:05Z' };
  const closed = withConnections(second, first);
  expect(isClosed(closed)).toBe(true);
  expect(recordOf(closed)).toMatchObject({ end_time: '2024-01-19 09:30:00.000', status: 'Failed' });
  const open = withConnections(first, { ...second, Status: 'Connected', EndTime: undefined });
  expect(isClosed(open)).toBe(false);
  expect(recordOf(open)).toMatchObject({ end_time: null, status: 'Connected' });
});

test('the target is the only instance of the connections, and null if there are several', () => {
  expect(recordOf(withConnections({ InstanceId: 'i-a' }, { InstanceId: 'i-a' }, {})).target).toBe('i-a');
  expect(recordOf(withConnections({ InstanceId: 'i-a' }, { InstanceId: 'i-b' })).target).toBeNull();
});

test('a session is open while it has no connection, and counts as successful once one has not failed', () => {
  for (const none of [{}, withConnections(), { Connections: 'none' }, null]) {
    expect(isClosed(none)).toBe(false);
    expect(isSuccessful(none)).toBe(false);
  }
  expect(isSuccessful(withConnections({ Status: 'Failed' }))).toBe(false);
  expect(isSuccessful(withConnections({ Status: 'Failed' }, { Status: 'Disconnected' }))).toBe(true);
});

test('any session can be restored from its record, value by value', () => {
  fc.assert(
    fc.property(fc.oneof(session, anything), (generated) => {
      const sent: unknown = JSON.parse(JSON.stringify(generated));
      const line = recordOf(sent);
      expect(Object.keys(line)).toEqual([...RECORD_KEYS.map(({ name }) => name), 'start_date']);
      const extra: unknown = line.extra === null ? {} : JSON.parse(line.extra as string);
      if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
        expect(extra).toEqual(sent);
        return;
      }
      for (const [name, value] of Object.entries(sent)) {
        const kept = Object.entries(extra as object).find(([key]) => key === name);
        if (kept) expect(kept[1]).toEqual(value);
        else if (value === null || value === '' || JSON.stringify(value) === '{}') continue;
        else if (name === 'CreationTime') expect(formatTimestamp(Date.parse(value as string))).toBe(line.start_time);
        else expect({ SessionId: line.session_id, PrincipalId: line.owner }[name]).toBe(value);
      }
    }),
  );
});

test('each record is one line of legal Unicode', () => {
  fc.assert(
    fc.property(session, (sent) => {
      const [record] = toRecords([sent], observation, ALIBABA);
      expect(record?.line.isWellFormed()).toBe(true);
      expect(record?.line.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(2);
    }),
  );
});
