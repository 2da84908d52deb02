-- title: First time on a machine
-- question: Who was on a machine in this period on which they had never been before? Roles and services whose owner names no person are shown as such.
-- parameter from (date): the first day of the period
-- parameter to (date): its last day
-- parameter since (date): the day from which on an earlier session counts
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
