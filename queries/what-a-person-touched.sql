-- title: Everything a person touched
-- question: Which machines did this person have sessions on in this period, whatever the role or account?
-- edit: the person, in lower case; the days; the moment the period begins
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE lower(owner_name) = 'maria.silva@example.com'
    -- From a month before the period, for the sessions that were open when it began, to its last day.
    AND start_date BETWEEN '2026-02-01' AND '2026-03-31'
    -- The period begins.
    AND (end_time IS NULL OR end_time >= TIMESTAMP '2026-03-01 00:00:00')
)
SELECT
  start_time,
  end_time,
  CASE WHEN session_state = 'Active' THEN last_seen_time END AS last_seen_open,
  target,
  owner_type,
  role_name,
  reason,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
