-- title: Sessions without an output log
-- question: Which sessions have no transcript in S3 or CloudWatch Logs? Port forwarding and SSH cannot have one; for unknown documents, cannot_have_one is null. AWS sessions only.
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
    AND s3_output_url IS NULL
    AND cloudwatch_output_url IS NULL
    -- Alibaba Cloud does not say where a transcript is stored.
    AND source = 'aws-ssm'
)
SELECT
  start_time,
  end_time,
  document_name,
  document_kind,
  CASE
    WHEN document_kind = 'shell' THEN false
    -- The name proves the kind only if the document is AWS's own or in your list.
    WHEN document_kind <> session_type OR regexp_like(document_name, '^(arn:[^/]*::document/)?AWS-') THEN true
  END AS cannot_have_one,
  person,
  person_kind,
  owner_name,
  target,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
