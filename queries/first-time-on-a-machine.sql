-- title: First time on a machine
-- question: Who was on a machine in this period on which they had never been before?
-- edit: the first and the last day of the period; the day from which on an earlier session counts
WITH picked AS (
  SELECT
    *,
    '2026-03-01' AS first_day
  FROM sessions
  WHERE start_date BETWEEN '2025-03-01' AND '2026-03-31'
)
SELECT
  min(start_time) AS first_start_time,
  owner_name,
  target,
  count(snapshot_id) AS sessions_so_far,
  account_id,
  region
FROM picked
GROUP BY owner_name, target, account_id, region, first_day
HAVING min(start_date) >= first_day
ORDER BY first_start_time, owner_name, target, account_id, region
