-- title: Standard access where just-in-time is mandated
-- question: Which sessions in these accounts were not opened through just-in-time access?
-- parameter accounts (texts): the accounts in which just-in-time access is mandatory; by default those in which it was used
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE account_id IN (
    /*accounts:*/ SELECT account_id FROM sessions WHERE access_type = 'JustInTime' AND start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d') AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d') /*:accounts*/
  )
    AND start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
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
