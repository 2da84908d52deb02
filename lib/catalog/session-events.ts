// What a row of one event is made of. Written once, for the MERGE and the tests.
import { names } from './sql';
import type { ViewColumn } from './views/derived-columns';

/** Names of the tables that the curation makes from a trail: the events, and until when each scope has been read. */
export const CURATED_EVENTS = 'curated_events';
export const TRAIL_DAYS = 'trail_days';

/** Text at a place in the JSON of an event; null if there is none, or something else than text. */
const at = (path: string) => `json_extract_scalar(event_json, '$.${path}')`;

const text = (name: string, sql: string, description: string): ViewColumn => ({
  name,
  type: 'string',
  sql,
  description,
});

/** From `event_json`, the JSON of one event, and what its file's place says. Nothing of tokens and stream addresses is taken over. */
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
    'eventID: CloudTrail gives every event one of its own',
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
    'Who asked: the ARN, as owner has it; without one the principal id, or the service',
  ),
  text(
    'principal_type',
    at('userIdentity.type'),
    'userIdentity.type: AssumedRole, IAMUser, Root, AWSService, AWSAccount, ...',
  ),
  text(
    'role_arn',
    at('userIdentity.sessionContext.sessionIssuer.arn'),
    'ARN of the role that was assumed, with its path',
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
    'sourceIPAddress as it is: an address, or the name of the service that asked',
  ),
  text('invoked_by', at('userIdentity.invokedBy'), 'AWS service that asked in somebody’s name'),
  text('user_agent', at('userAgent'), 'userAgent: what the caller says it is'),
  {
    name: 'mfa',
    type: 'boolean',
    sql: `CASE ${at('userIdentity.sessionContext.attributes.mfaAuthenticated')} WHEN 'true' THEN true WHEN 'false' THEN false END`,
    description:
      'Whether the credentials were got with MFA of IAM; null if CloudTrail does not say. Never true for IAM Identity Center, which asks for MFA itself',
  },
  text(
    'target',
    `coalesce(${at('requestParameters.target')}, ${at('requestParameters.task')}, ${at('requestParameters.InstanceId')}, ${at('requestParameters.instanceId')})`,
    'Target that was asked for; of ExecuteCommand the task',
  ),
  text(
    'document_name',
    at('requestParameters.documentName'),
    'SSM document that was asked for, null for the default shell',
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
  text('error_message', at('errorMessage'), 'What AWS answered'),
  text('source_object', 'source_object', 'Key of the log file; the trail’s digest files vouch for it'),
];

/** One row for each of these. */
export const EVENT_KEY: readonly string[] = ['account_id', 'region', 'event_date', 'event_id'];

/** A file without any of these words holds nothing of Session Manager, and is not parsed. */
export const MENTIONS = `regexp_like(document, '"(?:StartSession|ResumeSession|TerminateSession|ExecuteCommand)"|"ssm-guiconnect[.]amazonaws[.]com')`;

/** Other services have events of these names, too. */
const IS_OURS = `(${at('eventSource')} = 'ssm.amazonaws.com' AND ${at('eventName')} IN ('StartSession', 'ResumeSession', 'TerminateSession')
      OR ${at('eventSource')} = 'ecs.amazonaws.com' AND ${at('eventName')} = 'ExecuteCommand'
      OR ${at('eventSource')} = 'ssm-guiconnect.amazonaws.com' AND NOT regexp_like(${at('eventName')}, '^(?:Get|List|Describe)'))`;

/**
 * One row per event.
 *
 * @param events a query that gives `account_id`, `region`, `delivery_date` (yyyy-MM-dd), `source_object` and `event_json`
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
