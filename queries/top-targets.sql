-- title: Top targets
-- question: Which machines had the most sessions, from how many people, and for how long altogether? Sessions whose owner names no person are counted apart.
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
)
SELECT
  target,
  count(snapshot_id) AS sessions,
  count(DISTINCT person) AS people,
  count_if(person IS NULL) AS sessions_without_person,
  CAST(sum(duration_seconds) AS bigint) / 60 AS minutes,
  max(start_time) AS last_start_time
FROM picked
GROUP BY target
ORDER BY sessions DESC, target
LIMIT 20
