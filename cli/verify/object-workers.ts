// Checks objects in worker threads, because decompressing and parsing take nearly all the time.
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { checkObject, type CheckedObject, type ObjectToCheck } from './check-object';
import { openStore } from '../stores/open-store';

/** More threads would only compete for memory bandwidth. */
const MOST_WORKERS = 4;

interface Request extends ObjectToCheck {
  readonly id: number;
}
type Reply = { readonly id: number } & ({ readonly checked: CheckedObject } | { readonly error: string });

export class ObjectWorkers {
  private readonly workers: Worker[];
  private readonly waiting = new Map<number, { resolve: (c: CheckedObject) => void; reject: (e: Error) => void }>();
  private count = 0;

  /** @param program the file that calls `serveObjects` when it runs in a worker */
  constructor(program: string, location: string) {
    this.workers = Array.from({ length: Math.min(availableParallelism(), MOST_WORKERS) }, () => {
      const worker = new Worker(program, { workerData: location });
      worker.on('message', (reply: Reply) => {
        const asker = this.waiting.get(reply.id);
        this.waiting.delete(reply.id);
        if ('checked' in reply) asker?.resolve(reply.checked);
        else asker?.reject(new Error(reply.error));
      });
      worker.on('error', (error: Error) => {
        for (const { reject } of this.waiting.values()) reject(error);
      });
      return worker;
    });
  }

  /** How many objects to check concurrently: each waits for S3. */
  get capacity(): number {
    return 4 * this.workers.length;
  }

  check(object: ObjectToCheck): Promise<CheckedObject> {
    const id = (this.count += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.workers[id % this.workers.length]?.postMessage({ id, ...object } satisfies Request);
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** Runs a worker until it is stopped. */
export function serveObjects(): void {
  const store = openStore(workerData as string);
  parentPort?.on('message', ({ id, ...object }: Request) => {
    checkObject(store, object).then(
      (checked) => parentPort?.postMessage({ id, checked } satisfies Reply),
      (error: unknown) => parentPort?.postMessage({ id, error: String(error) } satisfies Reply),
    );
  });
}
