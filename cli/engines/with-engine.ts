// Opens an engine, shows what it is at, and closes it, whatever happens.
import type { Engine } from './engine';
import { openEngine, type EngineOptions } from './open-engine';
import { EngineProgress } from './progress';

/** @throws Error of `use`, or that it was cancelled: Ctrl-C ends the process, but for Athena, which would go on and be paid for it */
export async function withEngine<Result>(
  location: string,
  options: Pick<EngineOptions, 'region' | 'kept'>,
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const progress = new EngineProgress();
  const cancel = new AbortController();
  const onInterrupt = () => {
    cancel.abort();
  };
  const engine = await openEngine(location, { ...options, signal: cancel.signal, ...progress.options });
  if (location.startsWith('athena:')) process.once('SIGINT', onInterrupt);
  try {
    const result = await use(engine);
    if (cancel.signal.aborted) throw new Error('It was cancelled, as you asked.');
    return result;
  } finally {
    progress.stop();
    process.off('SIGINT', onInterrupt);
    await engine.close();
  }
}
