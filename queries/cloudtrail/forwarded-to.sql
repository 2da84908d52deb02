-- title: Where ports were forwarded to
-- question: To which hosts and ports did people forward ports in this period, and through which machines?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
SELECT
  -- Null means the machine itself.
  forwarded_host,
  forwarded_port,
  target,
  person,
  principal,
  count(event_id) AS starts,
  min(event_time) AS first_time,
  max(event_time) AS last_time,
  account_id,
  region
FROM session_events
WHERE event_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
  AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
  AND event = 'StartSession' AND error_code IS NULL AND (forwarded_host IS NOT NULL OR forwarded_port IS NOT NULL)
GROUP BY forwarded_host, forwarded_port, target, person, principal, account_id, region
ORDER BY forwarded_host, forwarded_port, target, principal, account_id, region
