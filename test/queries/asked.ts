// The saved queries with the days and names of the fixture as parameters.
import { withValues, type ParameterValue } from '../../lib/queries/parameters';
import { readSavedQueries, type SavedQuery } from '../../lib/queries/saved-query';

type Values = Readonly<Record<string, ParameterValue>>;

/** Parameters of most queries. */
const COMMON: Values = { from: '2026-03-01', to: '2026-03-31' };

const OWN: Readonly<Record<string, Values>> = {
  'changed-on-a-day': { day: '2026-03-31' },
  'first-time-on-a-machine': { since: '2025-03-01' },
  'is-the-archive-complete': { from: '2026-01-01' },
  'open-for-a-day': { since: '2026-03-25', started_since: '2026-01-01' },
  'open-now': { since: '2026-03-25', started_since: '2026-01-01' },
  'standard-access': { accounts: ['444455556666'] },
  'what-a-person-touched': { person: 'Maria.Silva@example.com' },
  'who-was-on-a-machine': { machine: 'i-0a1b2c3d4e5f60718' },
};

/** A query with the fixture's days and names instead of its defaults. */
export function asked(query: SavedQuery): SavedQuery {
  const known = new Set(query.parameters.map(({ name }) => name));
  const common = Object.entries(COMMON).filter(([name]) => known.has(name));
  return { ...query, sql: withValues(query, { ...Object.fromEntries(common), ...OWN[query.name] }) };
}

export function askedQueries(): SavedQuery[] {
  return readSavedQueries().map(asked);
}
