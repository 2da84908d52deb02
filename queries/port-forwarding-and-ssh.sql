-- title: Port forwarding, SSH, and what may be
-- question: Which sessions forwarded a port or carried SSH, or may have: all that are not known to be shells? They leave no transcript.
-- parameter own_shells (texts): documents of your own that open a shell or run a command
-- parameter own_tunnels (texts): documents of your own that forward a port or carry SSH
-- parameter from (date): the first day on which the sessions started
-- parameter to (date): the last day on which the sessions started
WITH picked AS (
  SELECT
    *,
    CASE
      -- Documents of your own that open a shell or run a command, then those that forward a port or carry SSH.
      WHEN document_name IN (/*own_shells:*/ 'Company-RunShell', 'Company-RunAsRoot' /*:own_shells*/) THEN 'shell'
      WHEN document_name IN (/*own_tunnels:*/ 'Company-Bastion' /*:own_tunnels*/) THEN 'port-forwarding'
      ELSE session_type
    END AS document_kind
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
)
SELECT
  start_time,
  end_time,
  document_kind,
  document_name,
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
WHERE document_kind <> 'shell'
ORDER BY start_time, account_id, region, session_id
