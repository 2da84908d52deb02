-- title: Who was on a machine
-- question: Who had a session on this machine in this period, sessions included that were already open when it began?
-- edit: the machine; the days; the moment the period begins; whether sessions not seen to end count
WITH picked AS (
  SELECT
    *,
    -- Of a session not seen to end, last_connected_time and last_seen_open say until when it is known to have been open.
    true AS include_unended
  FROM sessions
  WHERE target = 'i-0a1b2c3d4e5f60718'
    -- From a month before the period, for the sessions that were open when it began, to its last day.
    AND start_date BETWEEN '2026-02-01' AND '2026-03-31'
    -- The period begins.
    AND (end_time IS NULL OR coalesce(greatest(start_time, end_time), end_time) >= TIMESTAMP '2026-03-01 00:00:00')
)
SELECT
  start_time,
  end_time,
  CASE WHEN end_time IS NULL THEN last_connected_time END AS last_connected_time,
  CASE WHEN session_state = 'Active' THEN last_seen_time END AS last_seen_open,
  person,
  person_kind,
  person_named_in,
  owner_name,
  role_name,
  reason,
  document_name,
  account_id,
  region,
  session_id
FROM picked
WHERE end_time IS NOT NULL OR include_unended
ORDER BY start_time, account_id, region, session_id
