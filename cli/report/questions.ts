// The SQL for a report's figures, for Athena, Trino and DuckDB. Its findings are the saved questions: see findings.ts.
import { firstDay, lastDay, snapshotsOf, type Period } from './period';

/** The upper bounds of the duration buckets, in seconds. */
export const DURATIONS = [
  { name: 'under 1 min', below: 60 },
  { name: '1–5 min', below: 300 },
  { name: '5–15 min', below: 900 },
  { name: '15–30 min', below: 1800 },
  { name: '30–60 min', below: 3600 },
  { name: '1–2 h', below: 7200 },
  { name: '2–4 h', below: 14_400 },
  { name: '4–8 h', below: 28_800 },
  { name: '8–24 h', below: 86_400 },
  { name: '24 h and more', below: null },
] as const;

/** The SQL of each figure. An answer without rows means that the days have no sessions. */
export function questions(period: Period) {
  const within = `start_date BETWEEN '${firstDay(period)}' AND '${lastDay(period)}'`;
  const { fromMs: sinceMs, toMs: untilMs } = snapshotsOf(period);
  const [since, until] = [sinceMs, untilMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
  const counted = `count(snapshot_id) AS sessions,
  count(DISTINCT CASE WHEN person_kind = 'person' THEN person END) AS people,
  count(DISTINCT target) AS machines`;
  return {
    population: `SELECT
  ${counted},
  count_if(person_kind <> 'person') AS without_person,
  count_if(end_time IS NULL) AS not_ended,
  count_if(start_time IS NULL) AS undated,
  coalesce(CAST(sum(duration_seconds) AS bigint), 0) AS seconds,
  count_if(date_format(snapshot_time, '%Y-%m-%d') NOT BETWEEN '${since}' AND '${until}') AS beyond_verified
FROM sessions
WHERE ${within}`,
    scopes: `SELECT account_id, region, ${counted}
FROM sessions
WHERE ${within}
GROUP BY account_id, region
ORDER BY account_id, region`,
    days: `SELECT start_date, count(snapshot_id) AS sessions
FROM sessions
WHERE ${within}
GROUP BY start_date
ORDER BY start_date`,
    hours: `SELECT day_of_week(start_time) AS weekday, hour(start_time) AS hour, count(snapshot_id) AS sessions
FROM sessions
WHERE ${within} AND start_time IS NOT NULL
GROUP BY day_of_week(start_time), hour(start_time)
ORDER BY weekday, hour`,
    durations: `SELECT bucket, count(snapshot_id) AS sessions
FROM (
  SELECT snapshot_id, CASE
    ${DURATIONS.map(({ below }, index) => (below === null ? `ELSE ${index}` : `WHEN duration_seconds < ${below} THEN ${index}`)).join('\n    ')}
  END AS bucket
  FROM sessions
  WHERE ${within} AND duration_seconds IS NOT NULL
) AS sorted
GROUP BY bucket
ORDER BY bucket`,
    // Exact quantiles, equal in every engine: half, or nineteen of twenty, of the sessions are this long or shorter.
    quantiles: `SELECT
  count(duration_seconds) AS sessions,
  min(CASE WHEN place * 2 >= all_sessions THEN duration_seconds END) AS median_seconds,
  min(CASE WHEN place * 20 >= all_sessions * 19 THEN duration_seconds END) AS p95_seconds,
  max(duration_seconds) AS longest_seconds
FROM (
  SELECT
    duration_seconds,
    row_number() OVER (ORDER BY duration_seconds) AS place,
    count(duration_seconds) OVER () AS all_sessions
  FROM sessions
  WHERE ${within} AND duration_seconds IS NOT NULL
) AS ranked`,
    owners: `SELECT owner_type, person_kind, ${counted}
FROM sessions
WHERE ${within}
GROUP BY owner_type, person_kind
ORDER BY sessions DESC, owner_type, person_kind`,
    kinds: `SELECT session_type, count(snapshot_id) AS sessions
FROM sessions
WHERE ${within}
GROUP BY session_type
ORDER BY sessions DESC, session_type`,
    versions: `SELECT account_id, region, reporter_version, count(snapshot_id) AS snapshots
FROM snapshots
WHERE snapshot_date BETWEEN '${since}' AND '${until}'
GROUP BY account_id, region, reporter_version
ORDER BY account_id, region, reporter_version`,
    // Open sessions are in the newest snapshots.
    newest: `SELECT min(newest) AS newest_day
FROM (
  SELECT max(snapshot_date) AS newest
  FROM snapshots
  WHERE snapshot_date >= '${firstDay(period)}'
  GROUP BY account_id, region
) AS scopes`,
    sharedOwners: `SELECT start_time, end_time, person_kind, owner_type, owner_name, owner, role_name, target, reason, person_named_in,
  account_id, region, session_id
FROM sessions
WHERE ${within} AND person_kind <> 'person'
ORDER BY start_time, account_id, region, session_id, start_date`,
    // A session without a start time has a row for each day under which it was stored.
    everything: `SELECT account_id, region, session_id, start_date, start_time, end_time, duration_seconds, session_state, status, target, target_type,
  owner, owner_type, owner_name, role_name, person, person_kind, reason, document_name, session_type, access_type,
  max_session_duration_minutes, s3_output_url, cloudwatch_output_url, details, extra, first_seen_time, last_seen_time,
  last_connected_time, snapshot_id, source_object
FROM sessions
WHERE ${within}
ORDER BY start_time, account_id, region, session_id, start_date`,
  };
}
