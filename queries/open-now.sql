-- title: Open now
-- question: Which sessions are open, as far as the last complete snapshot of each account and Region, or a later look, can tell? One that is disconnected, or long open, may be a closed window.
-- edit: nothing, or the two days if you want Athena to read less or to look back further
WITH latest AS (
  SELECT account_id, region, max(snapshot_time) AS complete_as_of
  FROM snapshots
  -- Where to look for the last complete snapshot: any day up to yesterday will do.
  WHERE snapshot_date >= '2026-03-25'
  GROUP BY account_id, region
),
picked AS (
  SELECT *
  FROM sessions
  -- The first day on which an open session may have started.
  WHERE start_date >= '2026-01-01'
    AND session_state = 'Active'
)
SELECT
  start_time,
  date_diff('hour', start_time, last_seen_time) AS open_hours,
  last_connected_time,
  last_seen_time,
  complete_as_of,
  person,
  person_kind,
  owner_name,
  target,
  status,
  reason,
  picked.account_id,
  picked.region,
  session_id
FROM picked
JOIN latest ON picked.account_id = latest.account_id AND picked.region = latest.region
WHERE last_seen_time >= complete_as_of
ORDER BY start_time, picked.account_id, picked.region, session_id
