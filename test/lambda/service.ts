// DescribeSessions in memory, with the paging and the filters of the local SSM, for tests of the code that calls it.
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
    // As on a network, other work continues before the answer arrives.
    await setImmediate();
    return JSON.stringify({ Sessions: page.sessions, NextToken: page.next && JSON.stringify(page.next) });
  };
  return { describeSessions, requests };
}

/** The parts of a run that a scan needs. */
export function runOf(
  describeSessions: DescribeSessions,
  snapshotMs: number,
  timeLimit = new AbortController().signal,
): SsmRun {
  // As in the handler: every reader adds a listener, and Node.js would warn.
  setMaxListeners(0, timeLimit);
  return {
    describeSessions,
    clock: () => snapshotMs,
    timeLimit,
    scope: { accountId: '123456789012', region: 'eu-west-1' },
    snapshot: { id: '20260131T010000Z', ms: snapshotMs },
  };
}
