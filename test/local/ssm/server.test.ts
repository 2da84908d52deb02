import { DescribeSessionsCommand, SSMClient, type DescribeSessionsCommandInput } from '@aws-sdk/client-ssm';
import { fixedSource } from '../../../local/world/sessions';
import { startSsm, type LocalSsm } from '../../../local/ssm/server';

const NOW = Date.UTC(2026, 0, 31, 1, 0, 0);
const hostile = 'quo"te \\ \u2028 line\nbreak 😀 \u202e <script>';
const history = [
  {
    SessionId: 'new',
    StartDate: 1769821200.123,
    Owner: 'arn:aws:iam::1:user/a',
    Reason: hostile,
    Unknown: { deep: [1] },
  },
  { SessionId: 'old', StartDate: 1769734800, Owner: 'arn:aws:iam::1:user/b', MaxSessionDuration: '1040' },
  { SessionId: 'undated' },
  { SessionId: 'odd', StartDate: 'yesterday', Target: 7 },
];
let ssm: LocalSsm;
let client: SSMClient;

beforeAll(async () => {
  ssm = await startSsm({
    source: {
      sessions: (region, state, now) => {
        expect(now).toBe(NOW);
        return fixedSource({ Active: [{ SessionId: `in-${region}`, StartDate: 1 }], History: history }).sessions(
          region,
          state,
          now,
        );
      },
    },
    clock: () => NOW,
  });
  client = clientOf('eu-west-1');
});
afterAll(async () => {
  client.destroy();
  await ssm.stop();
});

function clientOf(region: string): SSMClient {
  return new SSMClient({
    endpoint: ssm.url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}
const describe = (input: Partial<DescribeSessionsCommandInput>) =>
  client.send(new DescribeSessionsCommand({ State: 'History', ...input }));

/** A call with any body and headers. */
async function raw(body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(ssm.url, {
    method: 'POST',
    body,
    headers: {
      'x-amz-target': 'AmazonSSM.DescribeSessions',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AK/20260131/eu-west-1/ssm/aws4_request, SignedHeaders=host, Signature=0',
      ...headers,
    },
  });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

test('sessions come newest first, undated ones before them, each exactly as the source has it', async () => {
  const { text, ...rest } = await raw('{"State":"History"}');
  expect(rest).toEqual({ status: 200, type: 'application/x-amz-json-1.1' });
  expect(JSON.parse(text)).toEqual({ Sessions: [history[2], history[3], history[0], history[1]] });
  expect((await describe({ Filters: [{ key: 'SessionId', value: 'new' }] })).Sessions).toMatchObject([
    { SessionId: 'new', StartDate: new Date(1769821200123), Reason: hostile },
  ]);
});

test('the Region is the one in the signature of the request', async () => {
  const other = clientOf('us-gov-west-1');
  const { Sessions } = await other.send(new DescribeSessionsCommand({ State: 'Active' }));
  other.destroy();
  expect(Sessions).toMatchObject([{ SessionId: 'in-us-gov-west-1' }]);
});

test.each<[string, object, RegExp]>([
  ['ValidationException', {}, /Value null at 'state' .* not be null/],
  ['ValidationException', { State: 'Open' }, /Value 'Open' at 'state' .* \[Active, History\]/],
  ['ValidationException', { State: 'Active', MaxResults: 0 }, /'0' at 'maxResults' .* greater than or equal to 1/],
  ['ValidationException', { State: 'Active', MaxResults: 201 }, /'201' at 'maxResults' .* less than or equal to 200/],
  ['ValidationException', { State: 'Active', Filters: [] }, /at 'filters' .* length greater than or equal to 1/],
  ['ValidationException', { State: 'Active', Filters: Array(7).fill({ key: 'Owner', value: 'x' }) }, /equal to 6/],
  ['ValidationException', { State: 'Active', Filters: [{ Key: 'Owner', value: 'x' }] }, /filters.1.member.key/],
  ['ValidationException', { State: 'Active', Filters: [{ key: 'Owner' }] }, /null at 'filters.1.member.value'/],
  ['ValidationException', { State: 'Active', Filters: [{ key: 'Owner', value: '' }] }, /greater than or equal to 1/],
  ['ValidationException', { State: 'Active', Filters: [{ key: 'Owner', value: 'x'.repeat(401) }] }, /equal to 400/],
  ['ValidationException', { State: 'Active', Filters: [{ key: 'InvokedAfter', value: 'May' }] }, /not "May"/],
  ['ValidationException', { State: 'Open', MaxResults: 201 }, /^2 validation errors detected/],
  ['InvalidFilterKey', { State: 'Active', Filters: [{ key: 'Colour', value: 'x' }] }, /Colour/],
  ['InvalidNextToken', { State: 'Active', NextToken: 'nonsense' }, /token/],
  ['InvalidNextToken', { State: 'Active', NextToken: '' }, /token/],
  ['SerializationException', { State: 'Active', MaxResults: 'many' }, /MaxResults/],
  ['SerializationException', { State: 'Active', Filters: ['x'] }, /Filters/],
])('%s for %j', async (type, body, message) => {
  const { status, text } = await raw(JSON.stringify(body));
  const error = JSON.parse(text) as { __type: string; message: string };
  expect([status, error.__type]).toEqual([400, type]);
  expect(error.message).toMatch(message);
});

test.each<[string, string, Record<string, string>]>([
  ['SerializationException', '{', {}],
  ['SerializationException', '[]', {}],
  ['UnknownOperationException', '{}', { 'x-amz-target': 'AmazonSSM.StartSession' }],
  ['MissingAuthenticationTokenException', '{}', { authorization: '' }],
  ['IncompleteSignatureException', '{}', { authorization: 'Bearer x' }],
  [
    'InvalidSignatureException',
    '{}',
    { authorization: 'AWS4-HMAC-SHA256 Credential=AK/20260131/eu-west-1/s3/aws4_request' },
  ],
])('%s for the body %s with %j', async (type, body, headers) => {
  const { status, text } = await raw(body, headers);
  expect([status, (JSON.parse(text) as { __type: string }).__type]).toEqual([400, type]);
});

test('errors reach the SDK under their names', async () => {
  await expect(describe({ NextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  await expect(describe({ Filters: [{ key: 'Colour' as 'Owner', value: 'x' }] })).rejects.toMatchObject({
    name: 'InvalidFilterKey',
  });
});

test('a token belongs to its Region, state and filters', async () => {
  const Filters = [{ key: 'InvokedAfter' as const, value: '2000-01-01T00:00:00Z' }];
  const { NextToken } = await describe({ MaxResults: 1, Filters });
  expect((await describe({ MaxResults: 1, Filters, NextToken })).Sessions).toMatchObject([{ SessionId: 'old' }]);
  const wrong = { name: 'InvalidNextToken' };
  await expect(describe({ NextToken })).rejects.toMatchObject(wrong);
  await expect(describe({ NextToken, Filters, State: 'Active' })).rejects.toMatchObject(wrong);
  const other = clientOf('eu-west-2');
  await expect(other.send(new DescribeSessionsCommand({ State: 'History', Filters, NextToken }))).rejects.toMatchObject(
    wrong,
  );
  other.destroy();
});

test('a page without MaxResults has 50 sessions', async () => {
  const sessions = Array.from({ length: 51 }, (_, i) => ({ SessionId: String(i), StartDate: 1000 - i }));
  const many = await startSsm({ source: fixedSource({ History: sessions }), clock: () => NOW });
  const answer = await fetch(many.url, {
    method: 'POST',
    body: '{"State":"History"}',
    headers: {
      'x-amz-target': 'AmazonSSM.DescribeSessions',
      authorization: 'Credential=AK/20260131/eu-west-1/ssm/aws4_request',
    },
  });
  const { Sessions, NextToken } = (await answer.json()) as { Sessions: unknown[]; NextToken?: string };
  await many.stop();
  expect([Sessions.length, typeof NextToken]).toEqual([50, 'string']);
});

test('the log holds every call', async () => {
  const seen = ssm.calls.length;
  const Filters = [{ key: 'Owner' as const, value: 'arn:aws:iam::1:user/a' }];
  await describe({ Filters });
  await describe({ NextToken: 'nonsense' }).catch(() => undefined);
  const common = { region: 'eu-west-1', state: 'History' };
  expect(ssm.calls.slice(seen)).toEqual([
    { ...common, filters: Filters, hasToken: false, status: 200, error: undefined, returned: 1 },
    { ...common, filters: [], hasToken: true, status: 400, error: 'InvalidNextToken', returned: 0 },
  ]);
});
