import type { Column } from '../../contract';
import { byCloud, EXTRA, portAt, textAt } from './alibaba-fields';

/** A column of a view, and the SQL that computes it. */
export interface ViewColumn extends Column {
  readonly sql: string;
}

/**
 * Patterns of owner names that AWS, tools and teams use and that name no person. They match the whole name, in any
 * case, but no e-mail address.
 */
const NAMES_NOBODY = [
  // Generated names: a node's id, numbers, hexadecimal digits, a UUID, or a time after a word.
  'm?i-[0-9a-f]{8,}',
  '[0-9]+',
  '[0-9a-f]{16,}',
  '[^@]*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[^@]*',
  '[^@]*[-_.][0-9]{9,}',
  // Default session names of SDKs, command lines and pipelines.
  '[^@]*session[^@]*',
  '(?:aws|amazon|boto3?|botocore)(?:[-_.0-9][^@]*)?',
  '(?:awscli|awsservicerole)[^@]*|ecs-execute-command',
  '(?:assumed-from-)?leapp[^@]*',
  '(?:github|gitlab|bitbucket)[^@]*',
  '(?:jenkins|circleci|buildkite|teamcity|azure-?(?:devops|pipelines?)|terraform|opentofu|atlantis|spacelift)(?:[-_][^@]*)?',
  '(?:pulumi|ansible|argocd|codebuild|codepipeline|lambda|eks|vault|cognitoidentitycredentials)(?:[-_][^@]*)?',
  // Names that many people share.
  '(?:ssm|ec2)-user|ubuntu|centos|debian|root|admin(?:istrator)?s?|users?|test(?:er|ing)?|default|shared|guest|te?mp',
  'anonymous|unknown|dev(?:elopers?|ops)?|ops|operators?|operations|support|read-?only|power-?users?|deploy(?:er|ment)?',
  'ci|cd|ci-?cd|build|pipeline|runner|automation|bot|service|bastion|jump-?(?:host|box)|sso|cli|console',
  '(?:assumed?|switch)-?role|cross-?account(?:-?access)?',
];

/**
 * Documents that open a shell or run a command, by their exact names. ARNs of AWS's own documents contain no account.
 */
const SHELLS = [
  'SSM-SessionManagerRunShell',
  'AWS-StartInteractiveCommand',
  'AWS-StartNonInteractiveCommand',
  'AWS-PasswordReset',
  'AmazonECS-ExecuteInteractiveCommand',
];

// The patterns rely on this: in an ARN, with or without `arn:`, the part before the name contains no slash.
const READ: readonly ViewColumn[] = [
  {
    name: 'duration_seconds',
    type: 'bigint',
    description:
      'Whole seconds from start_time to end_time, null while the session is open or if it ends before it starts',
    sql: "CASE WHEN end_time >= start_time THEN date_diff('second', start_time, end_time) END",
  },
  {
    name: 'session_type',
    type: 'string',
    description:
      'What the document opens: shell, ssh, port-forwarding or unknown. Your own documents for ssh and port-forwarding are recognized by their names. For Alibaba Cloud: port-forwarding if there is a port or a server, or else shell',
    sql: byCloud(
      `CASE WHEN ${portAt(EXTRA, 'PortNumber')} IS NOT NULL OR ${textAt(EXTRA, 'TargetServer')} IS NOT NULL THEN 'port-forwarding' ELSE 'shell' END`,
      `CASE
      WHEN document_name IS NULL OR regexp_like(document_name, '^(?:arn:[^/]*::document/)?(?:${SHELLS.join('|')})$') THEN 'shell'
      WHEN regexp_like(document_name, '(?i)(?:^|[^s])ssh') THEN 'ssh'
      WHEN regexp_like(document_name, '(?i)forward|tunnel|socks|proxy|gui-?connect|remote-?desktop|(?:^|[^a-z])rdp(?:[^a-z]|$)')
        THEN 'port-forwarding'
      ELSE 'unknown'
    END`,
    ),
  },
  {
    name: 'owner_type',
    type: 'string',
    description:
      'Kind of owner: sso-user, assumed-role, iam-user, root, federated-user, service or unknown; for Alibaba Cloud account, ram-user, ram-role or unknown',
    sql: byCloud(
      `CASE CASE WHEN owner IS NOT NULL THEN ${textAt(EXTRA, 'IdentityType')} END
        WHEN 'Account' THEN 'account' WHEN 'RAMUser' THEN 'ram-user' WHEN 'AssumedRoleUser' THEN 'ram-role' ELSE 'unknown' END`,
      `CASE
      WHEN regexp_like(owner, '(?i):assumed-role/AWSServiceRoleFor[^/]*/|:(?:assumed-)?role/aws-service-role/|^[a-z0-9.-]+[.]amazonaws[.]com(?:[.][a-z]+)?$')
        OR (target LIKE 'ecs:%' AND regexp_like(owner, ':assumed-role/(?:[^/]*/)*ecs-execute-command$')) THEN 'service'
      WHEN regexp_like(owner, '^[^/]*:assumed-role/AWSReservedSSO_[^/]+/') THEN 'sso-user'
      WHEN regexp_like(owner, '^[^/]*:assumed-role/[^/]+/') THEN 'assumed-role'
      WHEN regexp_like(owner, '^[^/]*:user/') THEN 'iam-user'
      WHEN regexp_like(owner, '^[^/]*:federated-user/') THEN 'federated-user'
      WHEN regexp_like(owner, '^[^/]*:root$') THEN 'root'
      ELSE 'unknown'
    END`,
    ),
  },
  {
    name: 'owner_name',
    type: 'string',
    description: 'Name in the owner: user name, role session name or root; the whole owner if its form is unknown',
    sql: byCloud(
      "coalesce(regexp_extract(owner, '^[^:]+:(.+)$', 1), owner)",
      `coalesce(
      regexp_extract(owner, '^[^/]*:(?:assumed-role|user|federated-user)/(?:[^/]*/)*([^/]+)$', 1),
      regexp_extract(owner, '^[^/]*:(root)$', 1),
      owner)`,
    ),
  },
  {
    name: 'role_name',
    type: 'string',
    description: 'Role that the owner had assumed, null for other owners; for Alibaba Cloud the id of the role',
    sql: byCloud("regexp_extract(owner, '^([^:]+):.', 1)", "regexp_extract(owner, '^[^/]*:assumed-role/([^/]+)/', 1)"),
  },
  {
    name: 'target_type',
    type: 'string',
    description:
      'Kind of target: ec2-instance, managed-node, ecs-task, sagemaker-cluster or unknown; for Alibaba Cloud ecs-instance, managed-node or unknown',
    sql: `CASE
      WHEN target LIKE 'i-%' THEN ${byCloud("'ecs-instance'", "'ec2-instance'")}
      WHEN target LIKE 'mi-%' THEN 'managed-node'
      WHEN target LIKE 'ecs:%' THEN 'ecs-task'
      WHEN target LIKE 'sagemaker-cluster:%' THEN 'sagemaker-cluster'
      ELSE 'unknown'
    END`,
  },
];

const JUDGED: readonly ViewColumn[] = [
  {
    name: 'person_kind',
    type: 'string',
    description:
      'What the owner names: person, shared (a session name that is generated or that many people use), service, or unknown (the form of the owner is unknown)',
    sql: `CASE
      WHEN owner_type IN ('service', 'unknown') THEN owner_type
      -- Only the id of the role is known.
      WHEN owner_type = 'ram-role' AND role_name IS NULL THEN 'unknown'
      WHEN owner_type IN ('assumed-role', 'federated-user', 'ram-role')
        AND regexp_like(owner_name, '(?i)^(?:${NAMES_NOBODY.join('|')})$') THEN 'shared'
      WHEN owner_type = 'assumed-role' AND lower(owner_name) = lower(role_name) THEN 'shared'
      ELSE 'person'
    END`,
  },
];

const IDENTIFIED: readonly ViewColumn[] = [
  {
    name: 'person',
    type: 'string',
    description:
      'The person, in lower case: name of the SSO user or role session; account and name of the IAM or federated user; account and id of the RAM user; account of the root user; null for shared and service',
    sql: `CASE
      WHEN person_kind = 'unknown' THEN owner
      WHEN person_kind <> 'person' THEN NULL
      WHEN owner_type IN ('sso-user', 'assumed-role', 'ram-role') THEN lower(owner_name)
      WHEN owner_type IN ('account', 'ram-user') THEN concat(account_id, ':', owner_type, '/', lower(owner))
      ELSE concat(
        coalesce(regexp_extract(owner, ':([0-9]{12}):', 1), account_id),
        CASE owner_type WHEN 'iam-user' THEN ':user/' WHEN 'federated-user' THEN ':federated-user/' ELSE ':' END,
        lower(owner_name))
    END`,
  },
  {
    name: 'person_named_in',
    type: 'string',
    description:
      'Event in which to look for the person, by session_id, if the owner is shared, a service or unknown: in CloudTrail, or in ActionTrail of Alibaba Cloud',
    sql: `CASE
      WHEN person_kind = 'person' THEN NULL
      WHEN owner_type = 'service' AND (target_type = 'ecs-task' OR owner_name = 'ecs-execute-command') THEN 'CloudTrail ExecuteCommand'
      ELSE ${byCloud("'ActionTrail StartTerminalSession'", "'CloudTrail StartSession'")}
    END`,
  },
];

/**
 * The columns that the view derives from a session's row, in steps. Each step may use the columns of the steps before
 * it.
 */
export const DERIVED_COLUMNS: readonly (readonly ViewColumn[])[] = [READ, JUDGED, IDENTIFIED];
