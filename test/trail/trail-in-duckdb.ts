// The curated events in DuckDB, from the same log files, so that tests can ask the questions without Trino.
import type { DuckDBConnection } from '@duckdb/node-api';
import { eventRows } from '../../lib/catalog/session-events';
import { readUntil } from '../../lib/curation/trail-statements';
import { SESSION_EVENTS_VIEW } from '../../lib/catalog/views/session-events-view';

interface TrailInDuckDb {
  /** The folder that stands for the trail's bucket. */
  readonly folder: string;
  /** First and last day that are read, yyyy-MM-dd. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** The time up to which the trail is read, `yyyy-MM-dd HH:mm:ss`. */
  readonly asOf: string;
}

/** Makes the two curated tables and the view of an archive with `cloudTrail`. */
export async function addTrail(connection: DuckDBConnection, trail: TrailInDuckDb): Promise<void> {
  const { folder, firstDay, lastDay, asOf } = trail;
  const place = '/([0-9]{12})/CloudTrail/([^/]+)/([0-9]{4}/[0-9]{2}/[0-9]{2})/';
  const part = (n: number) => `regexp_extract(filename, '${place}', ${n})`;
  await connection.run(
    `CREATE TABLE curated_events AS ${eventRows(`SELECT ${part(1)} AS account_id, ${part(2)} AS region, replace(${part(3)}, '/', '-') AS delivery_date,
      filename AS source_object, unnest(records) AS event_json
    FROM (SELECT filename, "Records" AS records FROM read_json('${folder}/**/*.json.gz', columns = {Records: 'JSON[]'}, format = 'newline_delimited', filename = true))`)}`,
  );
  await connection.run(`CREATE TABLE trail_days AS SELECT DISTINCT account_id, region, '${firstDay}' AS first_day, '${lastDay}' AS last_day,
    ${readUntil(`'${lastDay}'`, `TIMESTAMP '${asOf}'`)} AS as_of FROM curated_events`);
  await connection.run(`CREATE VIEW ${SESSION_EVENTS_VIEW.name} AS ${SESSION_EVENTS_VIEW.sql()}`);
}
