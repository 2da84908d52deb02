-- title: First time on a machine
-- question: Who had a session on a machine in this period for the first time? Where the owner names no person, the row shows the role or service.
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter since (date): the first day to search for earlier sessions
WITH picked AS (
  SELECT
    *,
    date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d') AS first_day,
    CASE WHEN person IS NULL THEN coalesce(role_name, owner_name) END AS role_or_service
  FROM sessions
  WHERE start_date BETWEEN date_format(/*since:*/ current_date - INTERVAL '395' DAY /*:since*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
)
SELECT
  min(start_time) AS first_start_time,
  person,
  person_kind,
  role_or_service,
  target,
  count(snapshot_id) AS sessions_so_far,
  person_named_in,
  account_id,
  region
FROM picked
GROUP BY person, person_kind, role_or_service, target, person_named_in, account_id, region, first_day
HAVING min(start_date) >= first_day
ORDER BY first_start_time, person, role_or_service, target, account_id, region, person_kind, person_named_in
