// A month of hourly runs in virtual time, with the reporter's own code and with SSM and S3 in memory: the calls a day
// and the missed sessions, compared with reading everything every hour, and with the usual cursor, "what has started
// since the last run".
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { setImmediate } from 'node:timers/promises';
import { createHandler } from '../../lambda/handler';
import type { PageRequest } from '../../lambda/ssm/pages';
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import { parseFilters } from '../../local/ssm/filters';
import { cutPage, TOP, type Filtering, type Position } from '../../local/ssm/paging';
import { MonthArchive } from './month-archive';
import { MonthWorld } from './month-world';
import { NOW, REGION } from '../competition/setting';

const HOURS = 30 * 24;

/**
 * Hours after which an end must be known: a look-up may fail for a day, and the session ended up to an hour before the
 * first one.
 */
export const LATEST_HOURS = 25;

/** The largest page of DescribeSessions, which every approach uses. */
const PAGE_SIZE = 200;

interface Approach {
  /** DescribeSessions calls a day. */
  readonly callsADay: number;
  /** Sessions that ended in the month without a record of their end. */
  readonly missed: number;
}

export interface Month {
  /** The number of sessions that start in 30 days. */
  readonly sessions: number;
  readonly filtering: Filtering;
  /** The number of sessions that ended in the month, at least `LATEST_HOURS` before its last run. */
  readonly ended: number;
  readonly reporter: Approach & {
    /** The longest time from the end of a session to the run that recorded it. */
    readonly latestHours: number;
  };
  /** Reads all of both states every hour. */
  readonly rescan: Approach;
  /** Reads only History with InvokedAfter the last run, as most scripts do. */
  readonly cursor: Approach;
}

/** Time does not advance during a run. The first run finds 30 days of History and is part of the month. */
export async function modelMonth(sessions: number, filtering: Filtering): Promise<Month> {
  const lastMs = NOW + (HOURS - 1) * HOUR_MS;
  const world = new MonthWorld(sessions, NOW - 31 * DAY_MS, lastMs);
  const archive = new MonthArchive(world.starts.length);
  const endsByCursor = new Uint8Array(world.starts.length);
  const calls = { reporter: 0, rescan: 0, cursor: 0 };
  let shown = world.shown(NOW);

  const describeSessions = async ({ state, filters, nextToken }: PageRequest) => {
    calls.reporter += 1;
    await setImmediate();
    const after = nextToken === null ? TOP : (JSON.parse(nextToken) as Position);
    const page = cutPage(shown[state], after, PAGE_SIZE, parseFilters([...filters]), filtering);
    return JSON.stringify({ Sessions: page.sessions, NextToken: page.next && JSON.stringify(page.next) });
  };
  const clock = { now: NOW };
  const handler = createHandler({
    config: { regions: [REGION], fullScanIntervalMs: 7 * DAY_MS, maxConcurrency: 8 },
    clock: () => clock.now,
    reporterVersion: 'bench',
    logger: { addContext: () => undefined, info: () => undefined, error: () => undefined } as unknown as Logger,
    writeMetrics: () => undefined,
    listRegions: () => Promise.resolve([]),
    connect: () => describeSessions,
    archive,
  });
  const context = {
    invokedFunctionArn: `arn:aws:lambda:${REGION}:123456789012:function:reporter`,
    getRemainingTimeInMillis: () => 900_000,
  } as Context;

  for (let now = NOW; now <= lastMs; now += HOUR_MS) {
    clock.now = archive.now = now;
    shown = world.shown(now);
    calls.rescan += pages(shown.Active.length) + pages(shown.History.length);
    const cursorMs = now === NOW ? -Infinity : now - HOUR_MS;
    const isOld = (number: number) => (world.starts[number] ?? 0) < cursorMs;
    const found = shown.numbers.History.findIndex(isOld);
    const since = shown.numbers.History.subarray(0, found < 0 ? undefined : found);
    for (const number of since) endsByCursor[number] = 1;
    calls.cursor += pages(since.length);
    await handler({ scheduledTime: new Date(now).toISOString() }, context);
  }

  const due = [...world.ends.keys()].filter((number) => {
    const endMs = world.ends[number] ?? Infinity;
    return endMs > NOW && endMs <= lastMs - LATEST_HOURS * HOUR_MS;
  });
  const lateMs = (number: number) => {
    const knownMs = archive.endKnownMs[number] ?? NaN;
    // If the end is still unknown, the delay is at least the time up to the last run.
    return (Number.isNaN(knownMs) ? lastMs : knownMs) - (world.ends[number] ?? NaN);
  };
  const approach = (name: keyof typeof calls, ended: (number: number) => boolean): Approach => ({
    callsADay: calls[name] / (HOURS / 24),
    missed: due.filter((number) => !ended(number)).length,
  });
  return {
    sessions,
    filtering,
    ended: due.length,
    reporter: {
      ...approach('reporter', (number) => !Number.isNaN(archive.endKnownMs[number])),
      latestHours: due.reduce((latest, number) => Math.max(latest, lateMs(number) / HOUR_MS), 0),
    },
    rescan: approach('rescan', () => true),
    cursor: approach('cursor', (number) => endsByCursor[number] === 1),
  };
}

function pages(sessions: number): number {
  return Math.max(1, Math.ceil(sessions / PAGE_SIZE));
}
