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
-- What was open is read where SSM's answers lie: the view may know a session that began before yesterday as of last night.
seen_open AS (
  SELECT
    account_id,
    region,
    start_date,
    session_id,
    max(snapshot_time) AS seen_time,
    max(CASE WHEN coalesce(status, 'Connected') NOT IN ('Disconnected', 'Terminating', 'Terminated', 'Failed') THEN snapshot_time END) AS connected_time,
    max_by(status, snapshot_time) AS status
  FROM active_records
  WHERE snapshot_date >= date_format(/*since:*/ current_date - INTERVAL '7' DAY /*:since*/, '%Y-%m-%d')
  GROUP BY account_id, region, start_date, session_id
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
  date_diff('hour', start_time, seen_time) AS open_hours,
  coalesce(connected_time, last_connected_time) AS last_connected_time,
  seen_time AS last_seen_time,
  complete_as_of,
  person,
  person_kind,
  owner_name,
  target,
  seen_open.status,
  reason,
  picked.account_id,
  picked.region,
  picked.session_id
FROM picked
JOIN seen_open ON picked.account_id = seen_open.account_id AND picked.region = seen_open.region
  AND picked.start_date = seen_open.start_date AND picked.session_id = seen_open.session_id
JOIN latest ON picked.account_id = latest.account_id AND picked.region = latest.region
WHERE seen_time >= complete_as_of
ORDER BY start_time, picked.account_id, picked.region, picked.session_id
