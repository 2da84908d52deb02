// One Region in virtual time: sessions start and end while the reporter works. SSM and S3 are in memory, so a day takes
// less than a second. Hooks let a test make either of them fail.
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { createHandler, type Answer } from '../../../lambda/handler';
import type { NewObject } from '../../../lambda/store/archive';
import type { MetricValues } from '../../../lambda/report/metrics';
import { DAY_MS, formatSnapshotId } from '../../../lambda/time';
import type { PageRequest } from '../../../lambda/ssm/pages';
import { spoilPage, type SsmFault } from '../../../local/ssm/faults';
import { parseFilters } from '../../../local/ssm/filters';
import { cutPage, TOP, type Filtering, type Position } from '../../../local/ssm/paging';
import type { World } from './moving-world';

/** Small pages, so that a small world has many. */
const PAGE_SIZE = 8;
const CALL_MS = 5_000;

export class Region {
  /** Milliseconds by which the function's clock is ahead of SSM's. */
  clockSkewMs = 0;
  filtering: Filtering = 'before-paging';
  fullScanIntervalMs = 2 * DAY_MS;
  /** The message and the snapshot of every line that has been logged. */
  readonly logged: string[] = [];
  /** What every run so far has measured. */
  readonly measured: MetricValues[] = [];
  readonly objects = new Map<string, Buffer>();
  /** When the first attempt at each snapshot began, by the snapshot's name. */
  readonly firstAttemptMs = new Map<string, number>();
  /** The fault of a call after all retries of the SDK. */
  fault: (request: PageRequest) => SsmFault | undefined = () => undefined;
  /** Called before and after an object is stored; may throw. */
  onWrite: (moment: 'before' | 'after', key: string) => void = () => undefined;

  /** @param now virtual time, epoch milliseconds */
  constructor(
    readonly world: World,
    public now: number,
  ) {}

  /** One invocation for the event that was due at `scheduledMs`. */
  async attempt(scheduledMs: number): Promise<Answer> {
    const scheduledTime = new Date(scheduledMs).toISOString();
    const snapshotId = formatSnapshotId(scheduledMs);
    if (!this.firstAttemptMs.has(snapshotId)) this.firstAttemptMs.set(snapshotId, this.now);
    const context = {
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:reporter',
      getRemainingTimeInMillis: () => 900_000,
    } as Context;
    return this.newFunction()({ scheduledTime }, context);
  }

  private newFunction() {
    const log = (message: string, { snapshotId }: { snapshotId: string }) =>
      this.logged.push(`${message} ${snapshotId}`);
    return createHandler({
      config: { regions: ['eu-west-1'], fullScanIntervalMs: this.fullScanIntervalMs, maxConcurrency: 4 },
      clock: () => this.now + this.clockSkewMs,
      reporterVersion: 'test',
      logger: { addContext: () => undefined, info: log, error: log } as unknown as Logger,
      writeMetrics: (_, values) => this.measured.push(values),
      listRegions: () => Promise.resolve([]),
      connect: () => (request) => this.describeSessions(request),
      archive: {
        create: (object) => this.create(object),
        read: (key) => Promise.resolve(this.objects.get(key) ?? Buffer.alloc(0)),
        list: (prefix, startAfter = '') =>
          Promise.resolve([...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort()),
      },
    });
  }

  private async create({ key, body }: NewObject): Promise<boolean> {
    await Promise.resolve();
    this.onWrite('before', key);
    const isNew = !this.objects.has(key);
    if (isNew) this.objects.set(key, body);
    this.onWrite('after', key);
    return isNew;
  }

  private async describeSessions(request: PageRequest): Promise<string> {
    const fault = this.fault(request);
    this.now += typeof fault === 'object' ? fault.slowMs : CALL_MS;
    await Promise.resolve();
    const error = ERRORS.get(fault);
    if (error !== undefined) throw Object.assign(new Error(`SSM was made to say ${error}`), { name: error });

    const after = request.nextToken === null ? TOP : (JSON.parse(request.nextToken) as Position);
    const list = this.world.shown(request.state, this.now).map(({ wire }) => wire[request.state]);
    const page = spoilPage(
      fault,
      cutPage(list, after, PAGE_SIZE, parseFilters([...request.filters]), this.filtering),
      after,
    );
    const followed = fault === 'repeatToken' ? request.nextToken : null;
    const token = followed ?? (page.next && JSON.stringify(page.next));
    const body = JSON.stringify({ Sessions: page.sessions, NextToken: token });
    if (fault === 'truncated') return body.slice(0, body.length / 2);
    return fault === 'garbage' ? '<html>Bad Gateway</html>' : fault === 'noSessions' ? '{}' : body;
  }
}

/** The names that the SDK gives to the errors after its last attempt. */
const ERRORS = new Map<SsmFault | undefined, string>([
  ['throttle', 'ThrottlingException'],
  ['error500', 'InternalServerError'],
  ['cut', 'TimeoutError'],
  ['expiredToken', 'InvalidNextToken'],
]);
