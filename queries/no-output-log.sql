-- title: Sessions without an output log
-- question: Which sessions have no transcript in S3 or CloudWatch Logs? Port forwarding and SSH can have none; of a document that is not known, nobody can tell (null).
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
    AND s3_output_url IS NULL
    AND cloudwatch_output_url IS NULL
)
SELECT
  start_time,
  end_time,
  document_name,
  document_kind,
  CASE
    WHEN document_kind = 'shell' THEN false
    -- A name alone proves nothing, unless it is AWS's or in your list.
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
