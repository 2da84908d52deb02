import type { SessionArchiveProps } from './session-archive-props';

/** The props that concern only queries and alerts. */
const CATALOG_PROPS = [
  'databaseName',
  'accounts',
  'regions',
  'archiveStart',
  'queryResultsBucket',
  'queryResultsEncryptionKey',
  'bytesScannedCutoff',
  'curationSchedule',
  'alarmTopic',
  'cloudTrail',
] as const satisfies readonly (keyof SessionArchiveProps)[];

/** One message for each prop that has no effect together with `catalog: false`. */
export function withoutCatalogProblems(props: SessionArchiveProps): string[] {
  if (props.catalog !== false) return [];
  return CATALOG_PROPS.filter((name) => props[name] !== undefined).map(
    (name) => `${name} is given, but catalog is false: it would have no effect, leave it out`,
  );
}
