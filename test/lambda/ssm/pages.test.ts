import { ScanIncomplete, TokenExpired } from '../../../lambda/errors';
import { readAgainIfExpired } from '../../../lambda/read-again';
import { readPages, type Page, type PageRequest } from '../../../lambda/ssm/pages';

const timeLimit = new AbortController();
const body = (ids: string[], nextToken?: string) =>
  JSON.stringify({ Sessions: ids.map((SessionId) => ({ SessionId })), NextToken: nextToken });

async function scan(...answers: (string | Error)[]) {
  const requests: PageRequest[] = [];
  const describeSessions = (request: PageRequest) => {
    requests.push(request);
    const answer = answers.shift() ?? new Error('asked once too often');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const pages: Page[] = [];
  const filters = [{ key: 'InvokedBefore', value: '2026-01-31T00:00:00Z' }] as const;
  const caller = { describeSessions, clock: () => 7, timeLimit: timeLimit.signal };
  await readPages(caller, { state: 'History', filters }, (page) => pages.push(page) > 0);
  return { pages, requests };
}

function named(name: string, message = 'said SSM'): Error {
  return Object.assign(new Error(message), { name });
}

test('follows the token to the end, through empty pages, with the same filters', async () => {
  const { pages, requests } = await scan(body(['a'], 't1'), body([], 't2'), body(['b'], ''));
  expect(pages).toMatchObject([
    { sessions: [{ SessionId: 'a' }], observedMs: 7 },
    { sessions: [], observedMs: 7 },
    { sessions: [{ SessionId: 'b' }], observedMs: 7 },
  ]);
  expect(requests.map(({ nextToken }) => nextToken)).toEqual([null, 't1', 't2']);
  expect(new Set(requests.map(({ filters }) => JSON.stringify(filters))).size).toBe(1);
});

test.each([
  ['a repeated token', [body(['a'], 't'), body(['b'], 't')], /repeated a NextToken at page 2/],
  [
    'a token of an earlier page',
    [body(['a'], 't'), body(['b'], 'u'), body(['c'], 't')],
    /repeated a NextToken at page 3/,
  ],
  [
    'a body that is not JSON',
    ['<html>Mary Major</html>'],
    /page 1 of the History sessions is not JSON \(23 characters\)$/,
  ],
  ['an empty body', [''], /not JSON/],
  ['no Sessions', ['{}'], /no list of Sessions/],
  ['JSON null', ['null'], /no list of Sessions/],
  ['Sessions that are no list', ['{"Sessions": {}}'], /no list of Sessions/],
  ['a token that is no text', ['{"Sessions": [], "NextToken": 5}'], /NextToken that is no text but number/],
  [
    'a call that failed after all attempts',
    [named('ThrottlingException', 'Rate exceeded')],
    /page 1 .* ThrottlingException: Rate exceeded/,
  ],
  ['InvalidNextToken for the first page', [named('InvalidNextToken')], /page 1/],
])('%s makes the scan incomplete', async (_, answers, message) => {
  const failure = scan(...answers);
  await expect(failure).rejects.toThrow(ScanIncomplete);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.not.toThrow(TokenExpired);
});

test('InvalidNextToken for a token that SSM gave means that the token has expired', async () => {
  await expect(scan(body(['a'], 't'), named('InvalidNextToken'))).rejects.toThrow(TokenExpired);
});

test('a read that meets an expired token is repeated once', async () => {
  const reads: boolean[] = [];
  await readAgainIfExpired((again) => {
    reads.push(again);
    return again ? Promise.resolve() : Promise.reject(new TokenExpired());
  });
  expect(reads).toEqual([false, true]);
  await expect(readAgainIfExpired(() => Promise.reject(new TokenExpired('twice')))).rejects.toThrow('twice');
  await expect(readAgainIfExpired((again) => Promise.reject(new Error(`again: ${String(again)}`)))).rejects.toThrow(
    'again: false',
  );
});
