-- title: Standard access where just-in-time is mandated
-- question: Which sessions in these accounts were not opened through just-in-time access?
-- edit: the accounts in which just-in-time access is mandated; the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE account_id IN ('444455556666')
    AND start_date BETWEEN '2026-03-01' AND '2026-03-31'
    AND access_type IS DISTINCT FROM 'JustInTime'
)
SELECT
  start_time,
  access_type,
  person,
  person_kind,
  owner_name,
  role_name,
  target,
  reason,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
