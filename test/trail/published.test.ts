// Events in the forms that AWS's documentation and other published logs show.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { connect, queryRows } from '../../cli/engines/duckdb/archive';
import type { Row } from '../../cli/engines/engine';
import { addTrail } from './trail-in-duckdb';

async function rowsOf(records: readonly object[]): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'published-'));
  const file = join(folder, 'AWSLogs/123456789012/CloudTrail/us-east-2/2026/03/04/a.json.gz');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify({ Records: records })));
  const connection = await connect();
  await addTrail(connection, { folder, firstDay: '2026-01-01', lastDay: '2026-03-04', asOf: '2026-03-05 00:00:00' });
  const rows = await queryRows(connection, 'SELECT * FROM session_events ORDER BY event_id');
  connection.closeSync();
  rmSync(folder, { recursive: true });
  return rows;
}

const AROUND = {
  eventVersion: '1.08',
  awsRegion: 'us-east-2',
  eventType: 'AwsApiCall',
  recipientAccountId: '123456789012',
};
const started = (sessionId: string) => ({
  sessionId,
  tokenValue: 'Value hidden due to security reasons.',
  streamUrl: `wss://ssmmessages.us-east-2.amazonaws.com/v1/data-channel/${sessionId}?role=publish_subscribe`,
});

/** A shell of an IAM user with access keys: the event has no session context. */
const USER = {
  ...AROUND,
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::123456789012:user/JohnDoe',
    accessKeyId: 'AKIAEXAMPLE',
    userName: 'JohnDoe',
  },
  eventTime: '2026-03-04T05:06:07Z',
  eventSource: 'ssm.amazonaws.com',
  eventName: 'StartSession',
  sourceIPAddress: '203.0.113.10',
  userAgent: 'aws-cli/2.0.0 Python/3.7.3',
  requestParameters: { target: 'i-02573cafcfEXAMPLE' },
  responseElements: started('JohnDoe-0e34861185201706f'),
  eventID: '1',
};
const ROLE = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:maria.silva@example.com',
  arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Operator_0123456789abcdef/maria.silva@example.com',
  accountId: '123456789012',
  onBehalfOf: {
    userId: '602c699c-0000-7077-7186-000000000000',
    identityStoreArn: 'arn:aws:identitystore::123456789012:identitystore/d-1',
  },
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      arn: 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_0123456789abcdef',
    },
    attributes: { creationDate: '2026-03-04T05:00:00Z', mfaAuthenticated: 'false' },
    sourceIdentity: 'msilva',
  },
};
const FORWARDING = {
  ...USER,
  userIdentity: ROLE,
  sourceIPAddress: '2001:db8::7',
  requestParameters: {
    target: 'i-072084d1EXAMPLE',
    documentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    reason: 'OPS-1',
    parameters: { host: ['db.internal'], portNumber: ['5432'], localPortNumber: ['15432'] },
  },
  responseElements: started('maria.silva@example.com-ilpxvkhghl9vs9ia2xfdyp4dka'),
  eventID: '2',
};
const EXEC = {
  ...FORWARDING,
  eventSource: 'ecs.amazonaws.com',
  eventName: 'ExecuteCommand',
  requestParameters: {
    cluster: 'payments',
    container: 'app',
    task: 'arn:aws:ecs:us-east-2:123456789012:task/payments/abc',
    command: 'cat /etc/secret',
    interactive: true,
  },
  responseElements: {
    taskArn: 'x',
    interactive: true,
    session: started('ecs-execute-command-s9y89par6quf78pcbnoko32g28'),
  },
  eventID: '3',
};
const BY_SERVICE = {
  ...FORWARDING,
  userIdentity: { ...ROLE, invokedBy: 'ssm-guiconnect.amazonaws.com' },
  sourceIPAddress: 'ssm-guiconnect.amazonaws.com',
  userAgent: 'ssm-guiconnect.amazonaws.com',
  requestParameters: {
    target: 'i-1',
    documentName: 'AWS-StartPortForwardingSession',
    parameters: { portNumber: ['3389'] },
  },
  eventID: '4',
};
const REMOTE_DESKTOP = {
  ...FORWARDING,
  eventSource: 'ssm-guiconnect.amazonaws.com',
  eventName: 'StartConnection',
  requestParameters: {
    AuthType: 'Credentials',
    Protocol: 'RDP',
    ConnectionType: 'SessionManager',
    InstanceId: 'i-02573cafcfEXAMPLE',
  },
  responseElements: { ConnectionArn: 'arn:aws:ssm-guiconnect:us-east-2:123456789012:connection/fcb810cd' },
  eventID: '5',
};
const DENIED = {
  ...FORWARDING,
  errorCode: 'AccessDenied',
  errorMessage: 'User is not authorized to perform: ssm:StartSession',
  requestParameters: null,
  responseElements: null,
  eventID: '6',
};
const TERMINATED = {
  ...FORWARDING,
  eventName: 'TerminateSession',
  requestParameters: { sessionId: 'maria.silva@example.com-ilpxvkhghl9vs9ia2xfdyp4dka' },
  responseElements: { sessionId: 'maria.silva@example.com-ilpxvkhghl9vs9ia2xfdyp4dka' },
  eventID: '7',
};

test('the event of an IAM user with access keys fills the right columns, without MFA or role', async () => {
  const [row] = await rowsOf([USER]);
  expect(row).toMatchObject({
    event_time: '2026-03-04 05:06:07.000',
    event_date: '2026-03-04',
    account_id: '123456789012',
    region: 'us-east-2',
    event: 'StartSession',
    session_id: 'JohnDoe-0e34861185201706f',
    principal: 'arn:aws:iam::123456789012:user/JohnDoe',
    principal_type: 'IAMUser',
    person: '123456789012:user/johndoe',
    source_ip: '203.0.113.10',
    mfa: null,
    role_arn: null,
    target: 'i-02573cafcfEXAMPLE',
    document_name: null,
    forwarded_port: null,
    error_code: null,
  });
});

test('each other published event fills the right columns, and no secret is copied', async () => {
  const rows = await rowsOf([FORWARDING, EXEC, BY_SERVICE, REMOTE_DESKTOP, DENIED, TERMINATED]);
  const person = 'maria.silva@example.com';
  expect(rows).toMatchObject([
    {
      person,
      role_name: 'AWSReservedSSO_Operator_0123456789abcdef',
      source_identity: 'msilva',
      source_ip: '2001:db8::7',
      mfa: false,
      forwarded_host: 'db.internal',
      forwarded_port: '5432',
      reason: 'OPS-1',
      identity_store_user: '602c699c-0000-7077-7186-000000000000',
    },
    {
      person,
      event: 'ExecuteCommand',
      session_id: 'ecs-execute-command-s9y89par6quf78pcbnoko32g28',
      target: 'arn:aws:ecs:us-east-2:123456789012:task/payments/abc',
    },
    {
      person,
      source_ip: null,
      source_address: 'ssm-guiconnect.amazonaws.com',
      invoked_by: 'ssm-guiconnect.amazonaws.com',
      forwarded_host: null,
      forwarded_port: '3389',
    },
    {
      person,
      event: 'StartConnection',
      event_source: 'ssm-guiconnect.amazonaws.com',
      target: 'i-02573cafcfEXAMPLE',
      session_id: null,
    },
    { person, error_code: 'AccessDenied', session_id: null, target: null, source_ip: '2001:db8::7' },
    { person, event: 'TerminateSession', session_id: 'maria.silva@example.com-ilpxvkhghl9vs9ia2xfdyp4dka' },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/wss:|Value hidden|AKIA|secret/);
});

test('fields that are missing or have another form are null, and no query fails', async () => {
  const strange = {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'StartSession',
    eventID: '8',
    userIdentity: 'nobody',
    sourceIPAddress: 'AWS Internal',
    requestParameters: { target: { kind: 'new' }, parameters: 'HIDDEN_DUE_TO_SECURITY_REASONS', reason: ['a'] },
    responseElements: [],
    futureField: { a: 1 },
  };
  const [row] = await rowsOf([strange]);
  expect(row).toMatchObject({
    event_id: '8',
    event_date: '2026-03-04',
    event_time: null,
    principal: null,
    target: null,
    reason: null,
    session_id: null,
    source_ip: null,
    forwarded_host: null,
  });
});

test('an event in two files is one row; events of other services or with other names are no rows', async () => {
  const others = [
    { ...USER, eventSource: 'athena.amazonaws.com', eventID: '9' },
    { ...USER, eventName: 'DescribeSessions', eventID: '10' },
  ];
  expect(await rowsOf([USER, ...others, USER])).toHaveLength(1);
});
