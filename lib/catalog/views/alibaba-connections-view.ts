// The view `alibaba_connections`. A session of Alibaba Cloud has up to ten connections, for which `sessions` has no
// columns.
import { HISTORY_PARTITIONS, type Column } from '../../contract';
import { EXTRA, IS_ALIBABA, portAt, textAt, timeAt } from './alibaba-fields';
import type { ViewColumn } from './derived-columns';
import type { View } from './presto-view';
import { SESSIONS_VIEW } from './sessions-view';
import { castAll, names } from '../sql';

const OF_SESSION: readonly Column[] = [
  ...HISTORY_PARTITIONS,
  { name: 'session_id', type: 'string', description: 'SessionId: the session that the connection belongs to' },
  { name: 'start_time', type: 'timestamp', description: 'CreationTime of the session, UTC' },
  { name: 'owner', type: 'string', description: 'PrincipalId: who created the session' },
];

const text = (name: string, json: string, field: string, description: string): ViewColumn => ({
  name,
  type: 'string',
  sql: textAt(json, field),
  description,
});
const time = (name: string, field: string, description: string): ViewColumn => ({
  name,
  type: 'timestamp',
  sql: timeAt('connection', field),
  description,
});

const READ: readonly ViewColumn[] = [
  text('identity_type', 'fields', 'IdentityType', 'IdentityType: Account, RAMUser or AssumedRoleUser'),
  text('user_name', 'fields', 'Username', 'Username: the user of the operating system that connected'),
  text('client_ip', 'fields', 'ClientIP', 'ClientIP: address that the client came from'),
  text(
    'target_server',
    'fields',
    'TargetServer',
    'TargetServer: host that a port was forwarded to, beyond the instance',
  ),
  {
    name: 'port_number',
    type: 'int',
    sql: portAt('fields', 'PortNumber'),
    description: 'PortNumber: port that was forwarded, null for a terminal',
  },
  {
    name: 'connection_number',
    type: 'int',
    sql: 'CAST(position AS integer)',
    description: 'Number of the connection within its session, from 1 on',
  },
  text('instance_id', 'connection', 'InstanceId', 'InstanceId: the instance that was connected to'),
  text(
    'connection_status',
    'connection',
    'Status',
    'Status: Connecting, Connected, Disconnected, Terminating, Terminated or Failed',
  ),
  time('connection_start_time', 'StartTime', 'StartTime: when the client began to connect, UTC'),
  time('connection_end_time', 'EndTime', 'EndTime: when the connection was closed, UTC'),
  text(
    'closed_reason',
    'connection',
    'ClosedReason',
    'ClosedReason: AgentSocketClosed, ClientClosed, DeliveryTimeout, InstanceNotRunning, ...',
  ),
  text('failed_detail', 'connection', 'FailedDetail', 'FailedDetail: why the connection failed, as text'),
];

const columns: readonly Column[] = [...OF_SESSION, ...READ];

/** Path of the connections in the JSON that Alibaba Cloud sent. */
const LIST = '$.Connections.Connection';

/** The longest sequence that Trino creates. */
const MOST_CONNECTIONS = 10_000;

/**
 * Reads the view `sessions`, which has a cutoff, so it needs none. Connections that are not a list, and items that are
 * not objects, get no row.
 */
export const ALIBABA_CONNECTIONS_VIEW: View = {
  name: 'alibaba_connections',
  description:
    'One row per connection of a session of Alibaba Cloud: address, user, machine, and how the connection ended. Filter on account_id, region or start_date.',
  columns,
  sql: () => {
    const found = `SELECT ${names(OF_SESSION)}, ${EXTRA} AS fields FROM ${SESSIONS_VIEW.name} WHERE ${IS_ALIBABA}`;
    const counted = `SELECT *, CAST(json_array_length(json_extract(fields, '${LIST}')) AS bigint) AS connections\nFROM (\n${found}\n)`;
    const each = `SELECT *, json_extract(fields, concat('${LIST}[', CAST(position - 1 AS varchar), ']')) AS connection
FROM (SELECT * FROM (\n${counted}\n) WHERE connections > 0) AS filled
CROSS JOIN UNNEST(sequence(1, least(connections, ${MOST_CONNECTIONS}))) AS positions(position)`;
    const read = `SELECT ${names(OF_SESSION)},\n  ${READ.map(({ name, sql }) => `${sql} AS ${name}`).join(',\n  ')}
FROM (\n${each}\n) WHERE json_format(connection) LIKE '{%'`;
    return `SELECT\n  ${castAll(columns)}\nFROM (\n${read}\n)`;
  },
};
