// The view `snapshots`: the ledger.
import { MANIFEST_KEYS, SNAPSHOT_PARTITIONS, type Column } from '../contract';
import type { View } from './presto-view';
import { names } from './sql';

/** Name of the table over the manifests. */
export const MANIFESTS_TABLE = 'manifests';

const columns: readonly Column[] = [
  ...SNAPSHOT_PARTITIONS,
  ...MANIFEST_KEYS.filter(({ name }) => !SNAPSHOT_PARTITIONS.some((partition) => partition.name === name)),
];

export const SNAPSHOTS_VIEW: View = {
  name: 'snapshots',
  description: 'The ledger: one row for each complete snapshot. Filter on account_id, region or snapshot_date.',
  columns,
  sql: `SELECT ${names(columns)} FROM ${MANIFESTS_TABLE}`,
};
