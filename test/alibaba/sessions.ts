// Alibaba Cloud's documented example of a session, and a generator of hostile ones: any legal JSON.
import fc from 'fast-check';
import { anything } from '../lambda/records/hostile-sessions';

/** The example in the documentation of DescribeTerminalSessions. */
export const DOCUMENTED = {
  CreationTime: '2024-01-19T09:15:46Z',
  TargetServer: '192.168.0.246',
  PortNumber: 22,
  PrincipalId: '123456xxxx',
  Username: 'root',
  ClientIP: '192.168.1.1',
  IdentityType: 'RAMUser',
  SessionId: 's-hz023od0x9****',
  Connections: {
    Connection: [
      {
        ClosedReason: 'AgentNeedUpgrade',
        EndTime: '2024-01-19T09:16:46Z',
        Status: 'Connecting',
        StartTime: '2024-01-19T09:16:40Z',
        InstanceId: 'i-bp1i7gg30r52z2em****',
      },
    ],
  },
};

const time = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) })
  .map((ms) => new Date(ms).toISOString().replace(/\.\d+/, ''));
const CONNECTION = ['Status', 'ClosedReason', 'StartTime', 'EndTime', 'InstanceId', 'FailedDetail'];

const connection = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        Status: fc.constantFrom('Connecting', 'Connected', 'Disconnected', 'Terminating', 'Terminated', 'Failed'),
        StartTime: time,
        EndTime: time,
        InstanceId: fc.constantFrom('i-a', 'i-b', ''),
      },
      { requiredKeys: [] },
    ),
  },
  fc.dictionary(fc.constantFrom(...CONNECTION, 'New'), anything),
  anything,
);

const connections = fc.oneof(fc.record({ Connection: fc.array(connection, { maxLength: 4 }) }), anything);
const fields = fc.dictionary(
  fc.constantFrom('SessionId', 'PrincipalId', 'CreationTime', 'Username', 'ClientIP', 'PortNumber', 'New', '__proto__'),
  fc.oneof(anything, time),
);

/** Serialized and parsed again, as after a call. */
export const session = fc
  .tuple(fields, fc.option(connections))
  .map(
    ([rest, list]) =>
      JSON.parse(JSON.stringify(list === null ? rest : { ...rest, Connections: list })) as Record<string, unknown>,
  );
