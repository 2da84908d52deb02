import { request } from 'node:http';
import type { LocalAlibaba } from '../../../local/alibaba/server';
import { sign, type Signed, type Unsigned } from './signer';

/** An answer of the stand-in. */
export interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
  /** The parsed body, or empty if it is not JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Sends exactly these headers. fetch would add others. */
export async function send(url: string, { method, path, headers, body }: Signed): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, url), { method, headers, setHost: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          text,
          json: parse(text),
        });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Signs and sends a request. */
export function callAlibaba(server: LocalAlibaba, unsigned: Unsigned): Promise<Answered> {
  return send(server.url, sign({ host: new URL(server.url).host, ...unsigned }));
}

/** One page of DescribeTerminalSessions. */
export async function describePage(server: LocalAlibaba, query: Readonly<Record<string, string>> = {}) {
  const answer = await callAlibaba(server, {
    action: 'DescribeTerminalSessions',
    query: { RegionId: 'cn-hangzhou', ...query },
  });
  const { Sessions, NextToken, Code } = answer.json as {
    readonly Sessions?: { readonly Session?: readonly Readonly<Record<string, unknown>>[] };
    readonly NextToken?: string;
    readonly Code?: string;
  };
  const ids = Array.isArray(Sessions?.Session) ? Sessions.Session.map(({ SessionId }) => String(SessionId)) : undefined;
  return { ...answer, sessions: Sessions?.Session, ids, token: NextToken, code: Code };
}

/** The session ids of at most `limit` pages. */
export async function pagesOf(server: LocalAlibaba, query: Readonly<Record<string, string>> = {}, limit = 50) {
  const pages: string[][] = [];
  let token: string | undefined;
  do {
    const page = await describePage(server, { ...query, ...(token !== undefined && { NextToken: token }) });
    if (page.ids === undefined) throw new Error(`${page.status} ${page.text}`);
    pages.push(page.ids);
    token = page.token;
  } while (token !== undefined && token !== '' && pages.length < limit);
  return pages;
}
