import { setMaxListeners } from 'node:events';

/** Aborted when a run has to store what it has read: a tenth of its time before the end, and at most 30 seconds. */
export function startTimeLimit(remainingMs: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  // Every reader listens.
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
