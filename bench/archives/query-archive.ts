// A large archive, written without a reporter: many sessions, each recorded once as Active and once in History, and
// hourly manifests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RecordKey, Scope } from '../../lib/contract';
import { activeKey, historyKey, LOOKUP, manifestKey } from '../../lambda/store/keys';
import { DAY_MS, formatSnapshotId, formatTimestamp, HOUR_MS } from '../../lambda/time';
import { createRandom, pick, type Random } from '../../local/world/random';

const FIRST = Date.parse('2026-03-01T00:00:00Z');
const DAYS = 31;

/** The scopes of the archive. */
export const BENCH_SCOPES: readonly Scope[] = ['111122223333', '444455556666'].map((accountId) => ({
  accountId,
  region: 'eu-west-1',
}));

const PEOPLE = ['maria.silva', ...Array.from({ length: 799 }, (_, index) => `person.${index}`)];
const TARGETS = [
  'i-0a1b2c3d4e5f60718',
  'ecs:shop_production_4f1d2c3b_4f1d2c3b-2531612879',
  ...Array.from({ length: 3000 }, (_, index) => `i-0${String(index).padStart(16, '0')}`),
];
const DOCUMENTS = [null, null, null, 'AWS-StartPortForwardingSession', 'AWS-StartSSHSession'];
const KINDS = ['user', 'assumed-role/Operator', 'assumed-role/AWSReservedSSO_Operator_0123456789abcdef'];

/** Writes an archive of March 2026 with that many records into a folder. */
export function writeQueryArchive(folder: string, records: number): void {
  const random = createRandom(1);
  const sessionsADay = Math.round(records / 2 / DAYS / BENCH_SCOPES.length);
  for (const scope of BENCH_SCOPES) {
    for (let day = FIRST; day < FIRST + DAYS * DAY_MS; day += DAY_MS) {
      const lines = { active: '', history: '' };
      for (let index = 0; index < sessionsADay; index++) {
        const [active, history] = sightings(random, scope, day, index);
        lines.active += `${JSON.stringify(active)}\n`;
        lines.history += `${JSON.stringify(history)}\n`;
      }
      const snapshotId = formatSnapshotId(day + DAY_MS);
      write(folder, activeKey(scope, snapshotId), gzipSync(lines.active, { level: 6 }));
      write(folder, historyKey(scope, day, snapshotId, LOOKUP), gzipSync(lines.history, { level: 6 }));
    }
    for (let time = FIRST; time < FIRST + DAYS * DAY_MS; time += HOUR_MS) {
      write(
        folder,
        manifestKey(scope, formatSnapshotId(time)),
        Buffer.from(`${JSON.stringify(manifest(scope, time))}\n`),
      );
    }
  }
}

type BenchRecord = Readonly<Record<RecordKey, string | number | null>>;

function sightings(random: Random, scope: Scope, day: number, index: number): [BenchRecord, BenchRecord] {
  const start = day + Math.floor(random() * DAY_MS);
  const person = pick(random, PEOPLE, 2);
  const kind = pick(random, KINDS, 0.5);
  const ticket = random() < 0.8 ? `OPS-${Math.floor(random() * 1e5)} ` : '';
  const active = {
    schema_version: 1,
    source: 'aws-ssm',
    account_id: scope.accountId,
    region: scope.region,
    snapshot_id: formatSnapshotId(start + HOUR_MS),
    snapshot_time: formatTimestamp(start + HOUR_MS),
    observed_time: formatTimestamp(start + HOUR_MS + 2000),
    session_state: 'Active',
    session_id: `${person}-${index.toString(36)}${Math.floor(random() * 2 ** 40).toString(36)}`,
    target: pick(random, TARGETS, 2),
    status: 'Connected',
    owner: `arn:aws:${kind === 'user' ? 'iam' : 'sts'}::${scope.accountId}:${kind}/${person}@example.com`,
    reason: random() < 0.9 ? `${ticket}look after the service` : null,
    document_name: pick(random, DOCUMENTS),
    access_type: random() < 0.5 ? 'Standard' : 'JustInTime',
    details: null,
    start_time: formatTimestamp(start),
    end_time: null,
    max_session_duration_minutes: 240,
    s3_output_url: random() < 0.7 ? 'https://s3.example.com/transcripts/session.log' : null,
    cloudwatch_output_url: null,
    extra: null,
  };
  const ended = {
    snapshot_id: formatSnapshotId(start + 12 * HOUR_MS),
    snapshot_time: formatTimestamp(start + 12 * HOUR_MS),
    observed_time: formatTimestamp(start + 12 * HOUR_MS + 2000),
    session_state: 'History',
    status: random() < 0.02 ? 'Failed' : 'Terminated',
    end_time: formatTimestamp(start + Math.floor(random() ** 3 * 8 * HOUR_MS)),
  };
  return [active, { ...active, ...ended }];
}

function manifest(scope: Scope, time: number) {
  const missing = {
    session_id: `lost-${formatSnapshotId(time)}`,
    start_time: formatTimestamp(time - HOUR_MS),
    since: formatTimestamp(time),
  };
  return {
    schema_version: 1,
    source: 'aws-ssm',
    account_id: scope.accountId,
    region: scope.region,
    snapshot_id: formatSnapshotId(time),
    snapshot_time: formatTimestamp(time),
    mode: 'incremental',
    windows: [],
    objects: [],
    pending: [missing],
    unresolved: time % (7 * DAY_MS) === 0 ? [missing] : [],
    faded: [],
  };
}

function write(folder: string, key: string, body: Buffer): void {
  const file = join(folder, key);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, body);
}
