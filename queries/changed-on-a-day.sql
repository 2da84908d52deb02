-- title: What changed yesterday
-- question: Which sessions started on this day, and which ended?
-- edit: the midnights at which the day begins and ends; the days
WITH picked AS (
  SELECT
    *,
    TIMESTAMP '2026-03-31 00:00:00' AS day_begins,
    TIMESTAMP '2026-04-01 00:00:00' AS day_ends
  FROM sessions
  -- From a month before the day, for the sessions that ended on it, to the day.
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
),
changes AS (
  SELECT
    *,
    CASE change WHEN 'started' THEN start_time ELSE end_time END AS change_time
  FROM picked
  CROSS JOIN (VALUES ('started'), ('ended')) AS kinds(change)
)
SELECT
  change_time,
  change,
  person,
  person_kind,
  owner_name,
  target,
  status,
  reason,
  account_id,
  region,
  session_id
FROM changes
WHERE change_time >= day_begins AND change_time < day_ends
ORDER BY change_time, account_id, region, session_id, change
