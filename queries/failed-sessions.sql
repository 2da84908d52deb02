-- title: Failed sessions
-- question: Which attempts to open a session failed?
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
    AND status = 'Failed'
)
SELECT
  start_time,
  person,
  person_kind,
  owner_name,
  role_name,
  target,
  details,
  reason,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
