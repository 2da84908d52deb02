// npm run bench:cli [-- --sessions 100000]: the commands on a month of many sessions, compared with the AWS CLI and jq
// where possible.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DAY_MS, HOUR_MS } from '../lambda/time';
import { reporterEnvironment, startReporter } from '../local/function/reporter';
import { startS3 } from '../local/s3/server';
import { startSsm } from '../local/ssm/server';
import { createWorld } from '../local/world/world';
import { preparePython } from '../test/clients/tools';
import { measure, type Measurement } from './measure';
import { median } from './competition/run-trial';

const CLI = join(__dirname, '..', 'assets', 'cli', 'main.cjs');
const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const BUCKET = 'session-archive';
const NOW = Date.UTC(2026, 2, 31, 12);
const HOURS = 12;
const RUNS = 3;

/** A command, a peer that can do the same, and a time limit. */
interface Task {
  readonly name: string;
  readonly command: readonly string[];
  readonly peer?: { readonly name: string; readonly command: readonly string[] };
  /** The most seconds that the command may take. */
  readonly seconds: number;
}

const MOST_MB = 600;

const { values: options } = parseArgs({ options: { sessions: { type: 'string', default: '100000' } } });

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  const sessions = Number(options.sessions);
  const python = await preparePython();
  const aws = [python, '-m', 'awscli'];
  const clock = { now: NOW };
  const source = createWorld({
    seed: 1,
    accountId: ACCOUNT,
    regions: [REGION],
    sessions,
    from: NOW - 30 * DAY_MS,
  });
  const ssm = await startSsm({ source, clock: () => clock.now });
  const s3 = await startS3({ folder, buckets: [BUCKET], clock: () => clock.now });
  try {
    const env = reporterEnvironment({ ssm, s3, bucket: BUCKET, regions: [REGION] });
    const reporter = startReporter({ env, accountId: ACCOUNT });
    for (let hour = 0; hour < HOURS; hour += 1) {
      clock.now = NOW + hour * HOUR_MS;
      await reporter.invoke({ scheduledTime: new Date(clock.now).toISOString() }, { now: clock.now });
    }
    await reporter.stop();
    const archive = join(folder, BUCKET);
    console.log(`${sessions} sessions of a month, ${HOURS} hourly snapshots; medians of ${RUNS} interleaved runs`);
    for (const task of tasks(archive, aws, join(folder, 'out'))) await run(task, env);
  } finally {
    await Promise.all([ssm.stop(), s3.stop()]);
    rmSync(folder, { recursive: true });
  }
}

function tasks(archive: string, aws: readonly string[], out: string): Task[] {
  mkdirSync(out);
  const cli = (...args: string[]) => [process.execPath, CLI, ...args];
  const shell = (script: string, ...args: string[]) => ['bash', '-o', 'pipefail', '-c', script, 'bash', ...args];
  const [from, to] = ['2026-03-01', '2026-03-31'];
  const everyRecord =
    'find "$1/history" "$1/active" -name "*.ndjson.gz" -print0 | xargs -0 gunzip -c | jq -c "$2" | wc -l';
  return [
    {
      name: 'sessions: all of History, as JSON',
      command: shell('"$@" | sha256sum', ...cli('sessions', archive, '--state', 'History', '--output', 'json')),
      peer: {
        name: 'aws ssm describe-sessions',
        command: shell(
          '"$@" | sha256sum',
          ...aws,
          'ssm',
          'describe-sessions',
          '--state',
          'History',
          '--region',
          REGION,
        ),
      },
      seconds: 3,
    },
    {
      name: 'sessions: those of one owner',
      command: cli('sessions', archive, '--owner', 'maria.silva@example.com', '--output', 'text'),
      seconds: 3,
    },
    {
      name: 'ask who-was-on-a-machine',
      command: cli('ask', archive, 'who-was-on-a-machine', '--from', from, '--to', to, '--json'),
      peer: { name: 'gunzip | jq', command: shell(everyRecord, archive, 'select(.target == "i-0063607f10616a70a")') },
      seconds: 3,
    },
    {
      name: 'ask concurrent-sessions',
      command: cli('ask', archive, 'concurrent-sessions', '--from', from, '--to', to, '--json'),
      seconds: 3,
    },
    {
      name: 'report',
      command: cli('report', archive, '--from', from, '--to', to, '-o', join(out, 'report.html')),
      seconds: 15,
    },
  ];
}

async function run({ name, command, peer, seconds }: Task, env: Readonly<Record<string, string>>): Promise<void> {
  const own: Measurement[] = [];
  const others: Measurement[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    own.push(await measured(command, env));
    if (peer) others.push(await measured(peer.command, env));
  }
  const wall = (runs: readonly Measurement[]) => median(runs.map(({ wallMs }) => wallMs)) / 1000;
  const peak = Math.max(...own.map(({ peakMb }) => peakMb ?? NaN));
  const verdict = wall(own) <= seconds && peak <= MOST_MB ? 'in order' : 'TOO MUCH';
  const beside = peer ? `; ${peer.name} ${wall(others).toFixed(2)} s: ${(wall(others) / wall(own)).toFixed(1)} x` : '';
  console.log(
    `${name.padEnd(36)} ${wall(own).toFixed(2)} s of ${seconds}, ${peak.toFixed(0)} MB of ${MOST_MB}: ${verdict}${beside}`,
  );
}

async function measured(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Measurement> {
  const measurement = await measure(command, env);
  if (!measurement.hasSucceeded) throw new Error(`${command.join(' ')} failed:\n${measurement.output.slice(-2000)}`);
  return measurement;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
