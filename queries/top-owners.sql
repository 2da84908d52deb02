-- title: Top owners
-- question: Who opened the most sessions, on how many machines, and for how long altogether? Roles and services whose owner names no person have rows of their own.
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT
    *,
    CASE WHEN person IS NULL THEN coalesce(role_name, owner_name) END AS role_or_service
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
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
