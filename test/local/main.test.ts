import { DescribeSessionsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../../local/options';

test('options have defaults, and errors name wrong ones', () => {
  expect(parseOptions([])).toEqual({ ssmPort: 0, s3Port: 0, sessions: 3000, seed: 1, folder: undefined });
  expect(parseOptions(['--ssm-port', '4001', '--folder', 'x'])).toMatchObject({ ssmPort: 4001, folder: 'x' });
  expect(() => parseOptions(['--sessions', 'many'])).toThrow("--sessions is 'many': it must be a whole number from 1");
  expect(() => parseOptions(['--s3-port', '65536'])).toThrow('--s3-port');
  expect(() => parseOptions(['--colour', 'red'])).toThrow('--colour');
});

test('npm run local prints an environment with which clients reach all stand-ins, until it is interrupted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-'));
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts', '--sessions', '100', '--folder', folder], {
    cwd: join(__dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) if ((output += String(chunk)).includes('Ctrl-C')) break;
  const exported = new Map([...output.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const common = {
    region: exported.get('AWS_REGION') ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };

  const ssm = new SSMClient({ ...common, endpoint: exported.get('AWS_ENDPOINT_URL_SSM') ?? '' });
  const { Sessions } = await ssm.send(new DescribeSessionsCommand({ State: 'History', MaxResults: 3 }));
  expect(Sessions).toHaveLength(3);
  const s3 = new S3Client({ ...common, endpoint: exported.get('AWS_ENDPOINT_URL_S3') ?? '' });
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([exported.get('ARCHIVE_BUCKET')]);
  const sts = new STSClient({ ...common, endpoint: exported.get('AWS_ENDPOINT_URL_STS') ?? '' });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  ssm.destroy();
  s3.destroy();
  sts.destroy();
  rmSync(folder, { recursive: true });
}, 20_000);
