// What must be true for an archive, whatever happened while it was written.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseRecordsKey } from '../../../lambda/store/keys';
import type { Manifest } from '../../../lambda/store/manifest';
import { formatTimestamp, HOUR_MS, parseTimestamp } from '../../../lambda/time';
import { HARD_REASON } from './moving-world';
import type { Region } from './region';
import { expectVerified } from './verified';

type Line = Record<string, string | number | null>;

interface Published {
  readonly key: string;
  readonly body: Buffer;
  readonly manifest: Manifest;
}

const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('hex');

export async function expectPromisesKept(region: Region): Promise<void> {
  const lines = new Map<string, Line[]>();
  const published: Published[] = [];
  for (const [key, body] of [...region.objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!key.startsWith('manifests/')) lines.set(key, parseLines(body));
    else published.push({ key, body, manifest: JSON.parse(body.toString()) as Manifest });
  }
  expect(published.length).toBeGreaterThan(10);
  expectNothingMissed(
    region,
    [...lines.values()].flat(),
    published.map(({ manifest }) => region.firstAttemptMs.get(manifest.snapshot_id) ?? NaN),
  );
  expectNothingInvented(region, [...lines.values()].flat());
  for (const [i, { manifest }] of published.entries()) {
    expectComplete(region, manifest, lines);
    const before = published[i - 1];
    expect(manifest.previous).toEqual(before ? { key: before.key, sha256: sha256(before.body) } : null);
  }
  expectOnlyVanishedGivenUp(
    region,
    published.map(({ manifest }) => manifest),
  );
  await expectVerified(region.objects);
}

/** Splits at every line end that some reader recognizes. */
function parseLines(body: Buffer): Line[] {
  const lines = gunzipSync(body)
    .toString()
    .split(/\r?\n|[\u2028\u2029\u0085]/);
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Every session that SSM has shown for an hour is in the archive. So is every end that SSM has shown for an hour. */
function expectNothingMissed(region: Region, lines: readonly Line[], beganMs: readonly number[]): void {
  const seen = new Set(lines.map((line) => line.session_id));
  const ended = new Set(lines.filter((line) => line.session_state === 'History').map((line) => line.session_id));
  // Up to an hour before the last snapshot began: no run has read what came later.
  const hourAgoMs = Math.max(...beganMs) - HOUR_MS;
  const missed = region.world.truth(hourAgoMs).filter(({ sessionId, startMs, endMs, vanishesMs }) => {
    // A session that SSM showed only while there was no run cannot be archived.
    const wasShown = beganMs.some((ms) => startMs <= ms && ms < vanishesMs - HOUR_MS);
    return wasShown && (!seen.has(sessionId) || (endMs <= hourAgoMs && !ended.has(sessionId)));
  });
  expect(missed.map(({ sessionId }) => sessionId)).toEqual([]);
}

/** Every record is true. All records of a session have the same start time, so that the view makes one row of them. */
function expectNothingInvented(region: Region, lines: readonly Line[]): void {
  const truth = new Map(region.world.truth(region.now).map((session) => [session.sessionId, session]));
  for (const line of lines) {
    const session = truth.get(line.session_id as string);
    const isOver = line.session_state === 'History';
    expect([line.start_time, line.end_time]).toEqual([
      session && formatTimestamp(session.startMs),
      isOver ? session && formatTimestamp(session.endMs) : null,
    ]);
    if (session?.wire.Active.Reason === HARD_REASON) {
      expect([line.reason, line.extra]).toEqual([HARD_REASON, '{"Ticket":{"id":7}}']);
    }
  }
}

/** A manifest's objects are as it says. They hold all that SSM has shown since the first attempt at the snapshot. */
function expectComplete(region: Region, manifest: Manifest, lines: ReadonlyMap<string, readonly Line[]>): void {
  const history = new Set<unknown>();
  const anywhere = new Set<unknown>(manifest.pending.map(({ session_id }) => session_id));
  for (const { key, records, bytes, sha256: hash } of manifest.objects) {
    const body = region.objects.get(key) ?? Buffer.alloc(0);
    expect([key, bytes, hash]).toEqual([key, body.length, sha256(body)]);
    expect(lines.get(key)).toHaveLength(records);
    for (const line of lines.get(key) ?? []) {
      anywhere.add(line.session_id);
      if (parseRecordsKey(key)?.kind === 'history') history.add(line.session_id);
    }
  }
  const beganMs = region.firstAttemptMs.get(manifest.snapshot_id) ?? NaN;
  const fromMs = manifest.history_from === null ? -Infinity : parseTimestamp(manifest.history_from);
  const lasting = ({ vanishesMs }: { vanishesMs: number }) => vanishesMs > region.now;
  const inHistory = region.world
    .shown('History', beganMs)
    .filter((session) => session.startMs >= fromMs && lasting(session));
  const name = `${manifest.snapshot_id} ${manifest.mode}`;
  expect([name, inHistory.map(({ sessionId }) => sessionId).filter((id) => !history.has(id))]).toEqual([name, []]);
  const open = region.world.shown('Active', beganMs).filter(lasting);
  expect([name, open.map(({ sessionId }) => sessionId).filter((id) => !anywhere.has(id))]).toEqual([name, []]);

  const { windows } = manifest;
  expect([windows[0]?.from_time, windows.at(-1)?.to_time]).toEqual([manifest.history_from, null]);
  for (const [i, { to_time }] of windows.slice(0, -1).entries()) expect(windows[i + 1]?.from_time).toBe(to_time);
}

/** Sessions that are unresolved, or pending at the end, have really vanished. Each is listed as unresolved once. */
function expectOnlyVanishedGivenUp(region: Region, manifests: readonly Manifest[]): void {
  const hasVanished = new Set(
    region.world
      .truth(region.now)
      .filter(({ vanishesMs }) => vanishesMs < region.now)
      .map(({ sessionId }) => sessionId),
  );
  const givenUp = manifests.flatMap(({ unresolved }) => unresolved.map(({ session_id }) => session_id));
  expect(new Set(givenUp).size).toBe(givenUp.length);
  for (const { session_id } of manifests.at(-1)?.pending ?? []) expect(hasVanished).toContain(session_id);
  for (const id of givenUp) expect(hasVanished).toContain(id);
}
