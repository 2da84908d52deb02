// How a row of an event is made from a trail's log file. Shared by the MERGE and the tests.
import { names } from './sql';
import type { ViewColumn } from './views/derived-columns';

/**
 * Names of the tables that the curation makes from a trail: the events, and the time up to which it has read each
 * scope.
 */
export const CURATED_EVENTS = 'curated_events';
export const TRAIL_DAYS = 'trail_days';

/** The scalar at a path in the JSON of an event. Null if the path does not exist or does not hold a scalar. */
const at = (path: string) => `json_extract_scalar(event_json, '$.${path}')`;

const text = (name: string, sql: string, description: string): ViewColumn => ({
  name,
  type: 'string',
  sql,
  description,
});

/**
 * Computed from `event_json`, the JSON of one event, and from the path of its file. Tokens and stream addresses are not
 * copied.
 */
export const EVENT_COLUMNS: readonly ViewColumn[] = [
  text('account_id', 'account_id', 'AWS account that the event happened in, 12 digits'),
  text('region', 'region', 'AWS Region that the event happened in'),
  text('event_date', `coalesce(substr(${at('eventTime')}, 1, 10), delivery_date)`, 'UTC day of event_time, yyyy-MM-dd'),
  {
    name: 'event_time',
    type: 'timestamp',
    sql: `CAST(replace(replace(${at('eventTime')}, 'T', ' '), 'Z', '') AS timestamp(3))`,
    description: 'eventTime: when the request was answered, UTC, whole seconds',
  },
  text(
    'event_id',
    `coalesce(${at('eventID')}, ${at('requestID')}, '')`,
    'eventID: unique for each event of CloudTrail',
  ),
  text('event_source', at('eventSource'), 'eventSource: ssm, ecs or ssm-guiconnect, each with .amazonaws.com'),
  text(
    'event',
    at('eventName'),
    'eventName: StartSession, ResumeSession, TerminateSession, ExecuteCommand, StartConnection, ...',
  ),
  text(
    'session_id',
    `coalesce(${at('responseElements.sessionId')}, ${at('responseElements.session.sessionId')}, ${at('requestParameters.sessionId')})`,
    'SessionId; null if the request failed before there was one, and for ssm-guiconnect',
  ),
  text(
    'principal',
    `coalesce(${at('userIdentity.arn')}, ${at('userIdentity.principalId')}, ${at('userIdentity.invokedBy')})`,
    'Who made the request: the ARN, as in owner; without an ARN the principal id, or the service',
  ),
  text(
    'principal_type',
    at('userIdentity.type'),
    'userIdentity.type: AssumedRole, IAMUser, Root, AWSService, AWSAccount, ...',
  ),
  text(
    'role_arn',
    at('userIdentity.sessionContext.sessionIssuer.arn'),
    'ARN of the role that the principal had assumed, with its path',
  ),
  text(
    'source_identity',
    at('userIdentity.sessionContext.sourceIdentity'),
    'Source identity that was set when the first role was assumed; nobody can change it afterwards',
  ),
  text(
    'identity_store_user',
    at('userIdentity.onBehalfOf.userId'),
    'User id in IAM Identity Center, if CloudTrail names it',
  ),
  text(
    'source_address',
    at('sourceIPAddress'),
    'sourceIPAddress as it is: an address, or the name of the service that made the request',
  ),
  text('invoked_by', at('userIdentity.invokedBy'), 'AWS service that made the request for the principal'),
  text('user_agent', at('userAgent'), 'userAgent: the client program, as it named itself'),
  {
    name: 'mfa',
    type: 'boolean',
    sql: `CASE ${at('userIdentity.sessionContext.attributes.mfaAuthenticated')} WHEN 'true' THEN true WHEN 'false' THEN false END`,
    description:
      'Whether the credentials were obtained with MFA of IAM; null if CloudTrail does not say. Never true for IAM Identity Center, which asks for MFA itself',
  },
  text(
    'target',
    `coalesce(${at('requestParameters.target')}, ${at('requestParameters.task')}, ${at('requestParameters.InstanceId')}, ${at('requestParameters.instanceId')})`,
    'Target of the request; for ExecuteCommand the task',
  ),
  text(
    'document_name',
    at('requestParameters.documentName'),
    'SSM document of the request, null for the default shell',
  ),
  text(
    'forwarded_host',
    `coalesce(${at('requestParameters.parameters.host[0]')}, ${at('requestParameters.parameters.host')})`,
    'Host that a port was forwarded to, beyond the target',
  ),
  text(
    'forwarded_port',
    `coalesce(${at('requestParameters.parameters.portNumber[0]')}, ${at('requestParameters.parameters.portNumber')})`,
    'Port that was forwarded, on the target or on forwarded_host',
  ),
  text('reason', at('requestParameters.reason'), 'Reason that the person gave for connecting'),
  text('error_code', at('errorCode'), 'Null if the request succeeded: AccessDenied, TargetNotConnected, ...'),
  text('error_message', at('errorMessage'), 'errorMessage: the error as AWS describes it'),
  text('source_object', 'source_object', 'Key of the log file; the trail’s digest files prove that it is unchanged'),
];

/** The columns that identify a row. */
export const EVENT_KEY: readonly string[] = ['account_id', 'region', 'event_date', 'event_id'];

/** A file without any of these words contains no event of Session Manager, so it is not parsed. */
export const MENTIONS = `regexp_like(document, '"(?:StartSession|ResumeSession|TerminateSession|ExecuteCommand)"|"ssm-guiconnect[.]amazonaws[.]com')`;

/** Checks the source as well, because other services have events of the same names. */
const IS_OURS = `(${at('eventSource')} = 'ssm.amazonaws.com' AND ${at('eventName')} IN ('StartSession', 'ResumeSession', 'TerminateSession')
      OR ${at('eventSource')} = 'ecs.amazonaws.com' AND ${at('eventName')} = 'ExecuteCommand'
      OR ${at('eventSource')} = 'ssm-guiconnect.amazonaws.com' AND NOT regexp_like(${at('eventName')}, '^(?:Get|List|Describe)'))`;

/**
 * One row per event.
 *
 * @param events a query that gives `account_id`, `region`, `delivery_date` (yyyy-MM-dd), `source_object` and
 * `event_json`
 */
export function eventRows(events: string): string {
  return `SELECT ${names(EVENT_COLUMNS)} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${EVENT_KEY.join(', ')} ORDER BY source_object) AS place FROM (
      SELECT ${EVENT_COLUMNS.map(({ name, sql }) => (name === sql ? name : `${sql} AS ${name}`)).join(',\n        ')}
      FROM (
        ${events}
      ) AS delivered WHERE ${IS_OURS}
    ) AS rows_of_files
  ) AS ranked WHERE place = 1`;
}
