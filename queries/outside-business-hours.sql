-- title: Sessions outside business hours
-- question: Which sessions were open, even in part, at a weekend or outside the working hours of this time zone? Of one not seen to end, only the start is judged, unless you include more.
-- parameter zone (text): the time zone
-- parameter opening_hour (number): the hour in which work begins
-- parameter closing_hour (number): the hour in which work ends
-- parameter include_unended (flag): whether sessions not seen to end count, whenever they began
-- parameter from (date): the first day on which the sessions started
-- parameter to (date): the last day on which the sessions started
WITH picked AS (
  SELECT
    *,
    /*zone:*/ 'Europe/Berlin' /*:zone*/ AS zone,
    /*opening_hour:*/ 8 /*:opening_hour*/ AS opening_hour,
    /*closing_hour:*/ 18 /*:closing_hour*/ AS closing_hour,
    -- A session whose window was closed without ending it may stay open for 30 days: nobody knows how long it was used.
    /*include_unended:*/ false /*:include_unended*/ AS include_unended
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
),
local_times AS (
  SELECT
    *,
    at_timezone(with_timezone(start_time, 'UTC'), zone) AS local_start,
    at_timezone(with_timezone(end_time, 'UTC'), zone) AS local_end,
    at_timezone(with_timezone(CASE WHEN end_time IS NULL THEN last_connected_time END, 'UTC'), zone) AS local_connected
  FROM picked
),
judged AS (
  SELECT
    *,
    CASE
      WHEN day_of_week(local_start) >= 6 THEN 'started at a weekend'
      WHEN hour(local_start) < opening_hour THEN 'started before hours'
      WHEN hour(local_start) >= closing_hour THEN 'started after hours'
      WHEN CAST(local_end AS date) > CAST(local_start AS date) THEN 'open overnight'
      WHEN hour(local_end) >= closing_hour AND end_time >= start_time THEN 'ended after hours'
      WHEN include_unended AND start_time IS NOT NULL AND end_time IS NULL THEN 'not seen to end'
    END AS finding
  FROM local_times
)
SELECT
  CAST(local_start AS timestamp(3)) AS local_start_time,
  CAST(local_end AS timestamp(3)) AS local_end_time,
  CAST(local_connected AS timestamp(3)) AS local_last_connected_time,
  finding,
  person,
  person_kind,
  owner_name,
  target,
  reason,
  account_id,
  region,
  session_id
FROM judged
WHERE finding IS NOT NULL
ORDER BY local_start_time, account_id, region, session_id, local_end_time
