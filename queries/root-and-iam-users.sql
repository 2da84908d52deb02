-- title: Root and IAM users
-- question: Which sessions were opened by root or by an IAM user, rather than through a role?
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
    AND owner_type IN ('root', 'iam-user')
)
SELECT
  start_time,
  end_time,
  owner_type,
  person,
  person_kind,
  owner_name,
  target,
  reason,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
