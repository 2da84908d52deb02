// npm run local: runs the stand-ins until Ctrl-C. Their made-up world follows the real clock.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions, USAGE } from './options';
import { startS3 } from './s3/server';
import { startSsm } from './ssm/server';
import { startSts } from './sts-server';
import { createWorld } from './world/world';
import { DAY } from './world/calendar';

const ACCOUNT_ID = '123456789012';
const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const BUCKET = 'session-archive';

async function main(): Promise<void> {
  const {
    ssmPort,
    s3Port,
    sessions,
    seed,
    folder = mkdtempSync(join(tmpdir(), 'session-archive-')),
  } = parseOptions(process.argv.slice(2));
  // The world begins so early that SSM has already forgotten some sessions.
  const source = createWorld({ seed, accountId: ACCOUNT_ID, regions: REGIONS, sessions, from: Date.now() - 45 * DAY });
  const ssm = await startSsm({ source, clock: Date.now, port: ssmPort });
  const s3 = await startS3({ folder, buckets: [BUCKET], port: s3Port });
  const sts = await startSts({ accountId: () => ACCOUNT_ID });

  const environment = {
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: REGIONS[0],
    AWS_DEFAULT_REGION: REGIONS[0],
    ARCHIVE_BUCKET: BUCKET,
    REGIONS: REGIONS.join(','),
  };
  const yesterday = new Date(Date.now() - DAY).toISOString().slice(0, 19);
  console.log(`# SSM, S3 and STS are running; objects lie in ${folder} and stay there. Paste this into another shell:
${Object.entries(environment)
  .map(([name, value]) => `export ${name}=${value}`)
  .join('\n')}

# and try:
aws ssm describe-sessions --state History --filters key=InvokedAfter,value=${yesterday}Z --max-items 3
aws s3 ls s3://${BUCKET} --recursive

# A snapshot, taken from the command line into a folder or the bucket:
node assets/cli/main.cjs snapshot my-archive --region ${REGIONS.join(' --region ')}

# The same by the function:
node -e "import('./assets/reporter/index.mjs').then((reporter) => reporter.handler({}, {
  invokedFunctionArn: 'arn:aws:lambda:${REGIONS[0]}:${ACCOUNT_ID}:function:reporter', getRemainingTimeInMillis: () => 900000 }))"

# Ctrl-C here stops them.`);

  const stop = () => {
    void Promise.all([ssm.stop(), s3.stop(), sts.stop()]).then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(1);
});
