-- title: Port forwarding, SSH, and what may be
-- question: Which sessions forwarded a port or carried SSH, or may have: all that are not known to be shells? They leave no transcript.
-- edit: your own documents, by what they do; the days on which the sessions started
WITH picked AS (
  SELECT
    *,
    CASE
      -- Documents of your own that open a shell or run a command, then those that forward a port or carry SSH.
      WHEN document_name IN ('Company-RunShell', 'Company-RunAsRoot') THEN 'shell'
      WHEN document_name IN ('Company-Bastion') THEN 'port-forwarding'
      ELSE session_type
    END AS document_kind
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
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
