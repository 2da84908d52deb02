// Checks that a manifest has exactly the reporter's form, and that its content is consistent.
import { MANIFEST_KEYS, scopePrefixes, SOURCES } from '../../lib/contract';
import { manifestKey, parseRecordsKey } from '../../lambda/store/keys';
import type { Manifest, Mode } from '../../lambda/store/manifest';
import { isFading } from '../../lambda/missing';
import { watermarkOf } from '../../lambda/plan';
import { formatTimestamp, parseSnapshotId, parseTimestamp } from '../../lambda/time';
import { assertExactCover, type Window } from '../../lambda/records/windows';

const KNOWN_SOURCES: readonly string[] = Object.values(SOURCES);
const MODES: readonly string[] = ['full', 'incremental'] satisfies Mode[];

/** Only these keys may be null. */
const NULLABLE = new Set(['history_from', 'max_start_time', 'previous', 'from_time', 'to_time', 'start_time']);

/** Parses a manifest; returns what is wrong if the bytes are not one. */
export function readManifest(bytes: Buffer): Manifest | string {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (`${JSON.stringify(value)}\n` !== text) return 'is not written as the reporter writes JSON';
  const keys = Object.keys(value ?? {});
  if (keys.join() !== MANIFEST_KEYS.map(({ name }) => name).join())
    return 'does not have exactly the keys of a manifest';
  for (const { name, type } of MANIFEST_KEYS) {
    if (!isOfType((value as Record<string, unknown>)[name], name, type))
      return `has a ${name} that is not of type ${type}`;
  }
  return value as Manifest;
}

/** @param type a Hive type */
function isOfType(value: unknown, name: string, type: string): boolean {
  if (value === null) return NULLABLE.has(name);
  const element = /^array<(.*)>$/.exec(type)?.[1];
  if (element !== undefined) return Array.isArray(value) && value.every((item) => isOfType(item, name, element));
  const members = /^struct<(.*)>$/
    .exec(type)?.[1]
    ?.split(',')
    .map((member) => member.split(':'));
  if (members) {
    const fields = value as Record<string, unknown>;
    return (
      typeof value === 'object' &&
      Object.keys(fields).join() === members.map(([member]) => member).join() &&
      members.every(([member = '', memberType = '']) => isOfType(fields[member], member, memberType))
    );
  }
  if (type === 'timestamp') return typeof value === 'string' && isTimestamp(value);
  if (type === 'string') return typeof value === 'string';
  return Number.isSafeInteger(value);
}

function isTimestamp(text: string): boolean {
  const ms = parseTimestamp(text);
  return ms >= 0 && formatTimestamp(ms) === text;
}

/** Yields what in a manifest contradicts its key or itself. */
export function contradictionsOf(key: string, manifest: Manifest): string[] {
  const scope = { accountId: manifest.account_id, region: manifest.region };
  const snapshotMs = parseSnapshotId(manifest.snapshot_id);
  const isFull = manifest.mode === 'full';
  const problems = [
    key === manifestKey(scope, manifest.snapshot_id) ||
      `says it is of ${manifest.account_id}, ${manifest.region}, ${manifest.snapshot_id}`,
    parseTimestamp(manifest.snapshot_time) === snapshotMs || 'has a snapshot_time that differs from its name',
    manifest.started_time <= manifest.finished_time || 'finished before it started',
    MODES.includes(manifest.mode) || `has the mode '${manifest.mode}'`,
    KNOWN_SOURCES.includes(manifest.source) || `has the source '${manifest.source}'`,
    isFull === (manifest.history_from === null) ||
      (isFull && isCapped(manifest)) ||
      'has a history_from that its mode does not allow',
    !isFull ||
      manifest.last_full_snapshot_id === manifest.snapshot_id ||
      'is full but names another snapshot as the last full one',
    isFull || manifest.unresolved.length === 0 || 'is incremental but has unresolved sessions',
    manifest.faded.every(isFading) || 'has faded sessions that were too young to fade',
    ...objectContradictions(manifest, scopePrefixes(scope)),
    tilingContradiction(manifest),
  ];
  return problems.filter((problem) => typeof problem === 'string');
}

function* objectContradictions({ snapshot_id: id, objects, ...manifest }: Manifest, prefixes: readonly string[]) {
  const records = { active: 0, history: 0, lookup: 0 };
  const windows = new Set(manifest.windows.map((window) => JSON.stringify(toWindow(window))));
  let before = '';
  for (const object of objects) {
    const parsed = prefixes.some((prefix) => object.key.startsWith(prefix)) ? parseRecordsKey(object.key) : null;
    if (parsed?.snapshotId !== id) yield `lists ${object.key}, which does not belong to this snapshot`;
    else {
      records[parsed.kind] += object.records;
      if (parsed.window && !windows.has(JSON.stringify(parsed.window)))
        yield `lists ${object.key}, whose window it does not have`;
    }
    if (object.key <= before) yield `lists ${object.key} twice or out of order`;
    before = object.key;
  }
  for (const kind of ['active', 'history', 'lookup'] as const) {
    const said = manifest[kind].records;
    if (said !== records[kind]) yield `says ${said} ${kind} records; its objects have ${records[kind]}`;
  }
}

function tilingContradiction({ windows, history_from: from }: Manifest): string | true {
  try {
    assertExactCover(windows.map(toWindow), { fromMs: toMs(from), toMs: null });
    return true;
  } catch {
    return 'has windows that overlap or leave out a part of History';
  }
}

/** Yields what in a manifest contradicts the one before it. */
export function contradictionsWith(previous: Manifest, manifest: Manifest): string[] {
  const { snapshot_time: time } = manifest;
  const isFull = manifest.mode === 'full';
  const pendingBefore = new Set(previous.pending.map((session) => JSON.stringify(session)));
  const unexpected = [...manifest.pending, ...manifest.unresolved, ...manifest.faded].filter(
    (session) => session.since !== time && !pendingBefore.has(JSON.stringify(session)),
  );
  const problems = [
    isFull ||
      manifest.last_full_snapshot_id === previous.last_full_snapshot_id ||
      'names another last full snapshot than the previous manifest',
    (manifest.max_start_time ?? '') >= (previous.max_start_time ?? '') ||
      'has a lower max_start_time than the previous manifest',
    isFull ||
      manifest.history_from === expectedHistoryFrom(previous) ||
      (isCapped(manifest) && (manifest.history_from ?? '') > (expectedHistoryFrom(previous) ?? '')) ||
      'has a history_from that does not follow from the previous manifest',
    unexpected.length === 0 || `has ${unexpected.length} missing sessions that the previous manifest does not have`,
  ];
  return problems.filter((problem) => typeof problem === 'string');
}

/** Whether the source may show less than a run asked for: Alibaba Cloud keeps only the last sessions of a Region. */
function isCapped({ source }: Manifest): boolean {
  return source === SOURCES.alibaba;
}

function expectedHistoryFrom({ max_start_time: time }: Manifest): string | null {
  return time === null ? null : formatTimestamp(watermarkOf(time));
}

function toWindow({ from_time, to_time }: Manifest['windows'][number]): Window {
  return { fromMs: toMs(from_time), toMs: toMs(to_time) };
}

function toMs(time: string | null): number | null {
  return time === null ? null : parseTimestamp(time);
}
