-- title: What changed yesterday
-- question: Which sessions started on this day, and which ended?
-- parameter day (date): the day to show
WITH picked AS (
  SELECT
    *,
    CAST(/*day:*/ current_date - INTERVAL '1' DAY /*:day*/ AS timestamp(3)) AS day_begins,
    CAST(/*day:*/ current_date - INTERVAL '1' DAY /*:day*/ + INTERVAL '1' DAY AS timestamp(3)) AS day_ends
  FROM sessions
  -- Begins 30 days before the day, to include sessions that started earlier and ended on the day.
  WHERE start_date BETWEEN date_format(/*day:*/ current_date - INTERVAL '1' DAY /*:day*/ - INTERVAL '30' DAY, '%Y-%m-%d')
    AND date_format(/*day:*/ current_date - INTERVAL '1' DAY /*:day*/, '%Y-%m-%d')
),
changes AS (
  SELECT
    *,
    CASE change WHEN 'started' THEN start_time ELSE end_time END AS change_time
  FROM picked
  CROSS JOIN (VALUES ('started'), ('ended')) AS kinds(change)
),
on_day AS (SELECT * FROM changes WHERE change_time >= day_begins AND change_time < day_ends)
-- If nothing changed, the answer is one row that says 'nothing'.
SELECT
  change_time,
  coalesce(change, 'nothing') AS change,
  person,
  person_kind,
  owner_name,
  target,
  status,
  reason,
  account_id,
  region,
  session_id
FROM (VALUES (1)) AS always(row_number)
LEFT JOIN on_day ON true
ORDER BY change_time, account_id, region, session_id, change
