-- title: Top targets
-- question: Which machines had the most sessions, from how many people, and for how long in total? Sessions whose owner names no person are counted separately.
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
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
