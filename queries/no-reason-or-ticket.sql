-- title: No reason, or no ticket number in it
-- question: Which sessions have no reason, or a reason without a ticket number? AWS sessions only.
-- parameter ticket (text): the regular expression that finds a ticket number
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE (reason IS NULL OR NOT regexp_like(reason, /*ticket:*/ '[A-Z]+-[0-9]+' /*:ticket*/))
    AND start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    -- Sessions of Alibaba Cloud have no reason.
    AND source = 'aws-ssm'
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
