-- title: Concurrent sessions of one person
-- question: Who had several sessions open at the same time, how many at most, and when first?
-- edit: how many are too many; the days on which the sessions started
WITH picked AS (
  SELECT
    *,
    2 AS too_many
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
),
spans AS (
  SELECT
    owner_name,
    too_many,
    start_time,
    greatest(start_time, coalesce(end_time, last_seen_time)) AS until_time
  FROM picked
  WHERE start_time IS NOT NULL AND (end_time IS NOT NULL OR session_state = 'Active')
),
changes AS (
  SELECT
    owner_name,
    too_many,
    change,
    CASE change WHEN 1 THEN start_time ELSE until_time END AS change_time
  FROM spans
  CROSS JOIN (VALUES (1), (-1)) AS kinds(change)
),
counted AS (
  SELECT
    owner_name,
    too_many,
    change_time,
    sum(change) OVER (PARTITION BY owner_name ORDER BY change_time, change ROWS UNBOUNDED PRECEDING) AS open_sessions
  FROM changes
),
ranked AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY owner_name ORDER BY open_sessions DESC, change_time) AS place
  FROM counted
)
SELECT
  owner_name,
  CAST(open_sessions AS bigint) AS most_open_sessions,
  change_time AS first_time
FROM ranked
WHERE place = 1 AND open_sessions >= too_many
ORDER BY open_sessions DESC, owner_name
