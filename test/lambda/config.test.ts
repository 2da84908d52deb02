import { readConfig } from '../../lambda/config';
import { ConfigurationError } from '../../lambda/errors';

const environment = { ARCHIVE_BUCKET: 'my-archive', AWS_REGION: 'eu-west-1' };

test("reports on the function's own Region by default", () => {
  expect(readConfig(environment)).toEqual({ bucket: 'my-archive', regions: ['eu-west-1'], maxAttempts: 10 });
});

test('reports on the Regions it is given', () => {
  const regions = 'eu-west-1, us-gov-west-1,ap-southeast-2';
  expect(readConfig({ ...environment, REGIONS: regions, AWS_MAX_ATTEMPTS: '3' })).toEqual({
    bucket: 'my-archive',
    regions: ['eu-west-1', 'us-gov-west-1', 'ap-southeast-2'],
    maxAttempts: 3,
  });
});

test.each([
  [{ ARCHIVE_BUCKET: undefined }, /ARCHIVE_BUCKET is ''/],
  [{ ARCHIVE_BUCKET: 's3://my-archive' }, /ARCHIVE_BUCKET is 's3:\/\/my-archive'/],
  [{ REGIONS: 'eu-west-1,ireland' }, /REGIONS is 'eu-west-1,ireland'/],
  [{ REGIONS: '' }, /REGIONS is ''/],
  [{ REGIONS: 'eu-west-1,eu-west-1' }, /REGIONS is 'eu-west-1,eu-west-1'/],
  [{ AWS_REGION: undefined }, /AWS_REGION is ''/],
  [{ AWS_MAX_ATTEMPTS: '0' }, /AWS_MAX_ATTEMPTS is '0'/],
  [{ AWS_MAX_ATTEMPTS: 'many' }, /AWS_MAX_ATTEMPTS is 'many'/],
])('refuses %j by name and value', (change, message) => {
  expect(() => readConfig({ ...environment, ...change })).toThrow(ConfigurationError);
  expect(() => readConfig({ ...environment, ...change })).toThrow(message);
});
