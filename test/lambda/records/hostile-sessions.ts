// Generates hostile sessions: any legal JSON, in fields that exist and in others.
import fc from 'fast-check';

/** The column of each of SSM's fields. */
export const TEXT_COLUMNS = {
  SessionId: 'session_id',
  Target: 'target',
  Status: 'status',
  Owner: 'owner',
  Reason: 'reason',
  DocumentName: 'document_name',
  AccessType: 'access_type',
  Details: 'details',
} as const;

const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\u2028',
    'a\u2029b\u0085',
    '\ud800',
    '\udc00\ud800',
    '"\\\n\r\t\u0000',
    '1.58E9',
    '{}',
    'null',
    '\ufeff',
  ),
);
export const anything = fc.oneof(hostileText, fc.double(), fc.constantFrom(1.58e9, 1582069847.807, 0), fc.jsonValue());
export const KNOWN_FIELDS = [...Object.keys(TEXT_COLUMNS), 'StartDate', 'EndDate', 'MaxSessionDuration', 'OutputUrl'];
const fields = fc.dictionary(
  fc.oneof(fc.constantFrom(...KNOWN_FIELDS), hostileText, fc.constant('__proto__')),
  anything,
);
const output = fc.dictionary(fc.constantFrom('S3OutputUrl', 'CloudWatchOutputUrl', 'Other'), anything);
/** Serialized and parsed again, as after a call. */
export const session = fc
  .tuple(fields, fc.option(output))
  .map(
    ([rest, url]) => JSON.parse(JSON.stringify(url ? { ...rest, OutputUrl: url } : rest)) as Record<string, unknown>,
  );
