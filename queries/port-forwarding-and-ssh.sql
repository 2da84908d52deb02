-- title: Port forwarding and SSH
-- question: Which sessions forwarded a port or carried SSH? They leave no transcript.
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
    AND regexp_like(document_name, 'PortForwarding|SSH')
)
SELECT
  start_time,
  end_time,
  document_name,
  owner_name,
  role_name,
  target,
  reason,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
