import { parseArgs } from 'node:util';

/** The options of `npm run local -- <options>`. */
export interface LocalOptions {
  /** 0: any free port. */
  readonly ssmPort: number;
  /** 0: any free port. */
  readonly s3Port: number;
  /** Sessions per 30 days and Region. */
  readonly sessions: number;
  readonly seed: number;
  /** The folder with the bucket's files; undefined: a new temporary folder. */
  readonly folder: string | undefined;
}

export const USAGE = `npm run local -- [--ssm-port N] [--s3-port N] [--sessions N] [--seed N] [--folder PATH]
  --ssm-port, --s3-port  ports on 127.0.0.1; default: any free ones
  --sessions             sessions per 30 days and Region; default: 3000
  --seed                 another seed, another world; default: 1
  --folder               where the bucket's files lie; default: a new temporary folder`;

/** Reads the options. Throws an Error that names the wrong option and its value. */
export function parseOptions(args: readonly string[]): LocalOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { 'ssm-port': text, 's3-port': text, sessions: text, seed: text, folder: text },
  });
  const number = (
    name: 'ssm-port' | 's3-port' | 'sessions' | 'seed',
    fallback: number,
    least: number,
    most: number,
  ) => {
    const value = values[name] ?? String(fallback);
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most)
      throw new Error(`--${name} is '${value}': it must be a whole number from ${least} to ${most}.`);
    return Number(value);
  };
  return {
    ssmPort: number('ssm-port', 0, 0, 65_535),
    s3Port: number('s3-port', 0, 0, 65_535),
    sessions: number('sessions', 3_000, 1, 10_000_000),
    seed: number('seed', 1, 0, 0xffff_ffff),
    folder: values.folder,
  };
}
