-- title: Who was on a machine
-- question: Who had a session on this machine in this period, sessions included that were already open when it began?
-- edit: the machine; the days; the moment the period begins
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE target = 'i-0a1b2c3d4e5f60718'
    -- From a month before the period, for the sessions that were open when it began, to its last day.
    AND start_date BETWEEN '2026-02-01' AND '2026-03-31'
    -- The period begins.
    AND (end_time IS NULL OR end_time >= TIMESTAMP '2026-03-01 00:00:00')
)
SELECT
  start_time,
  end_time,
  CASE WHEN session_state = 'Active' THEN last_seen_time END AS last_seen_open,
  owner_name,
  role_name,
  reason,
  document_name,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
