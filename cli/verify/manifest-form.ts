// Whether a manifest is of the form that the reporter writes, byte by byte, and whether what it says fits together.
import { MANIFEST_KEYS, scopePrefixes, SOURCES } from '../../lib/contract';
import { manifestKey, parseRecordsKey } from '../../lambda/store/keys';
import type { Manifest, Mode } from '../../lambda/store/manifest';
import { isFading } from '../../lambda/missing';
import { watermarkOf } from '../../lambda/plan';
import { formatTimestamp, parseSnapshotId, parseTimestamp } from '../../lambda/time';
import { assertExactCover, type Window } from '../../lambda/records/windows';

const KNOWN_SOURCES: readonly string[] = Object.values(SOURCES);
const MODES: readonly string[] = ['full', 'incremental'] satisfies Mode[];

/** Null is a value of these; everything else always has one. */
const NULLABLE = new Set(['history_from', 'max_start_time', 'previous', 'from_time', 'to_time', 'start_time']);

/** The manifest in these bytes; or what is wrong with them, if they are none. */
export function readManifest(bytes: Buffer): Manifest | string {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is no JSON';
  }
  if (`${JSON.stringify(value)}\n` !== text) return 'is not written as the reporter writes JSON';
  const keys = Object.keys(value ?? {});
  if (keys.join() !== MANIFEST_KEYS.map(({ name }) => name).join()) return 'has other keys than a manifest has';
  for (const { name, type } of MANIFEST_KEYS) {
    if (!isOfType((value as Record<string, unknown>)[name], name, type)) return `has a ${name} that is no ${type}`;
  }
  return value as Manifest;
}

/** @param type as Hive spells it */
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

/** What in a manifest contradicts its key or itself. */
export function contradictionsOf(key: string, manifest: Manifest): string[] {
  const scope = { accountId: manifest.account_id, region: manifest.region };
  const snapshotMs = parseSnapshotId(manifest.snapshot_id);
  const isFull = manifest.mode === 'full';
  const problems = [
    key === manifestKey(scope, manifest.snapshot_id) ||
      `says it is of ${manifest.account_id}, ${manifest.region}, ${manifest.snapshot_id}`,
    parseTimestamp(manifest.snapshot_time) === snapshotMs || 'has a snapshot_time that is not in its name',
    manifest.started_time <= manifest.finished_time || 'was finished before it was started',
    MODES.includes(manifest.mode) || `has the mode '${manifest.mode}'`,
    KNOWN_SOURCES.includes(manifest.source) || `has the source '${manifest.source}'`,
    isFull === (manifest.history_from === null) ||
      (isFull && isCapped(manifest)) ||
      'has a history_from that its mode forbids',
    !isFull ||
      manifest.last_full_snapshot_id === manifest.snapshot_id ||
      'is full and names another as the last full one',
    isFull || manifest.unresolved.length === 0 || 'is incremental and gives sessions up',
    manifest.faded.every(isFading) || 'says that sessions have faded that were too young for it',
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
    if (parsed?.snapshotId !== id) yield `lists ${object.key}, which is no object of this snapshot`;
    else {
      records[parsed.kind] += object.records;
      if (parsed.window && !windows.has(JSON.stringify(parsed.window)))
        yield `lists ${object.key}, whose window is none of its own`;
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
    return 'has windows that leave a part of History out, or overlap';
  }
}

/** What in a manifest contradicts the one before it. */
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
      'names another last full snapshot than the one before',
    (manifest.max_start_time ?? '') >= (previous.max_start_time ?? '') ||
      'has a lower max_start_time than the one before',
    isFull ||
      manifest.history_from === expectedHistoryFrom(previous) ||
      (isCapped(manifest) && (manifest.history_from ?? '') > (expectedHistoryFrom(previous) ?? '')) ||
      'has a history_from that the one before does not call for',
    unexpected.length === 0 || `has ${unexpected.length} sessions missing of which the one before says nothing`,
  ];
  return problems.filter((problem) => typeof problem === 'string');
}

/** Whether what the source shows may begin later than a run has asked for: Alibaba Cloud keeps so many sessions of a Region. */
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
