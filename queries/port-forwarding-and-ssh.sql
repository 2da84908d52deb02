-- title: Port forwarding and SSH, certain or possible
-- question: Which sessions forwarded a port or carried SSH, or may have done so? These are all sessions that are not known to be shells. Port forwarding and SSH leave no transcript.
-- parameter own_shells (texts): your own documents that open a shell or run a command
-- parameter own_tunnels (texts): your own documents that forward a port or carry SSH
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT
    *,
    CASE
      -- Your own documents: first those for shells and commands, then those for port forwarding and SSH.
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
