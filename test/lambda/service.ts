// DescribeSessions without a wire: the paging and the filters of the local SSM, for tests of what is built upon them.
import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { DescribeSessions, PageRequest, SsmRun } from '../../lambda/ssm/pages';
import { fixedSource, type WireSession } from '../../local/world/sessions';
import { parseFilters } from '../../local/ssm/filters';
import { cutPage, TOP, type Filtering, type Position } from '../../local/ssm/paging';

const PAGE_SIZE = 200;

export function serve(
  history: readonly WireSession[],
  filtering: Filtering,
): { describeSessions: DescribeSessions; requests: PageRequest[] } {
  const source = fixedSource({ History: history });
  const requests: PageRequest[] = [];
  const describeSessions = async (request: PageRequest) => {
    requests.push(request);
    const after = request.nextToken === null ? TOP : (JSON.parse(request.nextToken) as Position);
    const list = source.sessions('eu-west-1', request.state, 0);
    const page = cutPage(list, after, PAGE_SIZE, parseFilters([...request.filters]), filtering);
    // As on a network, answers come later than what was going on meanwhile.
    await setImmediate();
    return JSON.stringify({ Sessions: page.sessions, NextToken: page.next && JSON.stringify(page.next) });
  };
  return { describeSessions, requests };
}

/** What a scan takes of its run. */
export function runOf(
  describeSessions: DescribeSessions,
  snapshotMs: number,
  timeLimit = new AbortController().signal,
): SsmRun {
  // As in the handler: every reader listens.
  setMaxListeners(0, timeLimit);
  return {
    describeSessions,
    clock: () => snapshotMs,
    timeLimit,
    scope: { accountId: '123456789012', region: 'eu-west-1' },
    snapshot: { id: '20260131T010000Z', ms: snapshotMs },
  };
}
