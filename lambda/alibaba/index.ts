// The entry point of the function that archives sessions of Alibaba Cloud. It is a bundle of its own, so that the bundle for SSM does
// not get larger.
import { Logger } from '@aws-lambda-powertools/logger';
import { RegionsUnknown } from '../errors';
import { handlerOf } from '../handler';
import { writeMetrics } from '../report/metrics-line';
import { createArchive } from '../store/archive';
import { openAlibaba } from './alibaba-source';
import { readAlibabaConfig } from './config';
import { createKeys } from './keys';
import { connectTerminalSessions, createStsApi } from './services';

/** The package's version. The build puts it in. */
declare const REPORTER_VERSION: string;

const config = readAlibabaConfig(process.env);
const { maxAttempts, accountId } = config;
const clock = Date.now;
const keys = createKeys(config.keys, createStsApi({ maxAttempts, clock }), maxAttempts, clock);

export const handler = handlerOf({
  config,
  accountId,
  archive: createArchive(config.bucket, maxAttempts),
  listRegions: () => Promise.reject(new RegionsUnknown('The Regions of Alibaba Cloud are those that REGIONS names.')),
  openSource: openAlibaba(connectTerminalSessions(keys, { maxAttempts, clock })),
  clock,
  logger: new Logger({ serviceName: 'alibaba-session-reporter' }),
  writeMetrics,
  reporterVersion: REPORTER_VERSION,
});
