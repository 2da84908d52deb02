-- title: No reason, or no ticket number in it
-- question: Which sessions gave no reason, or a reason without a ticket number? Sessions of AWS alone.
-- parameter ticket (text): the pattern of a ticket number
-- parameter from (date): the first day on which the sessions started
-- parameter to (date): the last day on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE (reason IS NULL OR NOT regexp_like(reason, /*ticket:*/ '[A-Z]+-[0-9]+' /*:ticket*/))
    AND start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    -- Alibaba Cloud has no place for a reason.
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
