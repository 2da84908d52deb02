-- title: Where a session came from
-- question: From which address, by which principal, with which program, and with or without MFA was each session started? For a session of a shared name or of ECS, who was the person?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
WITH starts AS (
  SELECT
    *,
    -- With ECS Exec, two events name the session: the ExecuteCommand of the person, then the StartSession of ECS.
    row_number() OVER (PARTITION BY account_id, region, session_id ORDER BY CASE event WHEN 'ExecuteCommand' THEN 0 ELSE 1 END, event_time, event_id) AS place
  FROM session_events
  WHERE event_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '1' DAY, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/ + INTERVAL '1' DAY, '%Y-%m-%d')
    AND event IN ('StartSession', 'ExecuteCommand') AND error_code IS NULL
),
picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    -- CloudTrail has no events of other clouds.
    AND source = 'aws-ssm'
)
SELECT
  s.start_time,
  s.target,
  s.owner,
  s.person,
  -- The source identity comes first, because the person who has it cannot change it.
  CASE WHEN s.person IS NULL THEN coalesce(lower(e.source_identity), e.person) END AS person_in_the_trail,
  e.source_ip,
  e.mfa,
  e.principal,
  e.role_arn,
  e.source_identity,
  e.user_agent,
  e.event,
  s.account_id,
  s.region,
  s.session_id
FROM picked AS s
LEFT JOIN starts AS e
  ON e.account_id = s.account_id AND e.region = s.region AND e.session_id = s.session_id AND e.place = 1
ORDER BY s.start_time, s.account_id, s.region, s.session_id
