-- title: No reason, or no ticket number in it
-- question: Which sessions gave no reason, or a reason without a ticket number?
-- edit: the pattern of a ticket number; the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE (reason IS NULL OR NOT regexp_like(reason, '[A-Z]+-[0-9]+'))
    AND start_date BETWEEN '2026-03-01' AND '2026-03-31'
)
SELECT
  start_time,
  CASE WHEN reason IS NULL THEN 'no reason' ELSE 'no ticket number' END AS finding,
  reason,
  person,
  person_kind,
  owner_name,
  role_name,
  target,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
