-- title: Who was behind a shared name
-- question: Who was behind each session whose owner names no person or is shared by several people, and which evidence says so?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter shared_principals (texts): owners, role names or session names that several people share
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
    AND (person IS NULL
      OR owner IN (/*shared_principals:*/ 'Company-OnCall', 'Company-BreakGlass' /*:shared_principals*/)
      OR owner_name IN (/*shared_principals:*/ 'Company-OnCall', 'Company-BreakGlass' /*:shared_principals*/)
      OR role_name IN (/*shared_principals:*/ 'Company-OnCall', 'Company-BreakGlass' /*:shared_principals*/))
),
named AS (
  SELECT
    s.start_time,
    s.target,
    s.owner_name,
    s.person_kind,
    s.role_name,
    s.reason,
    e.event_id,
    lower(e.source_identity) AS source_identity,
    e.identity_store_user,
    -- For ECS Exec, the event names the caller of ECS. An event that only repeats the shared name is no answer.
    CASE WHEN e.principal <> s.owner THEN e.person END AS person_of_event,
    e.role_arn,
    e.principal,
    e.source_ip,
    e.user_agent,
    s.account_id,
    s.region,
    s.session_id
  FROM picked AS s
  LEFT JOIN starts AS e
    ON e.account_id = s.account_id AND e.region = s.region AND e.session_id = s.session_id AND e.place = 1
)
SELECT
  start_time,
  owner_name,
  person_kind,
  coalesce(source_identity, person_of_event, identity_store_user) AS person_behind,
  CASE
    WHEN event_id IS NULL THEN 'no start in the trail'
    WHEN source_identity IS NOT NULL THEN 'source identity'
    WHEN person_of_event IS NOT NULL THEN 'principal of the event'
    WHEN identity_store_user IS NOT NULL THEN 'user id in IAM Identity Center'
    WHEN source_ip IS NOT NULL THEN 'address alone'
    ELSE 'nothing'
  END AS said_by,
  -- The role whose credentials were used, with its path. Its trust policy says who may assume the role.
  role_arn,
  source_ip,
  user_agent,
  target,
  role_name,
  reason,
  principal,
  account_id,
  region,
  session_id
FROM named
ORDER BY start_time, account_id, region, session_id
