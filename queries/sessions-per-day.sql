-- title: Sessions per day
-- question: How many sessions started on each day, by account and Region, and by how many people?
-- edit: the days on which the sessions started
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
)
SELECT
  start_date,
  account_id,
  region,
  count(snapshot_id) AS sessions,
  count(DISTINCT owner_name) AS owners,
  count(DISTINCT target) AS targets
FROM picked
GROUP BY start_date, account_id, region
ORDER BY start_date, account_id, region
