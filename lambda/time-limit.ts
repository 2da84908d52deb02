// A run stops reading while there is still time to store what it has read.
import { setMaxListeners } from 'node:events';
import { TimeLimitReached } from './errors';

/** A signal that is aborted shortly before the function's time is up: a tenth of its time before, and at most 30 seconds. */
export function startTimeLimit(remainingMs: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  // Each reader adds a listener; Node.js warns about more than ten.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(
    () => {
      controller.abort();
    },
    remainingMs - Math.min(remainingMs / 10, 30_000),
  );
  return {
    signal: controller.signal,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}

/** Rejects with TimeLimitReached at the time limit: the call's retries may take longer than the function has. */
export function unlessAborted(timeLimit: AbortSignal, where: string, call: () => Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(
        new TimeLimitReached(`The function's time was nearly up at ${where}: the next attempt goes on from there`),
      );
    };
    if (timeLimit.aborted) {
      onAbort();
      return;
    }
    timeLimit.addEventListener('abort', onAbort);
    void call()
      .then(resolve, reject)
      .finally(() => {
        timeLimit.removeEventListener('abort', onAbort);
      });
  });
}
