// What the demo prints, and that nothing keeps running when it ends, is interrupted, or fails.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSavedQueries } from '../../lib/queries/saved-query';
import { ACCOUNT, createDemoWorld, REGIONS, RUN_DELAY_MS, workingHours } from '../../local/demo/world';
import { allOf, openArchive, queryRows } from '../../cli/engines/duckdb/archive';

const ROOT = join(__dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'demo-test-'));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Runs a command without a terminal. `onOutput` gets all that the command has written so far. */
function run(command: string, args: string[], onOutput?: (stdout: string, interrupt: () => void) => void) {
  const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, TMPDIR: temporary } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, () => child.kill('SIGINT'));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise<Outcome>((resolve) => {
    child.on('close', (exitCode) => {
      resolve({ stdout, stderr, exitCode });
    });
  });
}

const tsx = (...args: string[]) => ['--import', 'tsx', ...args];
const urls = (text: string) => text.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
const isAnswered = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('the demo answers its questions, leaves an archive to explore, and leaves nothing running', async () => {
  const { stdout, stderr, exitCode } = await run('node', tsx('local/demo/demo.ts'));
  expect([exitCode, stderr]).toEqual([0, '']);
  for (const title of ['Who was on a machine', 'Sessions longer than', 'No reason', 'Sessions per day']) {
    expect(stdout).toContain(title);
  }

  const hours = workingHours(Date.now());
  const world = createDemoWorld(hours);
  const sessions = REGIONS.flatMap((region) => world.truth(region, (hours.at(-1) ?? 0) + RUN_DELAY_MS));
  expect(stdout).toContain(`${sessions.length} sessions, `);

  // The output must be readable in the log of a CI job: no control characters.
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  for (const line of stdout.split('\n').filter((text) => /[│║─]/.test(text)))
    expect(line.length).toBeLessThanOrEqual(120);

  expect(urls(stdout)).toHaveLength(2);
  for (const url of urls(stdout)) expect(await isAnswered(url)).toBe(false);

  const commands = stdout.split('\n').filter((line) => line.startsWith('  gzip ') || line.startsWith('  npm '));
  const [gzip, saved, ask, verify] = await Promise.all(commands.map((command) => run('sh', ['-c', command])));
  expect(
    gzip?.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { account_id: string }).account_id),
  ).toEqual([ACCOUNT, ACCOUNT, ACCOUNT]);
  expect(saved?.stdout).toMatch(/person_kind +person/);
  expect(ask?.stdout).toContain('sso-user');

  // Every saved query, unedited, has an answer in the demo's archive.
  const archive = await openArchive(allOf(/'([^']+)'/.exec(commands[1] ?? '')?.[1] ?? ''));
  const silent: string[] = [];
  for (const { name, sql } of readSavedQueries()) if ((await queryRows(archive, sql)).length === 0) silent.push(name);
  archive.closeSync();
  expect(silent).toEqual([]);
  expect(verify?.stdout).toMatch(/: WHOLE\. 0 problems, 0 notices\.$/m);
});

test('an interrupted demo stops what it started', async () => {
  const { stdout, stderr, exitCode } = await run('node', tsx('local/demo/demo.ts'), (written, interrupt) => {
    if (urls(written).length === 2) interrupt();
  });
  expect(exitCode).toBe(130);
  expect(stderr).toBe('\nThe demo was interrupted. Its servers are stopped.\n');
  for (const url of urls(stdout)) expect(await isAnswered(url)).toBe(false);
});

test('a demo that fails names the step, the reason, and what to do', async () => {
  const failing = `
    const { begin, run } = require('./local/demo/safety');
    begin('counting sheep', 'Count something else.');
    run(() => Promise.reject(new Error('there are none')));`;
  expect(await run('node', tsx('--eval', failing))).toEqual({
    stdout: '',
    stderr: '\nThe demo failed while counting sheep: there are none\nWhat to do: Count something else.\n',
    exitCode: 1,
  });
});
