// The function's environment, checked once at start.
import { ALL_REGIONS, ENVIRONMENT, REGION_NAME } from '../lib/contract';
import { ConfigurationError } from './errors';
import { HOUR_MS } from './time';

export interface Config extends Settings {
  readonly bucket: string;
  /** `all`: those that are enabled in the account when a run starts. */
  readonly regions: readonly string[] | typeof ALL_REGIONS;
}

/** The settings of every reporter: of the functions and of the command line. */
export interface Settings {
  readonly fullScanIntervalMs: number;
  /** Readers that a full scan of one Region may use at the same time. */
  readonly maxConcurrency: number;
  /** Attempts of one AWS call, the first included. */
  readonly maxAttempts: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `ARCHIVE_BUCKET` (required), `REGIONS` (comma-separated, or `all`; default: `AWS_REGION`, which Lambda sets),
 * `FULL_SCAN_INTERVAL_HOURS` (default 168), `MAX_CONCURRENCY` (default 8) and the SDK's own `AWS_MAX_ATTEMPTS` (default 10).
 * Throws ConfigurationError with the name and the value of what is missing or wrong.
 */
export function readConfig(environment: Environment): Config {
  return {
    bucket: readBucket(environment),
    regions: readRegions(environment),
    ...readSettings(environment),
  };
}

/** `ARCHIVE_BUCKET`, as `readConfig` reads it. */
export function readBucket(environment: Environment): string {
  const bucket = environment[ENVIRONMENT.archiveBucket] ?? '';
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket;
  throw wrong(ENVIRONMENT.archiveBucket, bucket, 'the name of the bucket that holds the archive');
}

/** `FULL_SCAN_INTERVAL_HOURS`, `MAX_CONCURRENCY` and `AWS_MAX_ATTEMPTS`, as `readConfig` reads them. */
export function readSettings(environment: Environment): Settings {
  return {
    fullScanIntervalMs: readNumber(environment, ENVIRONMENT.fullScanIntervalHours, 168, 1, 720) * HOUR_MS,
    maxConcurrency: readNumber(environment, ENVIRONMENT.maxConcurrency, 8, 1, 64),
    maxAttempts: readNumber(environment, 'AWS_MAX_ATTEMPTS', 10, 1, 99),
  };
}

function readRegions(environment: Environment): Config['regions'] {
  const name = environment[ENVIRONMENT.regions] === undefined ? 'AWS_REGION' : ENVIRONMENT.regions;
  const value = environment[name] ?? '';
  if (value === ALL_REGIONS) return ALL_REGIONS;
  // The stack's own Region, which is known only at deployment, may be named a second time.
  const regions = [...new Set(value.split(',').map((region) => region.trim()))];
  if (regions.every((region) => REGION_NAME.test(region))) return regions;
  throw wrong(name, value, `one or more AWS Regions, comma-separated, such as eu-west-1,us-east-1, or ${ALL_REGIONS}`);
}

function readNumber(environment: Environment, name: string, byDefault: number, least: number, most: number): number {
  const text = environment[name] ?? String(byDefault);
  const value = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw wrong(name, text, `a whole number from ${least} to ${most}`);
}

export function wrong(name: string, value: string, expected: string): ConfigurationError {
  return new ConfigurationError(`Environment variable ${name} is '${value}': it must be ${expected}.`);
}
