-- title: Root and IAM users
-- question: Which sessions were opened by root or by an IAM user, rather than through a role?
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
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
