-- title: Started without MFA
-- question: Which sessions of this period were started or resumed with credentials that IAM issued without MFA?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter include_sso (flag): whether to include users of IAM Identity Center, whose MFA CloudTrail does not show
SELECT
  event_time,
  event,
  person,
  owner_type,
  principal,
  -- Null where CloudTrail does not say, for example for the access keys of an IAM user.
  mfa,
  source_ip,
  target,
  document_name,
  user_agent,
  account_id,
  region,
  session_id,
  event_id
FROM session_events
WHERE event_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
  AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
  AND event IN ('StartSession', 'ResumeSession', 'ExecuteCommand', 'StartConnection')
  AND error_code IS NULL AND invoked_by IS NULL AND NOT coalesce(mfa, false)
  AND (owner_type <> 'sso-user' OR /*include_sso:*/ false /*:include_sso*/)
ORDER BY event_time, account_id, region, event_id
