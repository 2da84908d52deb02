-- title: Sessions per day
-- question: How many sessions started on each day in each account and Region, and how many people started them? Sessions whose owner names no person are counted separately.
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
)
SELECT
  start_date,
  account_id,
  region,
  count(snapshot_id) AS sessions,
  count(DISTINCT person) AS people,
  count_if(person IS NULL) AS sessions_without_person,
  count(DISTINCT target) AS targets
FROM picked
GROUP BY start_date, account_id, region
ORDER BY start_date, account_id, region
