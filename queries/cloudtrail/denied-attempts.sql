-- title: Denied attempts
-- question: Who tried to start, resume or end a session in this period and was denied, or failed for another reason, and from which address?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
SELECT
  event_time,
  event,
  person,
  principal,
  source_identity,
  source_ip,
  mfa,
  target,
  document_name,
  reason,
  error_code,
  error_message,
  user_agent,
  account_id,
  region,
  event_id
FROM session_events
WHERE event_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
  AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
  AND error_code IS NOT NULL
ORDER BY event_time, account_id, region, event_id
