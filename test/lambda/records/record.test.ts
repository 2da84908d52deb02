import fc from 'fast-check';
import { RECORD_KEYS } from '../../../lib/contract';
import { toRecords } from '../../../lambda/records/record';
import { SSM } from '../../../lambda/ssm/ssm-columns';
import { anything, KNOWN_FIELDS, session, TEXT_COLUMNS } from './hostile-sessions';

const observation = {
  accountId: '123456789012',
  region: 'eu-west-1',
  snapshotId: '20260131T010000Z',
  snapshotMs: Date.UTC(2026, 0, 31, 1),
  observedMs: Date.UTC(2026, 0, 31, 1, 0, 7, 45),
  state: 'History',
} as const;

const toLine = (session: unknown) =>
  toRecords([session], observation, SSM)
    .map(({ line }) => line)
    .join('');

type Line = Record<string, string | number | null>;
const parseLine = (session: unknown) => JSON.parse(toLine(session)) as Line;
const extraOf = (session: unknown) => JSON.parse(parseLine(session).extra as string) as unknown;

describe('a record', () => {
  test('holds every field in its column', () => {
    const line = toLine({
      SessionId: 'John-07a16060613c408b5',
      Target: 'i-1234567890abcdef0',
      Status: 'Terminated',
      StartDate: 1582068633.188,
      EndDate: 1582069847.807,
      DocumentName: 'AWS-StartSSHSession',
      Owner: 'arn:aws:iam::111122223333:user/Mary-Major',
      Reason: 'disk full, INC-4711',
      Details: 'none',
      OutputUrl: { S3OutputUrl: 'https://s3/x.log', CloudWatchOutputUrl: 'https://logs/x' },
      MaxSessionDuration: '60',
      AccessType: 'JustInTime',
    });
    expect(JSON.parse(line)).toEqual({
      schema_version: 1,
      source: 'aws-ssm',
      account_id: '123456789012',
      region: 'eu-west-1',
      snapshot_id: '20260131T010000Z',
      snapshot_time: '2026-01-31 01:00:00.000',
      observed_time: '2026-01-31 01:00:07.045',
      session_state: 'History',
      session_id: 'John-07a16060613c408b5',
      target: 'i-1234567890abcdef0',
      status: 'Terminated',
      owner: 'arn:aws:iam::111122223333:user/Mary-Major',
      reason: 'disk full, INC-4711',
      document_name: 'AWS-StartSSHSession',
      access_type: 'JustInTime',
      details: 'none',
      start_time: '2020-02-18 23:30:33.188',
      end_time: '2020-02-18 23:50:47.807',
      max_session_duration_minutes: 60,
      s3_output_url: 'https://s3/x.log',
      cloudwatch_output_url: 'https://logs/x',
      extra: null,
    });
  });

  test.each([{}, { Reason: '', OutputUrl: {}, Details: null }, { OutputUrl: { S3OutputUrl: '' } }, { OutputUrl: '' }])(
    'holds null for every form of "no value": %j',
    (session) => {
      const line = parseLine(session);
      for (const column of [...Object.values(TEXT_COLUMNS), 'start_time', 'end_time', 's3_output_url', 'extra']) {
        expect(line[column]).toBeNull();
      }
    },
  );

  test('keeps fields without a column in extra', () => {
    expect(extraOf({ SessionId: 'a', Ticket: { id: 7 }, Empty: '' })).toEqual({ Ticket: { id: 7 }, Empty: '' });
    expect(extraOf({ OutputUrl: { S3OutputUrl: 'x', Format: 'json' } })).toEqual({ OutputUrl: { Format: 'json' } });
    expect(extraOf(JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}'))).toEqual(
      JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}'),
    );
    expect(extraOf(['not', 'a', 'session'])).toEqual(['not', 'a', 'session']);
  });

  test.each([
    ['StartDate', 'yesterday', 'start_time'],
    ['StartDate', -1, 'start_time'],
    ['StartDate', 1e300, 'start_time'],
    ['EndDate', { epoch: 1 }, 'end_time'],
    ['MaxSessionDuration', 'an hour', 'max_session_duration_minutes'],
    ['MaxSessionDuration', '060', 'max_session_duration_minutes'],
    ['MaxSessionDuration', '99999999999', 'max_session_duration_minutes'],
    ['SessionId', 7, 'session_id'],
    ['OutputUrl', 'https://s3/x.log', 's3_output_url'],
  ])('keeps %s = %j in extra if its column cannot hold the value', (name, value, column) => {
    expect(parseLine({ [name]: value })[column]).toBeNull();
    expect(extraOf({ [name]: value })).toEqual({ [name]: value });
  });

  test('rounds a time to the millisecond and keeps a finer one in extra as well', () => {
    expect(parseLine({ StartDate: 1582068633.1884 }).start_time).toBe('2020-02-18 23:30:33.188');
    expect(extraOf({ StartDate: 1582068633.1884 })).toEqual({ StartDate: 1582068633.1884 });
    expect(parseLine(JSON.parse('{"StartDate": 1.582069847807E9}'))).toMatchObject({
      start_time: '2020-02-18 23:50:47.807',
      extra: null,
    });
  });

  test.each(['Reason', 'SessionId', 'Target', 'Owner'] as const)(
    'replaces half a surrogate pair in %s, which most readers refuse, and keeps the exact text in extra',
    (name) => {
      const value = 'restart \ud83d, then \udc00 \u{1f600}';
      const line = toLine({ [name]: value });
      expect(parseLine({ [name]: value })[TEXT_COLUMNS[name]]).toBe('restart \ufffd, then \ufffd \u{1f600}');
      expect(extraOf({ [name]: value })).toEqual({ [name]: value });
      // Escaped once for the text in extra and once for the line: the line itself is legal Unicode, escapes included.
      expect(line).toContain('restart \\\\ud83d, then \\\\udc00 \u{1f600}');
      expect(line).not.toMatch(/(?<!\\)\\ud[89a-f]/i);
    },
  );

  test('keeps half a surrogate pair exactly in extra, in unknown fields and in their names', () => {
    expect(extraOf({ '\ud800': ['\udfff'] })).toEqual({ '\ud800': ['\udfff'] });
  });

  test('keeps a value that is nested too deeply for recursion', () => {
    const deep = `${'['.repeat(20_000)}"x"${']'.repeat(20_000)}`;
    const line = parseLine(JSON.parse(`{"New": ${deep}}`));
    expect(line.extra).toBe(`{"New":${deep}}`);
  });

  test('keeps a number that is too large for JavaScript as the text Infinity', () => {
    expect(extraOf(JSON.parse('{"StartDate": 1e400, "New": [-1e400]}'))).toEqual({
      StartDate: 'Infinity',
      New: ['-Infinity'],
    });
  });

  test.each(['1040', '1099', '1199', '1299', '1399', '1440', '1'])(
    'holds a duration of %s minutes as a number',
    (minutes) => {
      expect(parseLine({ MaxSessionDuration: minutes }).max_session_duration_minutes).toBe(Number(minutes));
    },
  );
});

describe('any session', () => {
  test('becomes one line with every key, in order', () => {
    fc.assert(
      fc.property(fc.oneof(session, anything), (value) => {
        const line = toLine(JSON.parse(JSON.stringify(value)));
        expect(line).toMatch(/^[^\n\r\u0085\u2028\u2029]*\n$/);
        expect(Object.keys(JSON.parse(line) as Line)).toEqual(RECORD_KEYS.map(({ name }) => name));
      }),
    );
  });

  test('can be restored from its record, value by value', () => {
    fc.assert(
      fc.property(session, (value) => {
        expect(withoutEmpty(restore(parseLine(value)))).toEqual(withoutEmpty(value));
      }),
    );
  });

  /** The session restored from its record. Values in extra win, because they are verbatim. */
  function restore(line: Line): Record<string, unknown> {
    const session: [string, unknown][] = Object.entries(TEXT_COLUMNS).map(([name, column]) => [name, line[column]]);
    const seconds = (text: string | number | null | undefined) =>
      typeof text === 'string' ? Date.parse(`${text.replace(' ', 'T')}Z`) / 1000 : null;
    session.push(['StartDate', seconds(line.start_time)], ['EndDate', seconds(line.end_time)]);
    session.push(['MaxSessionDuration', line.max_session_duration_minutes]);
    const extra = JSON.parse((line.extra ?? '{}') as string) as Record<string, unknown>;
    const { OutputUrl: url, ...rest } = extra;
    const urls = { S3OutputUrl: line.s3_output_url, CloudWatchOutputUrl: line.cloudwatch_output_url };
    const isWhole = url !== undefined && (typeof url !== 'object' || Array.isArray(url));
    session.push(['OutputUrl', isWhole ? url : withoutEmpty(Object.assign(urls, url))]);
    return Object.fromEntries([...session, ...Object.entries(rest)]);
  }

  /** "No value" has three forms that mean the same in a known field. A duration may come as a number or as its text. */
  function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
    const isEmpty = (value: unknown) =>
      value === null ||
      value === '' ||
      (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
    return Object.fromEntries(
      Object.entries(fields)
        .map(([name, value]): [string, unknown] => {
          if (name === 'OutputUrl' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
            return [name, withoutEmpty(value as Record<string, unknown>)];
          }
          return [name, name === 'MaxSessionDuration' && typeof value === 'number' ? String(value) : value];
        })
        .filter(
          ([name, value]) =>
            !(isEmpty(value) && [...KNOWN_FIELDS, 'S3OutputUrl', 'CloudWatchOutputUrl'].includes(name)),
        ),
    );
  }
});
