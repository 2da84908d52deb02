// The function's environment, checked once at start.
import { ENVIRONMENT } from '../lib/contract';
import { ConfigurationError } from './errors';

export interface Config {
  readonly bucket: string;
  readonly regions: readonly string[];
  /** Attempts of one AWS call, the first included. */
  readonly maxAttempts: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `ARCHIVE_BUCKET` (required), `REGIONS` (comma-separated; default: `AWS_REGION`, which Lambda sets) and the SDK's own
 * `AWS_MAX_ATTEMPTS` (default 10). Throws ConfigurationError with the name and the value of what is missing or wrong.
 */
export function readConfig(environment: Environment): Config {
  const bucket = environment[ENVIRONMENT.archiveBucket] ?? '';
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw wrong(ENVIRONMENT.archiveBucket, bucket, 'the name of the bucket that holds the archive');
  }
  const name = environment[ENVIRONMENT.regions] === undefined ? 'AWS_REGION' : ENVIRONMENT.regions;
  const regions = (environment[name] ?? '').split(',').map((region) => region.trim());
  if (!regions.every((region) => /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) || new Set(regions).size < regions.length) {
    throw wrong(
      name,
      environment[name] ?? '',
      'one or more different AWS Regions, comma-separated, such as eu-west-1,us-east-1',
    );
  }
  const attempts = environment.AWS_MAX_ATTEMPTS ?? '10';
  if (!/^[1-9]\d?$/.test(attempts)) throw wrong('AWS_MAX_ATTEMPTS', attempts, 'a number from 1 to 99');
  return { bucket, regions, maxAttempts: Number(attempts) };
}

function wrong(name: string, value: string, expected: string): ConfigurationError {
  return new ConfigurationError(`Environment variable ${name} is '${value}': it must be ${expected}.`);
}
