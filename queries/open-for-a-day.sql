-- title: Still open after 24 hours
-- question: Which sessions that are open now have been open for more than a day? Closed windows and machines that are gone leave them so.
-- edit: the hours; whether sessions that are disconnected count; and the two days if you want Athena to read less or to look back further
WITH latest AS (
  SELECT account_id, region, max(snapshot_time) AS complete_as_of, 24 AS allowed_hours
  FROM snapshots
  -- Where to look for the last complete snapshot: any day up to yesterday will do.
  WHERE snapshot_date >= '2026-03-25'
  GROUP BY account_id, region
),
picked AS (
  SELECT
    *,
    true AS include_disconnected
  FROM sessions
  -- The first day on which an open session may have started.
  WHERE start_date >= '2026-01-01'
    AND session_state = 'Active'
)
SELECT
  date_diff('hour', start_time, last_seen_time) AS open_hours,
  start_time,
  last_connected_time,
  last_seen_time,
  person,
  person_kind,
  owner_name,
  target,
  status,
  picked.account_id,
  picked.region,
  session_id
FROM picked
JOIN latest ON picked.account_id = latest.account_id AND picked.region = latest.region
WHERE last_seen_time >= complete_as_of
  AND (include_disconnected OR last_connected_time = last_seen_time)
  AND date_diff('second', start_time, last_seen_time) > allowed_hours * 3600
ORDER BY start_time, picked.account_id, picked.region, session_id
