import type { IncomingHttpHeaders } from 'node:http';
import type { SessionState } from '../world/sessions';
import { SsmError } from './error';

/** One of the request's Filters. */
export interface Filter {
  readonly key: string;
  readonly value: string;
}

/** A DescribeSessions request that satisfies every constraint. */
export interface DescribeRequest {
  readonly region: string;
  readonly state: SessionState;
  readonly maxResults: number;
  readonly nextToken: string | undefined;
  readonly filters: readonly Filter[];
}

const OPERATION = 'AmazonSSM.DescribeSessions';
/** AWS does not document the value that it uses when MaxResults is absent. */
const DEFAULT_MAX_RESULTS = 50;

/** Returns the Region in the request's signature. Throws when the request is unsigned or signed for another service. */
export function signedRegion(headers: IncomingHttpHeaders): string {
  const authorization = headers.authorization;
  if (authorization === undefined || authorization === '')
    throw new SsmError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const scope = /Credential=[^/,]+\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request/.exec(authorization);
  if (!scope?.[1])
    throw new SsmError('IncompleteSignatureException', 'Authorization header has no SigV4 credential scope.');
  if (scope[2] !== 'ssm')
    throw new SsmError('InvalidSignatureException', `Credential should be scoped to correct service: 'ssm'.`);
  return scope[1];
}

/** Parses the request's body. Throws when the operation is not DescribeSessions or the body is not a JSON object. */
export function parseBody(headers: IncomingHttpHeaders, body: string): Readonly<Record<string, unknown>> {
  const operation = headers['x-amz-target'];
  if (operation !== OPERATION)
    throw new SsmError(
      'UnknownOperationException',
      `The local SSM knows ${OPERATION} alone, not ${String(operation ?? 'a request without X-Amz-Target')}.`,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new SsmError('SerializationException', 'The body is not JSON.');
  }
  if (!isObject(parsed)) throw new SsmError('SerializationException', 'Start of structure or map expected.');
  return parsed;
}

/** Checks the constraints of the service model. Reports all violations at once, in the words of AWS's validation. */
export function validateRequest(region: string, body: Readonly<Record<string, unknown>>): DescribeRequest {
  const { State, MaxResults, NextToken, Filters } = body;
  if (MaxResults !== undefined && typeof MaxResults !== 'number') throw wrongType('MaxResults');
  if (NextToken !== undefined && typeof NextToken !== 'string') throw wrongType('NextToken');
  if (Filters !== undefined && !(Array.isArray(Filters) && Filters.every(isObject))) throw wrongType('Filters');
  const filters = Filters ?? [];
  const maxResults = MaxResults ?? DEFAULT_MAX_RESULTS;

  const violations: string[] = [];
  const demand = (holds: boolean, name: string, value: unknown, constraint: string) => {
    const shown = value === undefined ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
    if (!holds) violations.push(`Value ${shown} at '${name}' failed to satisfy constraint: Member must ${constraint}`);
  };
  if (State === undefined) demand(false, 'state', State, 'not be null');
  else demand(isState(State), 'state', State, 'satisfy enum value set: [Active, History]');
  demand(
    Number.isInteger(maxResults) && maxResults >= 1,
    'maxResults',
    maxResults,
    'have value greater than or equal to 1',
  );
  demand(maxResults <= 200, 'maxResults', maxResults, 'have value less than or equal to 200');
  if (Filters !== undefined) demand(filters.length >= 1, 'filters', '[]', 'have length greater than or equal to 1');
  demand(filters.length <= 6, 'filters', '[...]', 'have length less than or equal to 6');
  for (const [index, { key, value }] of filters.entries()) {
    const name = `filters.${index + 1}.member`;
    demand(typeof key === 'string', `${name}.key`, key, 'not be null');
    demand(typeof value === 'string', `${name}.value`, value, 'not be null');
    demand(value !== '', `${name}.value`, value, 'have length greater than or equal to 1');
    demand(String(value).length <= 400, `${name}.value`, value, 'have length less than or equal to 400');
  }
  if (violations.length > 0)
    throw new SsmError(
      'ValidationException',
      `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected: ${violations.join('; ')}`,
    );
  return {
    region,
    state: State as SessionState,
    maxResults,
    nextToken: NextToken,
    filters: filters.map(({ key, value }) => ({ key: String(key), value: String(value) })),
  };
}

function wrongType(member: string): SsmError {
  return new SsmError('SerializationException', `${member} has a type that the service model does not allow.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isState(value: unknown): value is SessionState {
  return value === 'Active' || value === 'History';
}
