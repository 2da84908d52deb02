import type { SessionArchiveProps } from './session-archive-props';

/** The props that concern only what asks the archive. */
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

/** What is given in vain beside `catalog: false`, one text each. */
export function withoutCatalogProblems(props: SessionArchiveProps): string[] {
  if (props.catalog !== false) return [];
  return CATALOG_PROPS.filter((name) => props[name] !== undefined).map(
    (name) => `${name} is given, but catalog is false: nothing is created that it concerns, leave it out`,
  );
}
