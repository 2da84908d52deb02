// The SQL that copies Session Manager's events from a trail. `{name}` stands for a variable of the state machine.
import { CURATED_EVENTS, EVENT_COLUMNS, EVENT_KEY, eventRows, MENTIONS, TRAIL_DAYS } from '../catalog/session-events';
import { TRAIL_TABLE } from '../catalog/trail-table';
import { names } from '../catalog/sql';
import type { Column } from '../contract';
import { createIcebergTable, joined, quoted, sameKey, stored } from './statements';

/** The columns of the table that notes up to when each scope has been read. */
const DAY_COLUMNS: readonly Column[] = [
  { name: 'account_id', type: 'string', description: 'AWS account' },
  { name: 'region', type: 'string', description: 'AWS Region' },
  { name: 'first_day', type: 'string', description: 'First day of the trail that was read, yyyy-MM-dd' },
  { name: 'last_day', type: 'string', description: 'Last day of the trail that was read, yyyy-MM-dd' },
  { name: 'as_of', type: 'timestamp', description: 'Up to when the trail was read, UTC; later events are not known' },
];

/**
 * CloudTrail delivers late, and files an event under the day of delivery. So the last days are read again; existing
 * rows stay.
 */
const DAYS_AGAIN = 2;

/** How many days one statement reads: it stays small, and after a failure fewer days remain. */
const DAYS_AT_ONCE = 31;

export const createEvents = (location: string) =>
  createIcebergTable(CURATED_EVENTS, EVENT_COLUMNS, location, 'event_date');
export const createTrailDays = (location: string) => createIcebergTable(TRAIL_DAYS, DAY_COLUMNS, location, 'last_day');

const shifted = (day: string, days: number) => `CAST(date_add('day', ${days}, CAST(${day} AS date)) AS varchar)`;

/**
 * What this execution reads next: the scopes that are furthest behind, and the first and last day. Nulls if it has read
 * everything. A scope that became visible since the last execution is read separately, from the first day on.
 */
export const unreadDays = (accounts: string, regions: string, firstDay: string) => `WITH unread AS (
  SELECT a.account_id, r.region,
    greatest(coalesce(${shifted('k.last_day', -DAYS_AGAIN)}, '${firstDay}'), '${firstDay}', substr('{oldest}', 1, 10)) AS since
  FROM UNNEST(split('${accounts}', ',')) AS a(account_id) CROSS JOIN UNNEST(split('${regions}', ',')) AS r(region)
  LEFT JOIN ${TRAIL_DAYS} k ON k.account_id = a.account_id AND k.region = r.region
  WHERE k.last_day IS NULL OR k.last_day < '{today}' OR k.as_of < TIMESTAMP '{asOf}'
),
next AS (
  SELECT since, account_id, ${joined(quoted('region'), ', ')} AS regions FROM unread
  WHERE since = (SELECT min(since) FROM unread) GROUP BY since, account_id
)
SELECT ${joined("concat('(account_id = ''', account_id, ''' AND region IN (', regions, '))')", ' OR ')} AS scopes,
  min(since) AS since, least(${shifted('min(since)', DAYS_AT_ONCE)}, '{today}') AS until
FROM next`;

/** Inserts only events whose id is not there yet. So any order, repetition or overlap gives the same rows. */
export const MERGE_EVENTS = `MERGE INTO ${CURATED_EVENTS} t
USING (
  ${eventRows(`SELECT f.account_id, f.region, f.delivery_date, f.source_object, e.event_json
        FROM (
          SELECT account_id, region, replace(day, '/', '-') AS delivery_date, document,
            regexp_extract("$path", '^[a-z0-9]+://[^/]+/(.*)$', 1) AS source_object
          FROM ${TRAIL_TABLE}
          WHERE ({trailScopes}) AND day BETWEEN replace('{trailSince}', '-', '/') AND replace('{trailUntil}', '-', '/') AND ${MENTIONS}
        ) AS f
        CROSS JOIN UNNEST(CAST(json_extract(json_parse(f.document), '$.Records') AS array(json))) AS e(event_json)`)}
) s
ON ${sameKey(EVENT_KEY, 't', 's')}
WHEN NOT MATCHED THEN INSERT (${names(EVENT_COLUMNS)})
  VALUES (${EVENT_COLUMNS.map(stored).join(', ')})`;

/**
 * The time up to which the trail has been read. A long trail is read month by month, so the days after the last read
 * day are not known yet, even if the execution began much later.
 *
 * @param now SQL of a timestamp: when the execution began that read the trail
 */
export const readUntil = (lastDay: string, now: string) =>
  `CAST(least(${now}, CAST(CAST(${lastDay} AS date) + INTERVAL '1' DAY AS timestamp(6))) AS timestamp(6))`;

const READ_UNTIL = readUntil("'{trailUntil}'", "CAST(TIMESTAMP '{asOf}' AS timestamp(6))");

/** Runs after the events were merged: if an execution dies in between, the next one reads these days again. */
export const noteTrailDays = (accounts: string, regions: string) => `MERGE INTO ${TRAIL_DAYS} t
USING (
  SELECT account_id, region FROM (
    SELECT a.account_id, r.region
    FROM UNNEST(split('${accounts}', ',')) AS a(account_id) CROSS JOIN UNNEST(split('${regions}', ',')) AS r(region)
  ) AS scopes WHERE {trailScopes}
) s
ON t.account_id = s.account_id AND t.region = s.region
WHEN MATCHED THEN UPDATE SET last_day = '{trailUntil}', as_of = ${READ_UNTIL}
WHEN NOT MATCHED THEN INSERT (account_id, region, first_day, last_day, as_of)
  VALUES (s.account_id, s.region, '{trailSince}', '{trailUntil}', ${READ_UNTIL})`;

export const FORGET_EVENTS = `DELETE FROM ${CURATED_EVENTS} WHERE event_date < substr('{oldest}', 1, 10)`;
