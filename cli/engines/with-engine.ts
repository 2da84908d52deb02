// Opens an engine, shows its progress and closes it, also after an error.
import type { Engine } from './engine';
import { openEngine, type EngineOptions } from './open-engine';
import { EngineProgress } from './progress';

/** @throws Error of `use`, or one that says it was cancelled. Ctrl-C cancels Athena's query first, which would go on and cost money */
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
    if (cancel.signal.aborted) throw new Error('You cancelled the question.');
    return result;
  } finally {
    progress.stop();
    process.off('SIGINT', onInterrupt);
    await engine.close();
  }
}
