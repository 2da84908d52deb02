// The function's entry point: connects the handler to the environment, the clock, SSM, Account Management and S3.
import { Logger } from '@aws-lambda-powertools/logger';
import { createListRegions } from './regions/account';
import { createArchive } from './store/archive';
import { readConfig } from './config';
import { createHandler } from './handler';
import { writeMetrics } from './report/metrics-line';
import { createDescribeSessions } from './ssm/describe-sessions';

/** The package's version. The build puts it in. */
declare const REPORTER_VERSION: string;

const config = readConfig(process.env);

export const handler = createHandler({
  config,
  archive: createArchive(config.bucket, config.maxAttempts),
  listRegions: createListRegions(config.maxAttempts),
  connect: (region) => createDescribeSessions(region, config.maxAttempts),
  clock: Date.now,
  logger: new Logger({ serviceName: 'session-reporter' }),
  writeMetrics,
  reporterVersion: REPORTER_VERSION,
});
