import { outputSettings, readProfile } from '../../../../cli/sessions/aws/config';

const CONFIG = `# mine
[default]
output=text
cli_timestamp_format = wire

[profile "two words"]
s3 =
    output = nested
output = table
; output = json
[other]
output = csv
`;

test('reads the settings of one profile, without nested settings and other profiles', () => {
  expect(Object.fromEntries(readProfile(CONFIG, 'default'))).toEqual({ output: 'text', cli_timestamp_format: 'wire' });
  expect(readProfile(CONFIG, 'two words').get('output')).toBe('table');
  expect(readProfile(CONFIG, 'nobody').size).toBe(0);
});

test('without a configuration file, only the environment sets anything', () => {
  expect(outputSettings({ AWS_CONFIG_FILE: '/no/such/file' })).toEqual({
    output: undefined,
    timestampFormat: undefined,
  });
  expect(outputSettings({ AWS_CONFIG_FILE: '/no/such/file', AWS_DEFAULT_OUTPUT: 'text' }).output).toBe('text');
});
