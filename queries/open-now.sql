-- title: Open now
-- question: Which sessions are open, as far as the last complete snapshot of each account and Region, or a later look, can tell? One that is disconnected, or long open, may be a closed window.
-- parameter since (date): the day from which on an account or Region has had a complete snapshot
-- parameter started_since (date): the first day on which an open session may have started
WITH latest AS (
  SELECT account_id, region, max(snapshot_time) AS complete_as_of
  FROM snapshots
  -- Where to look for the last complete snapshot of each account and Region.
  WHERE snapshot_date >= date_format(/*since:*/ current_date - INTERVAL '7' DAY /*:since*/, '%Y-%m-%d')
  GROUP BY account_id, region
),
picked AS (
  SELECT *
  FROM sessions
  -- The first day on which an open session may have started.
  WHERE start_date >= date_format(/*started_since:*/ current_date - INTERVAL '90' DAY /*:started_since*/, '%Y-%m-%d')
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
