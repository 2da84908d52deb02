import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reporterEnvironment, startReporter, type LocalReporter } from '../../../local/function/reporter';

let folder: string;
let reporter: LocalReporter | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reporter-'));
});
afterEach(async () => {
  await reporter?.stop();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Starts a function with this source as its bundle. */
function start(source: string, env: Record<string, string> = { AWS_REGION: 'eu-west-1' }): LocalReporter {
  const bundle = join(folder, `${Math.random()}.mjs`);
  writeFileSync(bundle, source);
  reporter = startReporter({ env, bundle });
  return reporter;
}

test('one warm process serves many invocations, and has only the given environment', async () => {
  const { invoke } = start(`
    let served = 0;
    export const handler = async (event) => ({ event, served: ++served, names: Object.keys(process.env).sort(), region: process.env.AWS_REGION });
  `);
  const names = ['AWS_REGION', 'PATH'];
  expect(await invoke({ a: 1 })).toEqual({ event: { a: 1 }, served: 1, names, region: 'eu-west-1' });
  expect(await invoke({})).toMatchObject({ served: 2 });
});

test('the context has the values that Lambda passes', async () => {
  const { invoke } = start(`
    export const handler = async (event, context) => [context.functionName, context.invokedFunctionArn, context.getRemainingTimeInMillis(), typeof context.awsRequestId];
  `);
  const [name, arn, remaining, requestId] = (await invoke({}, { remainingTimeMs: 30_000 })) as [
    string,
    string,
    number,
    string,
  ];
  expect([name, arn, requestId]).toEqual([
    'reporter',
    'arn:aws:lambda:eu-west-1:123456789012:function:reporter',
    'string',
  ]);
  expect(remaining).toBeGreaterThan(20_000);
  expect(remaining).toBeLessThanOrEqual(30_000);
  const functionArn = 'arn:aws-cn:lambda:cn-north-1:999999999999:function:other';
  expect(await invoke({}, { functionArn })).toEqual(expect.arrayContaining(['other', functionArn]));
});

test('the time limit begins after the cold start, as in Lambda', async () => {
  const { invoke } = start(`
    await new Promise((resolve) => setTimeout(resolve, 1500));
    export const handler = async (event, context) => context.getRemainingTimeInMillis();
  `);
  expect(await invoke({}, { remainingTimeMs: 1000 })).toBeGreaterThan(0);
});

test("the function's clock can be set, runs on, stays set, and can be set back", async () => {
  const { invoke } = start(`
    const { now } = Date;
    export const handler = async (ms) => {
      const before = now();
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { now: now(), took: now() - before, same: Math.abs(new Date().getTime() - now()) < 50, fixed: new Date(5).toISOString(), date: new Date() instanceof Date };
    };
  `);
  const run = async (ms: number, now?: number) =>
    (await invoke(ms, now === undefined ? {} : { now })) as { now: number; took: number; same: boolean; fixed: string };
  expect(Math.abs((await run(0)).now - Date.now())).toBeLessThan(5_000);
  const later = Date.UTC(2030, 0, 1);
  const first = await run(50, later);
  expect(first).toMatchObject({ same: true, date: true, fixed: '1970-01-01T00:00:00.005Z' });
  expect(first.took).toBeGreaterThan(45);
  expect(first.now - later).toBeGreaterThan(45);
  expect(first.now - later).toBeLessThan(5_000);
  expect((await run(0)).now).toBeGreaterThanOrEqual(first.now);
  expect((await run(0, later - 600_000)).now).toBeLessThan(later);
});

test('an error of the handler arrives with its name, message and stack', async () => {
  const { invoke } = start(`
    class ScanFailed extends Error { name = 'ScanFailed' }
    export const handler = async function failing() { throw new ScanFailed('page 7') };
  `);
  const error = await invoke({}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'ScanFailed',
    message: 'page 7',
    stack: expect.stringContaining('failing') as string,
  });
});

test('an error while loading arrives with its name and message', async () => {
  const { invoke } = start(`throw new RangeError('ARCHIVE_BUCKET is missing');`);
  await expect(invoke({})).rejects.toMatchObject({ name: 'RangeError', message: 'ARCHIVE_BUCKET is missing' });
});

test('the log is complete when the invocation is over', async () => {
  const { invoke, log } = start(`
    export const handler = async () => { for (let i = 0; i < 2000; i++) (i % 2 ? console.log : console.error)('line ' + i); };
  `);
  expect(await invoke({})).toBeNull();
  expect([...log].sort()).toEqual(Array.from({ length: 2000 }, (_, i) => `line ${i}`).sort());
});

test('a killed, a crashed and an overdue function fail the invocation, and the next one starts cold', async () => {
  const running = start(`
    let served = 0;
    export const handler = async (event) => {
      if (event === 'crash') process.exit(3);
      if (event === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
      return ++served;
    };
  `);
  expect(await running.invoke('')).toBe(1);
  const hanging = running.invoke('hang');
  await expect(running.invoke('')).rejects.toThrow('busy');
  running.kill();
  await expect(hanging).rejects.toMatchObject({
    name: 'Runtime.ExitError',
    message: expect.stringContaining('SIGKILL') as string,
  });
  expect(await running.invoke('')).toBe(1);
  await expect(running.invoke('crash')).rejects.toMatchObject({ message: expect.stringContaining('code 3') as string });
  expect(await running.invoke('')).toBe(1);
  await expect(running.invoke('hang', { remainingTimeMs: 200 })).rejects.toMatchObject({ name: 'Sandbox.Timedout' });
  expect(await running.invoke('')).toBe(1);
});

test('the error about a missing bundle names it and the command that builds it', () => {
  expect(() => startReporter({ env: {}, bundle: join(folder, 'none.mjs') })).toThrow(
    /none\.mjs does not exist: npm run build/,
  );
});

test("the environment points to the stand-ins, and not to the machine's own AWS configuration", () => {
  const url = (port: number) => ({ url: `http://127.0.0.1:${port}` });
  expect(
    reporterEnvironment({ ssm: url(1), s3: url(2), bucket: 'b', regions: ['eu-west-1', 'us-east-1'] }),
  ).toMatchObject({
    AWS_REGION: 'eu-west-1',
    REGIONS: 'eu-west-1,us-east-1',
    ARCHIVE_BUCKET: 'b',
    AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
});
