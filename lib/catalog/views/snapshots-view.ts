// The view `snapshots`: the ledger.
import { MANIFEST_KEYS, SNAPSHOT_PARTITIONS, type Column } from '../../contract';
import type { View } from './presto-view';
import { castAll, names } from '../sql';

/** Names of the table over the manifests, and of the curated table that is made from it. */
export const MANIFESTS_TABLE = 'manifests';
export const CURATED_SNAPSHOTS = 'curated_snapshots';

const columns: readonly Column[] = [
  ...SNAPSHOT_PARTITIONS,
  ...MANIFEST_KEYS.filter(({ name }) => !SNAPSHOT_PARTITIONS.some((partition) => partition.name === name)),
];

export const SNAPSHOTS_VIEW: View = {
  name: 'snapshots',
  description: 'The ledger: one row for each complete snapshot. Filter on account_id, region or snapshot_date.',
  columns,
  sql: (cutoff) => {
    const written = `SELECT ${names(columns)}\nFROM ${MANIFESTS_TABLE}`;
    if (!cutoff) return written;
    return `SELECT ${castAll(columns)}
FROM ${CURATED_SNAPSHOTS} WHERE snapshot_date < '${cutoff.day}'
UNION ALL
${written} WHERE snapshot_date >= '${cutoff.day}'`;
  },
};
