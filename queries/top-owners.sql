-- title: Top owners
-- question: Who opened the most sessions, on how many machines, and for how long in total? Where the owner names no person, the row shows the role or service.
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT
    *,
    CASE WHEN person IS NULL THEN coalesce(role_name, owner_name) END AS role_or_service
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
)
SELECT
  person,
  person_kind,
  role_or_service,
  count(snapshot_id) AS sessions,
  count(DISTINCT target) AS targets,
  CAST(sum(duration_seconds) AS bigint) / 60 AS minutes,
  max(start_time) AS last_start_time,
  person_named_in
FROM picked
GROUP BY person, person_kind, role_or_service, person_named_in
ORDER BY sessions DESC, person, role_or_service, person_kind, person_named_in
LIMIT 20
