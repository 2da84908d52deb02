// The view `session_events`: Session Manager's events in CloudTrail.
import { SOURCES, type Column } from '../../contract';
import { DERIVED_COLUMNS } from './derived-columns';
import type { View } from './presto-view';
import { CURATED_EVENTS, EVENT_COLUMNS } from '../session-events';
import { withColumns } from './sessions-view';
import { castAll, names } from '../sql';

const WANTED = ['owner_type', 'owner_name', 'role_name', 'person_kind', 'person'];

/** Principals follow the same rule as the owners in the view `sessions`. */
const PERSON = DERIVED_COLUMNS.map((step) => step.filter(({ name }) => WANTED.includes(name)));

const SOURCE_IP = {
  name: 'source_ip',
  type: 'string',
  description:
    'Address that the request came from; null if an AWS service made the request, because its address is not a person’s',
  sql: `CASE WHEN invoked_by IS NULL AND regexp_like(source_address, '^(?:[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*)$')
    THEN source_address END`,
};

const columns: readonly Column[] = [...EVENT_COLUMNS, SOURCE_IP, ...PERSON.flat()];

/** Reads only the curated table of events, because only the curation has rights on the trail. */
export const SESSION_EVENTS_VIEW: View = {
  name: 'session_events',
  description:
    'One row per event of Session Manager in CloudTrail, as of the last curation. Filter on account_id, region or event_date.',
  columns,
  sql: () => {
    const events = `SELECT ${names(EVENT_COLUMNS)}, principal AS owner, '${SOURCES.ssm}' AS source, CAST(NULL AS varchar) AS extra
FROM ${CURATED_EVENTS}`;
    return `SELECT\n  ${castAll(columns)}\nFROM (\n${PERSON.reduce(withColumns, withColumns(events, [SOURCE_IP]))}\n)`;
  },
};
