import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readBody } from '../loopback';
import { missing } from './error';

/** A request as it came. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a request asks for. */
export interface Operation {
  readonly action: string;
  readonly version: string;
  /** From the query and, where the body is a form, from the body. An empty value is none. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the answer is to be JSON. A request that names its action among its parameters gets XML unless it asks for JSON. */
  readonly wantsJson: boolean;
}

export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
  return { method: message.method ?? '', path, query, headers: message.headers, body: await readBody(message) };
}

/** Action and version come in headers, or, in the older style, among the parameters. */
export function readOperation({ query, headers, body }: RawRequest): Operation {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const all = [...new URLSearchParams(query), ...(isForm ? new URLSearchParams(body.toString()) : [])];
  const parameters: Partial<Record<string, string>> = Object.fromEntries(all.filter(([, value]) => value !== ''));
  const header = headers['x-acs-action'];
  const action = header === undefined ? parameters.Action : String(header);
  const version = header === undefined ? parameters.Version : String(headers['x-acs-version'] ?? '');
  if (action === undefined) throw missing('Action');
  if (version === undefined || version === '') throw missing('Version');
  const wantsJson = header !== undefined || parameters.Format?.toUpperCase() === 'JSON';
  return { action, version, parameters: parameters as Record<string, string>, wantsJson };
}
