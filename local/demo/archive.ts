// Shows the objects that the runs wrote into the bucket.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ACTIVE_PREFIX, HISTORY_PREFIX, MANIFESTS_PREFIX, scopePrefix, type Scope } from '../../lib/contract';
import { printable } from '../../cli/output/table';

interface WrittenObject {
  readonly key: string;
  readonly records: number;
  readonly bytes: number;
}

/** How many objects of a day the tree names. */
const SHOWN_OBJECTS = 5;

/** Returns the manifests of one scope, sorted by time, and all record objects that they list, sorted by key. */
function readScope(archive: string, scope: Scope): { manifests: string[]; objects: WrittenObject[] } {
  const folder = join(archive, scopePrefix(MANIFESTS_PREFIX, scope));
  const manifests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort();
  const objects = manifests.flatMap(
    (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { objects: WrittenObject[] }).objects,
  );
  return { manifests, objects: objects.sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** Draws the archive as a tree with record counts and sizes. The first scope has more detail. */
export function tree(archive: string, scopes: readonly Scope[]): string {
  const read = scopes.map((scope, index) => ({
    scope,
    branch: index < scopes.length - 1 ? '├── ' : '└── ',
    ...readScope(archive, scope),
  }));
  const account = `account_id=${scopes[0]?.accountId ?? ''}/`;
  const records = ([HISTORY_PREFIX, ACTIVE_PREFIX] as const).flatMap((prefix) => [
    `${prefix}${account}`,
    ...read.flatMap(({ scope, branch, objects }, index) => {
      const under = objects.filter(({ key }) => key.startsWith(prefix));
      const details = index === 0 ? days(scopePrefix(prefix, scope), under).map((line) => `│   ${line}`) : [];
      return [measured(`${branch}region=${scope.region}/`, under), ...details];
    }),
  ]);
  const ledger = read.map(
    ({ scope, branch, manifests }) =>
      `${branch}region=${scope.region}/  ${manifests.length} manifests, the last one ${manifests.at(-1) ?? ''}`,
  );
  return [...records, `${MANIFESTS_PREFIX}${account}`, ...ledger, ''].join('\n');
}

/** The first and the last day of a scope, and the objects of the last day. */
function days(prefix: string, objects: readonly WrittenObject[]): string[] {
  const dayOf = ({ key }: WrittenObject) => key.slice(prefix.length, key.indexOf('/', prefix.length) + 1);
  const names = [...new Set(objects.map(dayOf))];
  const of = (day = '') => objects.filter((object) => dayOf(object) === day);
  const [first, last] = [names[0], names.at(-1)];
  const newest = of(last);
  const between = names.length - 2;
  return [
    ...(first === last ? [] : [measured(`├── ${first ?? ''}`, of(first))]),
    ...(between > 0 ? [`├── ... ${between} more days`] : []),
    measured(`└── ${last ?? ''}`, newest),
    ...newest
      .slice(0, SHOWN_OBJECTS)
      .map((object) => measured(`    ├── ${object.key.slice(object.key.lastIndexOf('/') + 1)}`, [object])),
    `    └── ... ${newest.length - SHOWN_OBJECTS} more objects`,
  ];
}

function measured(label: string, objects: readonly WrittenObject[]): string {
  const records = objects.reduce((sum, object) => sum + object.records, 0);
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return `${label.padEnd(76)}${String(records).padStart(5)} records${(bytes / 1024).toFixed(1).padStart(7)} KB`;
}

/** The record with the fewest nulls in the scope's newest object, one key per line. */
export function sampleRecord(archive: string, scope: Scope): string {
  const newest = readScope(archive, scope).objects.at(-1)?.key ?? '';
  const lines = gunzipSync(readFileSync(join(archive, newest)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const nulls = (line: string) => line.split(':null').length;
  const [fullest = ''] = lines.sort((a, b) => nulls(a) - nulls(b));
  return `${JSON.stringify(JSON.parse(fullest), null, 2).split('\n').map(printable).join('\n')}\n`;
}
