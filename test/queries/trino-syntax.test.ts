import { readSavedQueries } from '../../lib/queries/saved-query';
import { ALIBABA_CONNECTIONS_VIEW } from '../../lib/catalog/views/alibaba-connections-view';
import { OCSF_VIEW } from '../../lib/catalog/views/ocsf-view';
import { SESSIONS_VIEW } from '../../lib/catalog/views/sessions-view';
import { SNAPSHOTS_VIEW } from '../../lib/catalog/views/snapshots-view';
import { asked } from './asked';
import { trinoParser } from './trino-parser';

const parser = trinoParser();

test.each(readSavedQueries())(
  'the parser of Trino accepts $name, with its defaults and with other parameters',
  (query) => {
    expect(parser.validate(query.sql)).toEqual([]);
    expect(parser.validate(asked(query).sql)).toEqual([]);
  },
);

test.each([SESSIONS_VIEW, SNAPSHOTS_VIEW, OCSF_VIEW, ALIBABA_CONNECTIONS_VIEW])(
  'the parser of Trino accepts the view $name, with and without a cutoff',
  ({ sql }) => {
    expect(parser.validate(sql())).toEqual([]);
    expect(parser.validate(sql({ day: '2026-03-01', snapshotDay: '2026-02-27' }))).toEqual([]);
  },
);

test.each(['SELECT a::varchar FROM t', "SELECT * FROM t WHERE a ILIKE 'x'", 'SELECT a FROM t GROUP BY ALL'])(
  'the parser of Trino refuses SQL that only DuckDB accepts: %s',
  (sql) => {
    expect(parser.validate(sql)).not.toEqual([]);
  },
);
