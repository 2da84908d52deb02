// The view `ocsf_authentication`: the sessions as events for a SIEM, in the Open Cybersecurity Schema Framework (OCSF).
import { HISTORY_PARTITIONS, type Column } from '../../contract';
import { byCloud } from './alibaba-fields';
import { always, constant, integer, json, jsonSql, object, string, when } from './json-text';
import type { View } from './presto-view';
import { SESSIONS_VIEW } from './sessions-view';
import { castAll } from '../sql';

/** Version of the schema: https://schema.ocsf.io/1.8.0/classes/authentication?profiles=cloud */
const OCSF_VERSION = '1.8.0';
const CLASS_UID = 3002;

const [LOGON, LOGOFF] = [1, 2] as const;

const columns: readonly Column[] = [
  ...HISTORY_PARTITIONS,
  { name: 'event_date', type: 'string', description: 'UTC day of the event, yyyy-MM-dd' },
  { name: 'time', type: 'bigint', description: 'Time of the event in milliseconds since 1970, UTC' },
  { name: 'activity_id', type: 'int', description: '1 Logon: the session started; 2 Logoff: it ended' },
  { name: 'type_uid', type: 'bigint', description: 'Class and activity: 300201 Logon, 300202 Logoff' },
  { name: 'status_id', type: 'int', description: '0 Unknown, 1 Success, 2 Failure, 99 any other Status' },
  { name: 'session_id', type: 'string', description: 'SessionId: the session that started or ended' },
  {
    name: 'event_uid',
    type: 'string',
    description:
      'Id of the event, made from account, Region, session and activity, so that every query gives the same id',
  },
  {
    name: 'event',
    type: 'string',
    description: `The event as JSON on one line: OCSF ${OCSF_VERSION}, class ${CLASS_UID} Authentication, profile cloud`,
  },
];

/** Milliseconds since 1970, the unit of OCSF. */
const epoch = (time: string) => `date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ${time})`;

/** OCSF's caption for an id. */
const caption = (id: string, captions: Readonly<Record<number, string>>, otherwise: string) =>
  `CASE ${id} ${Object.entries(captions)
    .map(([value, name]) => `WHEN ${value} THEN '${name}'`)
    .join(' ')} ELSE ${otherwise} END`;

/** The expressions from which the events are made. The query computes each of them once. */
const FACTS: Readonly<Record<string, string>> = {
  time: epoch('event_time'),
  event_date: "date_format(event_time, '%Y-%m-%d')",
  type_uid: `${CLASS_UID * 100} + activity_id`,
  event_uid: `concat(account_id, '/', region, '/', session_id, CASE activity_id WHEN ${LOGON} THEN '/logon' ELSE '/logoff' END)`,
  activity_name: caption('activity_id', { [LOGON]: 'Logon' }, "'Logoff'"),
  status_id: `CASE
    WHEN status IS NULL OR status = 'Connecting' THEN 0
    WHEN status IN ('Connected', 'Disconnected', 'Terminating', 'Terminated') THEN 1
    WHEN status = 'Failed' THEN 2
    ELSE 99
  END`,
  // A shell is 10, Remote Interactive. SSH and forwarded ports are 3, Network, whatever goes through them.
  logon_type_id: "CASE session_type WHEN 'shell' THEN 10 WHEN 'unknown' THEN 0 ELSE 3 END",
  // A service is 99, Other, because the version of OCSF that Security Lake accepts has no id for services.
  user_type_id: `CASE
    WHEN owner_type = 'root' THEN 2
    WHEN person_kind = 'person' THEN 1
    WHEN person_kind = 'service' THEN 99
    ELSE 0
  END`,
  endpoint_type_id:
    "CASE WHEN target_type IN ('ec2-instance', 'ecs-instance') THEN 6 WHEN target_type = 'unknown' THEN 0 ELSE 99 END",
  owner_account: "coalesce(regexp_extract(owner, ':([0-9]{12}):', 1), account_id)",
  // OCSF's pattern for an e-mail address. It ends with \z because $ also matches before a last line break in some
  // engines.
  owner_address: String.raw`regexp_extract(owner_name, '^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9-]+[.][a-zA-Z0-9.-]+\z', 0)`,
  created_time: epoch('start_time'),
  expiration_time: `${epoch('start_time')} + CAST(max_session_duration_minutes AS bigint) * 60000`,
  duration: "CASE WHEN end_time >= start_time THEN date_diff('millisecond', start_time, end_time) END",
  logged_time: epoch('observed_time'),
  message: `CASE activity_id
    WHEN ${LOGON} THEN concat(coalesce(owner_name, 'Somebody'), ' started a session with ', coalesce(target, 'an unknown target'))
    ELSE concat('The session of ', coalesce(owner_name, 'somebody'), ' with ', coalesce(target, 'an unknown target'), ' ended')
  END`,
};

/** The cloud of the session. OCSF has no id for accounts of Alibaba Cloud: 99 is Other. */
const CLOUD: Readonly<Record<string, string>> = {
  cloud_provider: byCloud("'Alibaba Cloud'", "'AWS'"),
  account_type: byCloud("'Alibaba Cloud Account'", "'AWS Account'"),
  account_type_id: byCloud('99', '10'),
  service_name: byCloud("'Elastic Compute Service'", "'AWS Systems Manager'"),
  service_uid: byCloud("'ecs.aliyuncs.com'", "'ssm.amazonaws.com'"),
  api: byCloud("'DescribeTerminalSessions'", "'DescribeSessions'"),
};

const CAPTIONS: Readonly<Record<string, string>> = {
  type_name: "concat('Authentication: ', activity_name)",
  status_name: caption('status_id', { 0: 'Unknown', 1: 'Success', 2: 'Failure' }, 'status'),
  logon_type: caption('logon_type_id', { 0: 'Unknown', 3: 'Network' }, "'Remote Interactive'"),
  user_type: caption('user_type_id', { 0: 'Unknown', 1: 'User', 2: 'Admin' }, "'AWS Service'"),
  endpoint_type: caption('endpoint_type_id', { 0: 'Unknown', 6: 'Virtual' }, 'target_type'),
};

const accountOf = (uid: string) =>
  object({
    type: always(string('account_type')),
    type_id: always(integer('account_type_id')),
    uid: always(string(uid)),
  });

/** The owner of the session. OCSF requires a user in every event, so the user has at least an account. */
const USER = object({
  type: always(string('user_type')),
  type_id: always(integer('user_type_id')),
  account: accountOf('owner_account'),
  uid: string('owner'),
  name: string('owner_name'),
  uid_alt: string('person'),
  email_addr: string('owner_address'),
});

const METADATA = object({
  version: constant(OCSF_VERSION),
  profiles: constant(['cloud']),
  product: object({
    name: always(string('service_name')),
    vendor_name: always(string('cloud_provider')),
    feature: object({ name: constant('Session Manager') }),
  }),
  log_provider: constant('cdk-ssm-session-archive'),
  log_name: always(string('api')),
  uid: always(string('event_uid')),
  correlation_uid: always(string('session_id')),
  logged_time: integer('logged_time'),
});

const STEPS = [{ ...FACTS, ...CLOUD }, CAPTIONS, { user_json: jsonSql(USER) }];

/** Columns without a field in OCSF, under their names in the view `sessions`. */
const UNMAPPED = object({
  session_type: always(string('session_type')),
  session_state: string('session_state'),
  ...Object.fromEntries(
    [
      'document_name',
      'reason',
      'access_type',
      's3_output_url',
      'cloudwatch_output_url',
      'owner_type',
      'role_name',
      'person_kind',
      'person_named_in',
      'extra',
      'source_object',
    ].map((name) => [name, string(name)]),
  ),
});

const EVENT = object({
  class_uid: constant(CLASS_UID),
  class_name: constant('Authentication'),
  category_uid: constant(3),
  category_name: constant('Identity & Access Management'),
  activity_id: always(integer('activity_id')),
  activity_name: always(string('activity_name')),
  type_uid: always(integer('type_uid')),
  type_name: always(string('type_name')),
  severity_id: constant(1),
  severity: constant('Informational'),
  time: always(integer('time')),
  status_id: always(integer('status_id')),
  status: always(string('status_name')),
  status_code: string('status'),
  status_detail: string('details'),
  message: always(string('message')),
  metadata: METADATA,
  cloud: object({
    provider: always(string('cloud_provider')),
    region: always(string('region')),
    account: accountOf('account_id'),
  }),
  // Only at logon: nobody knows who ended a session. It may have been another person, or a timeout.
  actor: when(`activity_id = ${LOGON}`, object({ user: json('user_json') })),
  user: json('user_json'),
  session: object({
    uid: always(string('session_id')),
    is_remote: constant(true),
    created_time: integer('created_time'),
    expiration_time: integer('expiration_time'),
  }),
  is_remote: constant(true),
  logon_type_id: always(integer('logon_type_id')),
  logon_type: always(string('logon_type')),
  service: object({ name: always(string('service_name')), uid: always(string('service_uid')) }),
  dst_endpoint: when(
    'target IS NOT NULL',
    object({
      uid: always(string('target')),
      type_id: always(integer('endpoint_type_id')),
      type: always(string('endpoint_type')),
      instance_uid: when("target_type IN ('ec2-instance', 'ecs-instance', 'managed-node')", always(string('target'))),
    }),
  ),
  duration: when(`activity_id = ${LOGOFF}`, integer('duration')),
  unmapped: UNMAPPED,
});

/**
 * Reads the view `sessions`, which has a cutoff, so it needs none. There is an event only if its time is known. A
 * filter on account_id, region or start_date limits which files are read.
 */
export const OCSF_VIEW: View = {
  name: 'ocsf_authentication',
  description:
    'The sessions as events for a SIEM (OCSF Authentication): one for each start, one for each end. Filter on account_id, region or start_date.',
  columns,
  sql: () => {
    const events = `SELECT *, CASE activity_id WHEN ${LOGON} THEN start_time ELSE end_time END AS event_time
FROM ${SESSIONS_VIEW.name} CROSS JOIN (VALUES (${LOGON}), (${LOGOFF})) AS activities(activity_id)`;
    const known = STEPS.reduce(withFacts, `SELECT * FROM (\n${events}\n) WHERE event_time IS NOT NULL`);
    return `SELECT\n  ${castAll(columns)}\nFROM (\n${withFacts(known, { event: onOneLine(jsonSql(EVENT)) })}\n)`;
  },
};

/** The rows of a query, with additional columns that are computed from its columns. */
function withFacts(sql: string, facts: Readonly<Record<string, string>>): string {
  const added = Object.entries(facts).map(([name, expression]) => `${expression} AS ${name}`);
  return `SELECT *,\n  ${added.join(',\n  ')}\nFROM (\n${sql}\n)`;
}

/** Escapes characters that some programs treat as a line break. They can only occur within a JSON string. */
function onOneLine(sql: string): string {
  return ['0085', '2028', '2029'].reduce(
    (done, code) => `replace(${done}, chr(${parseInt(code, 16)}), '\\u${code}')`,
    sql,
  );
}
