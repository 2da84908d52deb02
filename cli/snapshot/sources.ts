// Opens the source of sessions and reports its progress.
import { openAlibaba, type TerminalSessionsClient } from '../../lambda/alibaba/alibaba-source';
import type { SsmClient } from '../../lambda/ssm/describe-sessions';
import { openSsm } from '../../lambda/ssm/ssm-source';
import type { OpenSource } from '../../lambda/source';

/** Receives a run's progress. */
export interface Watcher {
  planned(region: string, mode: string, why: string): void;
  /** A page arrived. */
  page(region: string, sessions: number): void;
  /** An attempt at a call failed; the SDK may retry it. */
  failedAttempt(region: string, error: string): void;
  ended(region: string): void;
  /** The run does not read this Region, though the archive has snapshots of it. */
  notTaken(region: string, reason: string): void;
}

export type WatchedSource = (watcher: Watcher) => OpenSource;

/** Reads DescribeSessions of AWS Systems Manager. */
export function ssmSource(connect: (region: string) => SsmClient): WatchedSource {
  return (watcher) => openSsm((region) => watched(connect(region), region, watcher));
}

/** Reads DescribeTerminalSessions of Alibaba Cloud's ECS. */
export function alibabaSource(connect: (region: string) => TerminalSessionsClient): WatchedSource {
  return (watcher) => openAlibaba((region) => watched(connect(region), region, watcher));
}

/** Makes one call and returns the raw body of the response. */
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

/** Counts a page's sessions for the display only. The reporter checks the page. */
function countSessions(body: string): number {
  try {
    const { Sessions: sessions } = JSON.parse(body) as { Sessions?: unknown };
    const list = Array.isArray(sessions) ? sessions : (sessions as { Session?: unknown } | undefined)?.Session;
    return Array.isArray(list) ? list.length : 0;
  } catch {
    return 0;
  }
}
