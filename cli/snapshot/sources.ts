// Where a run reads sessions from, with somebody watching.
import { openAlibaba, type TerminalSessionsClient } from '../../lambda/alibaba/alibaba-source';
import type { SsmClient } from '../../lambda/ssm/describe-sessions';
import { openSsm } from '../../lambda/ssm/ssm-source';
import type { OpenSource } from '../../lambda/source';

/** What can be watched while a run goes on. */
export interface Watcher {
  planned(region: string, mode: string, why: string): void;
  /** A page has come. */
  page(region: string, sessions: number): void;
  /** An attempt at a call failed; it may be made again. */
  failedAttempt(region: string, error: string): void;
  ended(region: string): void;
  /** It is not read, though the archive knows it. */
  notTaken(region: string, reason: string): void;
}

export type WatchedSource = (watcher: Watcher) => OpenSource;

/** DescribeSessions of AWS Systems Manager. */
export function ssmSource(connect: (region: string) => SsmClient): WatchedSource {
  return (watcher) => openSsm((region) => watched(connect(region), region, watcher));
}

/** DescribeTerminalSessions of Alibaba Cloud's ECS. */
export function alibabaSource(connect: (region: string) => TerminalSessionsClient): WatchedSource {
  return (watcher) => openAlibaba((region) => watched(connect(region), region, watcher));
}

/** One call: the raw body of its answer. */
type Client<Request> = (request: Request, onFailedAttempt: (errorName: string) => void) => Promise<string>;

function watched<Request>(client: Client<Request>, region: string, watcher: Watcher): Client<Request> {
  return async (request, onFailedAttempt) => {
    const body = await client(request, (error) => {
      watcher.failedAttempt(region, error);
      onFailedAttempt(error);
    });
    watcher.page(region, countSessions(body));
    return body;
  };
}

/** The reporter judges what a page holds; here it only moves a number. */
function countSessions(body: string): number {
  try {
    const { Sessions: sessions } = JSON.parse(body) as { Sessions?: unknown };
    const list = Array.isArray(sessions) ? sessions : (sessions as { Session?: unknown } | undefined)?.Session;
    return Array.isArray(list) ? list.length : 0;
  } catch {
    return 0;
  }
}
