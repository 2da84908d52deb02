// The columns that the view derives from owners and documents, form by form. Expected values are literals, none is
// computed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RECORD_KEYS } from '../../lib/contract';
import { allOf, openArchive, queryRows } from '../../cli/engines/duckdb/archive';
import type { Row } from './expected/seen-sessions';

const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The view's rows for records with these values and nulls elsewhere, in the order of the records. */
async function viewOf(records: readonly Row[], columns: string): Promise<Row[]> {
  const scope = 'account_id=111122223333/region=eu-west-1';
  const lines = records.map((record, index) => {
    const nulls = Object.fromEntries(RECORD_KEYS.map(({ name }) => [name, null]));
    return JSON.stringify({ ...nulls, session_id: String(index), session_state: 'History', ...record });
  });
  const write = (key: string, body: string | Buffer) => {
    mkdirSync(join(folder, key, '..'), { recursive: true });
    writeFileSync(join(folder, key), body);
  };
  write(`history/v1/${scope}/start_date=2026-03-01/a.ndjson.gz`, gzipSync(lines.map((line) => `${line}\n`).join('')));
  write(`manifests/v1/${scope}/snapshot_date=2026-03-01/a.json`, '{}\n');
  const archive = await openArchive(allOf(folder));
  const rows = await queryRows(archive, `SELECT ${columns} FROM sessions ORDER BY CAST(session_id AS int)`);
  archive.closeSync();
  return rows;
}

const STS = 'arn:aws:sts::111122223333:assumed-role';
const TASK = 'ecs:shop_4f1d2c3b4a5968778695a4b3c2d1e0f1_4f1d2c3b-2531612879';
const SERVICE = ['service', 'service', null];
const SHARED = ['assumed-role', 'shared', null];
const UNKNOWN = 'unknown';

test('an owner is a person, a shared name, a service, or unknown', async () => {
  const owners: readonly (readonly [owner: string | null, expected: readonly (string | null)[], target?: string])[] = [
    // Services, for any target.
    [`${STS}/AWSServiceRoleForECS/ecs-execute-command`, SERVICE],
    [`${STS}/AWSServiceRoleForECS/ecs-execute-command`, SERVICE, TASK],
    ['aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonSSM/maintenance', SERVICE],
    [`${STS}/awsserviceroleforimagebuilder/imagebuilder-1`, SERVICE],
    ['arn:aws-cn:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS', SERVICE],
    ['ecs.amazonaws.com', SERVICE],
    ['ssm.amazonaws.com.cn', SERVICE],
    [`${STS}/ecsServiceRole/ecs-execute-command`, SERVICE, TASK],
    // A person or role with a service's name is not a service.
    [`${STS}/Operator/AWSServiceRoleForECS`, SHARED],
    [
      'arn:aws:iam::111122223333:user/AWSServiceRoleForECS',
      ['iam-user', 'person', '111122223333:user/awsserviceroleforecs'],
    ],
    [`${STS}/Operator/ecs-execute-command`, SHARED, 'i-0a1b2c3d4e5f60718'],
    // People.
    [
      `${STS}/AWSReservedSSO_Operator_0123456789abcdef/Maria.Silva@Example.com`,
      ['sso-user', 'person', 'maria.silva@example.com'],
    ],
    [`${STS}/AWSReservedSSO_Operator_0123456789abcdef/admin`, ['sso-user', 'person', 'admin']],
    [`${STS}/Operator/MARIA.SILVA@example.com`, ['assumed-role', 'person', 'maria.silva@example.com']],
    [`${STS}/Operator/jenkins@example.com`, ['assumed-role', 'person', 'jenkins@example.com']],
    [`${STS}/Operator/katy.jenkins`, ['assumed-role', 'person', 'katy.jenkins']],
    ['arn:aws:iam::444455556666:root', ['root', 'person', '444455556666:root']],
    ['aws:iam::444455556666:user/ops/Night.Shift', ['iam-user', 'person', '444455556666:user/night.shift']],
    [
      'arn:aws-us-gov:sts::444455556666:federated-user/Partner',
      ['federated-user', 'person', '444455556666:federated-user/partner'],
    ],
    // Takes the account from the path if the owner has none.
    ['arn:aws:iam:::user/zhang', ['iam-user', 'person', '111122223333:user/zhang']],
    // Names that many people use or that programs generate.
    ...[
      'botocore-session-1772700001',
      'BOTOCORE-SESSION-1772700001',
      'aws-go-sdk-1772700001123456789',
      'aws-sdk-js-session-1772700001123',
      'AWSCLI-Session',
      'assumed-from-leapp',
      'GitHubActions',
      'gitlab-runner-4711',
      'jenkins',
      'terraform-run',
      'i-0a1b2c3d4e5f60718',
      'mi-0123456789abcdef0',
      '1772700001123456789',
      '4f1d2c3b4a5968778695a4b3c2d1e0f1',
      'AWSCodeBuild-4f1d2c3b-4a59-6877-8695-a4b3c2d1e0f1',
      'deploy-1772700001',
      'default_session',
      'ssm-user',
      'Admin',
      'operator',
    ].map((name) => [`${STS}/Night/${name}`, SHARED] as const),
    [`${STS}/Maintenance/maintenance`, SHARED],
    ['arn:aws:sts::111122223333:federated-user/shared', ['federated-user', 'shared', null]],
    // Unknown forms.
    ['the night shift', [UNKNOWN, UNKNOWN, 'the night shift']],
    [null, [UNKNOWN, UNKNOWN, null]],
  ];
  const records = owners.map(([owner, , target = 'i-1']) => ({ owner, target }));
  const rows = await viewOf(records, 'owner, owner_type, person_kind, person');
  expect(rows.map(Object.values)).toEqual(owners.map(([owner, expected]) => [owner, ...expected]));
});

test('person_named_in names the CloudTrail event that holds the person, if the owner does not', async () => {
  const rows = await viewOf(
    [
      { owner: `${STS}/AWSServiceRoleForECS/ecs-execute-command`, target: TASK },
      { owner: `${STS}/AWSServiceRoleForECS/ecs-execute-command`, target: null },
      { owner: `${STS}/AWSServiceRoleForAmazonSSM/maintenance`, target: 'i-1' },
      { owner: `${STS}/Operator/botocore-session-1772700001`, target: TASK },
      { owner: null, target: 'i-1' },
      { owner: `${STS}/Operator/maria.silva@example.com`, target: 'i-1' },
    ],
    'person_named_in',
  );
  const [execute, start] = ['CloudTrail ExecuteCommand', 'CloudTrail StartSession'];
  expect(rows.map((row) => row.person_named_in)).toEqual([execute, execute, start, start, start, null]);
});

test('a document counts as a shell only if it is known to open one', async () => {
  const documents: readonly (readonly [string | null, string])[] = [
    [null, 'shell'],
    ['SSM-SessionManagerRunShell', 'shell'],
    ['AWS-StartInteractiveCommand', 'shell'],
    ['AWS-StartNonInteractiveCommand', 'shell'],
    ['AWS-PasswordReset', 'shell'],
    ['AmazonECS-ExecuteInteractiveCommand', 'shell'],
    ['arn:aws-us-gov:ssm:us-gov-west-1::document/AWS-StartInteractiveCommand', 'shell'],
    // Documents of another account, your own documents, other spellings.
    ['arn:aws:ssm:eu-west-1:999900001111:document/SSM-SessionManagerRunShell', 'unknown'],
    ['Company-SSM-SessionManagerRunShell', 'unknown'],
    ['SSM-SessionManagerRunShell2', 'unknown'],
    ['ssm-sessionmanagerrunshell', 'unknown'],
    ['AccessShell', 'unknown'],
    ['WordPressShell', 'unknown'],
    ['ReportViewer', 'unknown'],
    ['AWS-StartSSHSession', 'ssh'],
    ['company-ssh', 'ssh'],
    ['SSHProxy', 'ssh'],
    ['AWS-StartPortForwardingSession', 'port-forwarding'],
    ['AWS-StartPortForwardingSessionToRemoteHost', 'port-forwarding'],
    ['AWS-StartPortForwardingSessionToSocket', 'port-forwarding'],
    ['arn:aws:ssm:eu-west-1:111122223333:document/acme_portforward', 'port-forwarding'],
    ['PORT-FORWARDING', 'port-forwarding'],
    ['rds-Tunnel', 'port-forwarding'],
    ['Company-RDP', 'port-forwarding'],
    ['SSM-GuiConnect', 'port-forwarding'],
  ];
  const rows = await viewOf(
    documents.map(([name]) => ({ document_name: name })),
    'document_name, session_type',
  );
  expect(rows.map(Object.values)).toEqual(documents);
});

test('duration_seconds is null for a session that ends before it starts, and 0 for one that ends at once', async () => {
  const times = (start: string, end: string) => ({ start_time: `2026-03-01 ${start}`, end_time: `2026-03-01 ${end}` });
  const rows = await viewOf(
    [
      times('10:00:00.000', '09:00:00.000'),
      times('10:00:00.000', '10:00:00.000'),
      times('10:00:00.000', '10:01:00.999'),
    ],
    'end_time, duration_seconds',
  );
  expect(rows).toEqual([
    { end_time: '2026-03-01 09:00:00.000', duration_seconds: null },
    { end_time: '2026-03-01 10:00:00.000', duration_seconds: 0 },
    { end_time: '2026-03-01 10:01:00.999', duration_seconds: 60 },
  ]);
});
