-- title: Sessions without an output log
-- question: Which sessions have no transcript in S3 or CloudWatch Logs? Port forwarding and SSH can have none.
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
    AND s3_output_url IS NULL
    AND cloudwatch_output_url IS NULL
)
SELECT
  start_time,
  end_time,
  document_name,
  coalesce(regexp_like(document_name, 'PortForwarding|SSH'), false) AS cannot_have_one,
  owner_name,
  target,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
