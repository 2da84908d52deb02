import { ACCOUNT_ID, REGION, type Call } from '../calls';

/** The resources in the calls: those of the deployment, and others that its roles must not reach. */
export interface Surroundings {
  readonly archive: string;
  readonly results: string;
  readonly curated: string;
  readonly stateMachine: string;
  readonly key: string;
  readonly logGroup: string;
  readonly deadLetterQueue: string;
  readonly functionName: string;
  readonly workGroup: string;
  /** Other resources in the same account. */
  readonly others: {
    readonly bucket: string;
    readonly key: string;
    readonly logGroup: string;
    readonly queue: string;
    readonly role: string;
  };
}

/** Calls of one role, and whether its policies allow them. */
export interface Cases {
  readonly allowed: readonly Call[];
  readonly denied: readonly Call[];
  /** Also denied, but not by moto: it treats locking an object as putting it, and ignores conditions on `s3:prefix`. */
  readonly deniedBeyondMoto: readonly Call[];
}

type Params = Readonly<Record<string, unknown>>;
const calls =
  (service: string) =>
  (operation: string, params: Params = {}, region = REGION): Call => ({ service, operation, params, region });
const s3 = calls('s3');
const ssm = calls('ssm');
const sqs = calls('sqs');
const kms = calls('kms');
const logs = calls('logs');
const iam = calls('iam');
const lambda = calls('lambda');
const athena = calls('athena');
const glue = calls('glue');

const scope = (accountId: string, region: string): string => `account_id=${accountId}/region=${region}/`;
const OWN = [scope(ACCOUNT_ID, REGION), scope(ACCOUNT_ID, 'us-east-1')];
/** A Region of the account that the reporter does not archive, unless it archives all. */
const ELSEWHERE = 'eu-central-1';
const KINDS = ['history/v1/', 'active/v1/', 'manifests/v1/'];
const below = (prefixes: readonly string[]): string[] =>
  KINDS.flatMap((kind) => prefixes.map((prefix) => `${kind}${prefix}`));

/** Prefixes outside a reporter's own: another account, another Region, outside the layout, above it. */
const FOREIGN = [
  ...below([scope('999999999999', REGION), scope(ACCOUNT_ID, ELSEWHERE), `account_id=${ACCOUNT_ID}/`]),
  'history/v2/' + scope(ACCOUNT_ID, REGION),
  'other/',
  '',
];

const put = (Bucket: string, Key: string): Call => s3('put_object', { Bucket, Key, Body: 'x', IfNoneMatch: '*' });
const get = (Bucket: string, Key: string): Call => s3('get_object', { Bucket, Key });
const list = (Bucket: string, Prefix: string): Call => s3('list_objects_v2', { Bucket, Prefix });

/** Calls for administrators of the account or of the archive only. */
function administration({ archive, key, logGroup, functionName, others }: Surroundings): Call[] {
  const Key = `${below(OWN)[0] ?? ''}object`;
  return [
    s3('delete_object', { Bucket: archive, Key }),
    s3('delete_object', { Bucket: archive, Key, VersionId: 'null' }),
    s3('put_object_acl', { Bucket: archive, Key, ACL: 'public-read' }),
    s3('put_object_tagging', { Bucket: archive, Key, Tagging: { TagSet: [] } }),
    s3('get_bucket_policy', { Bucket: archive }),
    s3('put_bucket_policy', { Bucket: archive, Policy: '{"Statement": []}' }),
    s3('delete_bucket_policy', { Bucket: archive }),
    s3('put_bucket_versioning', { Bucket: archive, VersioningConfiguration: { Status: 'Suspended' } }),
    s3('put_bucket_lifecycle_configuration', { Bucket: archive, LifecycleConfiguration: { Rules: [] } }),
    s3('put_public_access_block', { Bucket: archive, PublicAccessBlockConfiguration: { BlockPublicAcls: false } }),
    s3('delete_bucket_encryption', { Bucket: archive }),
    s3('delete_bucket', { Bucket: archive }),
    s3('list_buckets'),
    s3('create_bucket', { Bucket: 'another', CreateBucketConfiguration: { LocationConstraint: REGION } }),
    s3('list_object_versions', { Bucket: archive }),
    s3('list_multipart_uploads', { Bucket: archive }),
    put(others.bucket, Key),
    get(others.bucket, Key),
    list(others.bucket, ''),
    ...['start_session', 'get_connection_status'].map((operation) => ssm(operation, { Target: 'i-0123456789abcdef0' })),
    ssm('resume_session', { SessionId: 'me-1' }),
    ssm('terminate_session', { SessionId: 'me-1' }),
    ssm('send_command', { InstanceIds: ['i-0123456789abcdef0'], DocumentName: 'AWS-RunShellScript' }),
    ssm('get_parameter', { Name: 'secret', WithDecryption: true }),
    ssm('put_parameter', { Name: 'secret', Value: 'x', Type: 'String' }),
    ssm('describe_instance_information'),
    ssm('list_documents'),
    kms('schedule_key_deletion', { KeyId: key, PendingWindowInDays: 7 }),
    kms('disable_key', { KeyId: key }),
    kms('disable_key_rotation', { KeyId: key }),
    kms('put_key_policy', { KeyId: key, PolicyName: 'default', Policy: '{}' }),
    kms('create_grant', { KeyId: key, GranteePrincipal: others.role, Operations: ['Decrypt'] }),
    kms('generate_data_key', { KeyId: others.key, KeySpec: 'AES_256' }),
    logs('delete_log_group', { logGroupName: logGroup }),
    logs('put_retention_policy', { logGroupName: logGroup, retentionInDays: 1 }),
    logs('filter_log_events', { logGroupName: logGroup }),
    logs('create_log_stream', { logGroupName: others.logGroup, logStreamName: 's' }),
    sqs('send_message', { QueueUrl: others.queue, MessageBody: 'x' }),
    iam('create_user', { UserName: 'mallory' }),
    iam('create_access_key', {}),
    iam('attach_role_policy', { RoleName: 'Other', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    iam('put_role_policy', { RoleName: 'Other', PolicyName: 'p', PolicyDocument: '{}' }),
    iam('list_roles'),
    calls('sts')('assume_role', { RoleArn: others.role, RoleSessionName: 'session' }),
    lambda('update_function_code', { FunctionName: functionName, ZipFile: 'x' }),
    lambda('update_function_configuration', { FunctionName: functionName, Timeout: 1 }),
    lambda('delete_function', { FunctionName: functionName }),
    glue('delete_table', { DatabaseName: 'everything', Name: 'history_records' }),
    glue('update_database', { Name: 'everything', DatabaseInput: { Name: 'everything' } }),
    athena('delete_work_group', { WorkGroup: 'everything' }),
    calls('scheduler')('delete_schedule', { Name: 'any' }),
    calls('cloudwatch')('delete_alarms', { AlarmNames: ['any'] }),
    calls('cloudwatch')('put_metric_data', { Namespace: 'any', MetricData: [{ MetricName: 'any', Value: 1 }] }),
    calls('sns')('list_topics'),
    calls('cloudformation')('delete_stack', { StackName: 'Everything' }),
    calls('secretsmanager')('list_secrets'),
    calls('dynamodb')('list_tables'),
    calls('ec2')('describe_instances'),
  ];
}

/** Calls about locks, for the archive's administrators only. */
function locking({ archive }: Surroundings): Call[] {
  const object = { Bucket: archive, Key: `${below(OWN)[0] ?? ''}day=2026-01-31/object` };
  return [
    s3('put_object_retention', { ...object, Retention: { Mode: 'GOVERNANCE', RetainUntilDate: 4e9 } }),
    s3('put_object_legal_hold', { ...object, LegalHold: { Status: 'ON' } }),
    s3('delete_object', { ...object, BypassGovernanceRetention: true }),
  ];
}

/** The role of the reporter. */
export function reporterCases(around: Surroundings): Cases {
  const { archive, results, key, logGroup, deadLetterQueue, functionName, others } = around;
  const objects = below(OWN).map((prefix) => `${prefix}day=2026-01-31/object`);
  return {
    allowed: [
      ...objects.flatMap((Key) => [put(archive, Key), get(archive, Key), s3('head_object', { Bucket: archive, Key })]),
      ...below(OWN).map((prefix) => list(archive, prefix)),
      ...['Active', 'History'].flatMap((State) => [
        ssm('describe_sessions', { State }),
        ssm('describe_sessions', { State }, 'us-east-1'),
      ]),
      kms('generate_data_key', { KeyId: key, KeySpec: 'AES_256' }),
      logs('create_log_stream', { logGroupName: logGroup, logStreamName: 'one' }),
      logs('put_log_events', {
        logGroupName: logGroup,
        logStreamName: 'one',
        logEvents: [{ timestamp: Date.now(), message: 'x' }],
      }),
      sqs('send_message', { QueueUrl: deadLetterQueue, MessageBody: '{}' }),
    ],
    denied: [
      ...FOREIGN.flatMap((prefix) => [put(archive, `${prefix}object`), get(archive, `${prefix}object`)]),
      put(results, 'everything/object'),
      get(results, 'everything/object'),
      list(results, 'everything/'),
      ssm('describe_sessions', { State: 'Active' }, ELSEWHERE),
      sqs('receive_message', { QueueUrl: deadLetterQueue }),
      sqs('purge_queue', { QueueUrl: deadLetterQueue }),
      sqs('delete_queue', { QueueUrl: deadLetterQueue }),
      sqs('receive_message', { QueueUrl: others.queue }),
      lambda('invoke', { FunctionName: functionName }),
      glue('get_table', { DatabaseName: 'everything', Name: 'history_records' }),
      athena('start_query_execution', { QueryString: 'SELECT 1', WorkGroup: 'everything' }),
      ...administration(around),
    ],
    deniedBeyondMoto: [...locking(around), ...FOREIGN.map((prefix) => list(archive, prefix))],
  };
}

/**
 * The role of a reporter of all Regions, as far as it differs: it may use its own account in any Region. moto has no
 * ListRegions.
 */
export function allRegionsCases({ archive }: Surroundings): Cases {
  const own = below([...OWN, scope(ACCOUNT_ID, ELSEWHERE)]);
  const objects = own.map((prefix) => `${prefix}day=2026-02-01/object`);
  const foreign = FOREIGN.filter((prefix) => !own.includes(prefix));
  return {
    allowed: [
      ...objects.flatMap((Key) => [put(archive, Key), get(archive, Key)]),
      ...own.map((prefix) => list(archive, prefix)),
      ssm('describe_sessions', { State: 'Active' }, ELSEWHERE),
    ],
    denied: foreign.flatMap((prefix) => [put(archive, `${prefix}object`), get(archive, `${prefix}object`)]),
    deniedBeyondMoto: foreign.map((prefix) => list(archive, prefix)),
  };
}

/** A role with `grantRead`. */
export function readerCases(around: Surroundings): Cases {
  const { archive, results, curated, key, logGroup, deadLetterQueue, functionName, workGroup } = around;
  const objects = below([...OWN, scope('999999999999', REGION)]).map((prefix) => `${prefix}day=2026-01-31/object`);
  const Key = `${workGroup}/answer.csv`;
  return {
    allowed: [
      ...objects.map((object) => get(archive, object)),
      ...KINDS.map((prefix) => list(archive, prefix)),
      athena('list_work_groups'),
      athena('get_work_group', { WorkGroup: workGroup }),
      athena('start_query_execution', { QueryString: 'SELECT 1', WorkGroup: workGroup }),
      put(results, Key),
      get(results, Key),
      s3('get_bucket_location', { Bucket: results }),
      s3('get_bucket_location', { Bucket: curated }),
      list(curated, 'tables/'),
    ],
    denied: [
      ...objects.map((object) => put(archive, object)),
      ...['history/v2/', 'other/', ''].map((prefix) => get(archive, `${prefix}object`)),
      put(results, 'object'),
      get(results, 'other/object'),
      s3('delete_object', { Bucket: results, Key }),
      put(curated, 'tables/everything/a.parquet'),
      s3('delete_object', { Bucket: curated, Key: 'tables/everything/a.parquet' }),
      athena('start_query_execution', { QueryString: 'SELECT 1', WorkGroup: 'primary' }),
      ssm('describe_sessions', { State: 'Active' }),
      sqs('send_message', { QueueUrl: deadLetterQueue, MessageBody: '{}' }),
      sqs('receive_message', { QueueUrl: deadLetterQueue }),
      lambda('invoke', { FunctionName: functionName }),
      logs('create_log_stream', { logGroupName: logGroup, logStreamName: 'two' }),
      kms('encrypt', { KeyId: key, Plaintext: 'x' }),
      ...administration(around),
    ],
    deniedBeyondMoto: [
      ...locking(around),
      ...['history/v2/', 'other/', ''].map((prefix) => list(archive, prefix)),
      ...['other/', ''].map((prefix) => list(results, prefix)),
    ],
  };
}

/** The role of the state machine. */
export function curationCases(around: Surroundings): Cases {
  const { archive, results, curated, stateMachine, workGroup, functionName } = around;
  const file = { Bucket: curated, Key: `tables/${workGroup}/a.parquet` };
  const objects = below(OWN).map((prefix) => `${prefix}day=2026-01-31/object`);
  const stepFunctions = calls('stepfunctions');
  return {
    allowed: [
      ...objects.map((object) => get(archive, object)),
      ...KINDS.map((prefix) => list(archive, prefix)),
      s3('put_object', { ...file, Body: 'x' }),
      s3('get_object', file),
      s3('delete_object', file),
      list(curated, 'tables/'),
      glue('get_table', { DatabaseName: workGroup, Name: 'history_records' }),
      athena('start_query_execution', { QueryString: 'SELECT 1', WorkGroup: `${workGroup}_curation` }),
      // moto does not match the state machine's ARN in a policy. test/lib/policies evaluates ListExecutions.
    ],
    denied: [
      ...objects.map((object) => put(archive, object)),
      get(results, `${workGroup}/answer.csv`),
      put(results, `${workGroup}/answer.csv`),
      glue('delete_table', { DatabaseName: workGroup, Name: 'history_records' }),
      glue('delete_database', { Name: workGroup }),
      athena('start_query_execution', { QueryString: 'SELECT 1', WorkGroup: workGroup }),
      stepFunctions('start_execution', { stateMachineArn: stateMachine }),
      ssm('describe_sessions', { State: 'Active' }),
      lambda('invoke', { FunctionName: functionName }),
      ...administration(around),
    ],
    deniedBeyondMoto: [...locking(around)],
  };
}

/** The role of the schedule. */
export function scheduleCases(around: Surroundings): Cases {
  const { archive, key, functionName, deadLetterQueue, logGroup } = around;
  const Key = `${below(OWN)[0] ?? ''}object`;
  return {
    allowed: [
      lambda('invoke', { FunctionName: functionName, Payload: '{}' }),
      sqs('send_message', { QueueUrl: deadLetterQueue, MessageBody: '{}' }),
    ],
    denied: [
      put(archive, Key),
      get(archive, Key),
      ssm('describe_sessions', { State: 'Active' }),
      sqs('receive_message', { QueueUrl: deadLetterQueue }),
      kms('generate_data_key', { KeyId: key, KeySpec: 'AES_256' }),
      logs('create_log_stream', { logGroupName: logGroup, logStreamName: 'three' }),
      ...administration(around),
    ],
    deniedBeyondMoto: [],
  };
}
