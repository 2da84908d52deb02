-- title: Failed sessions
-- question: Which attempts to open a session failed?
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
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
