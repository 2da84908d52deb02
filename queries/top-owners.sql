-- title: Top owners
-- question: Who opened the most sessions, on how many machines, and for how long altogether?
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
)
SELECT
  owner_name,
  count(snapshot_id) AS sessions,
  count(DISTINCT target) AS targets,
  CAST(sum(duration_seconds) AS bigint) / 60 AS minutes,
  max(start_time) AS last_start_time
FROM picked
GROUP BY owner_name
ORDER BY sessions DESC, owner_name
LIMIT 20
