import { readConfig } from '../../lambda/config';
import { ConfigurationError } from '../../lambda/errors';

const environment = { ARCHIVE_BUCKET: 'my-archive', AWS_REGION: 'eu-west-1' };

const defaults = { fullScanIntervalMs: 7 * 24 * 3_600_000, maxConcurrency: 8 };

test("reports on the function's own Region by default", () => {
  expect(readConfig(environment)).toEqual({
    bucket: 'my-archive',
    regions: ['eu-west-1'],
    ...defaults,
    maxAttempts: 10,
  });
});

test('reports on the Regions it is given', () => {
  const regions = 'eu-west-1, us-gov-west-1,ap-southeast-2';
  expect(
    readConfig({
      ...environment,
      REGIONS: regions,
      AWS_MAX_ATTEMPTS: '3',
      FULL_SCAN_INTERVAL_HOURS: '24',
      MAX_CONCURRENCY: '16',
    }),
  ).toEqual({
    bucket: 'my-archive',
    regions: ['eu-west-1', 'us-gov-west-1', 'ap-southeast-2'],
    fullScanIntervalMs: 24 * 3_600_000,
    maxConcurrency: 16,
    maxAttempts: 3,
  });
});

test('reports on a Region only once, even if it is listed twice', () => {
  expect(readConfig({ ...environment, REGIONS: 'eu-west-1,us-east-1, eu-west-1' }).regions).toEqual([
    'eu-west-1',
    'us-east-1',
  ]);
});

test('`all` stands for the Regions that are enabled when a run starts', () => {
  expect(readConfig({ ...environment, REGIONS: 'all' }).regions).toBe('all');
});

test.each([
  [{ ARCHIVE_BUCKET: undefined }, /ARCHIVE_BUCKET is ''/],
  [{ ARCHIVE_BUCKET: 's3://my-archive' }, /ARCHIVE_BUCKET is 's3:\/\/my-archive'/],
  [{ REGIONS: 'eu-west-1,ireland' }, /REGIONS is 'eu-west-1,ireland'/],
  [{ REGIONS: '' }, /REGIONS is ''/],
  [{ REGIONS: 'all,eu-west-1' }, /REGIONS is 'all,eu-west-1': it must be .*, or all/],
  [{ AWS_REGION: undefined }, /AWS_REGION is ''/],
  [{ AWS_MAX_ATTEMPTS: '0' }, /AWS_MAX_ATTEMPTS is '0'/],
  [{ MAX_CONCURRENCY: '65' }, /MAX_CONCURRENCY is '65'.* from 1 to 64/],
  [{ FULL_SCAN_INTERVAL_HOURS: '1.5' }, /FULL_SCAN_INTERVAL_HOURS is '1.5'/],
  [{ AWS_MAX_ATTEMPTS: 'many' }, /AWS_MAX_ATTEMPTS is 'many'/],
])('refuses %j and names the variable and its value', (change, message) => {
  expect(() => readConfig({ ...environment, ...change })).toThrow(ConfigurationError);
  expect(() => readConfig({ ...environment, ...change })).toThrow(message);
});
