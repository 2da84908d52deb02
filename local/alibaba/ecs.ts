import { openToken, sealToken } from '../sealed-token';
import { AlibabaError, missing } from './error';
import { spoilPage, type AlibabaFault } from './faults';
import { cutPage, START, type Position } from './paging';
import type { Operation } from './request';
import { connectionsOf, remembered, type Memory, type Order, type TerminalSessionSource } from './sessions';

/** How the local ECS remembers sessions and cuts pages. */
export interface EcsOptions extends Memory {
  readonly source: TerminalSessionSource;
  /** The clock of sessions, epoch milliseconds. It decides which sessions exist and which tokens have expired. */
  readonly clock: () => number;
  /** @default 'scrambled' */
  readonly order?: Order;
  /** How long a token is valid, in milliseconds. @default - forever */
  readonly tokenLifetimeMs?: number;
  /** NextToken of the last page: an empty text, or no NextToken. Alibaba Cloud documents neither. @default 'empty' */
  readonly lastToken?: 'empty' | 'absent';
}

interface SessionsPage {
  readonly NextToken?: string | undefined;
  readonly Sessions: { readonly Session: readonly unknown[] };
}

/** DescribeTerminalSessions. Throws the service's errors. */
export function describeTerminalSessions(
  options: EcsOptions,
  { parameters }: Operation,
  fault: AlibabaFault | undefined,
): SessionsPage {
  const { RegionId, InstanceId, SessionId, NextToken } = parameters;
  if (RegionId === undefined) throw missing('RegionId');
  const maxResults = readMaxResults(parameters.MaxResults);
  const now = options.clock();
  const purpose = [RegionId, InstanceId, SessionId];
  const asked = NextToken === undefined ? START : readToken(NextToken, purpose, now, options.tokenLifetimeMs);

  const all = options.source.sessions(RegionId, now);
  if (!all) throw new AlibabaError('InvalidRegionId.NotFound', 'The specified parameter RegionId does not exist.', 404);
  const matching = remembered(all, now, options).filter(
    (session) =>
      (SessionId === undefined || session.SessionId === SessionId) &&
      (InstanceId === undefined || connectionsOf(session).some((connection) => connection.InstanceId === InstanceId)),
  );
  const page = cutPage(matching, options.order ?? 'scrambled', asked, maxResults);
  const { sessions, next } = spoilPage(fault, page, asked);
  const followed = fault === 'repeatToken' ? NextToken : undefined;
  const noToken = options.lastToken === 'absent' ? undefined : '';
  return {
    NextToken: followed ?? (next ? sealToken([next.key, next.seen, now], purpose) : noToken),
    Sessions: { Session: sessions },
  };
}

function readMaxResults(text = '10'): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 100) return number;
  throw new AlibabaError('InvalidParameter.MaxResults', 'The specified parameter MaxResults is not valid.');
}

function readToken(token: string, purpose: unknown, now: number, lifetimeMs = Infinity): Position {
  const content = openToken(token, purpose) as [key: number, seen: number, issued: number] | undefined;
  if (content === undefined || now - content[2] > lifetimeMs)
    throw new AlibabaError('InvalidParameter.NextToken', 'The specified parameter NextToken is not valid.');
  return { key: content[0], seen: content[1] };
}
