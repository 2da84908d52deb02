-- title: Sessions outside business hours
-- question: Which sessions were open, even in part, at a weekend or outside working hours in this time zone? For a session without an end_time only the start counts, unless you set include_unended.
-- parameter zone (text): the time zone of the working hours
-- parameter opening_hour (number): the hour at which work begins
-- parameter closing_hour (number): the hour at which work ends
-- parameter include_unended (flag): whether to include sessions without an end_time, whenever they started
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT
    *,
    /*zone:*/ 'Europe/Berlin' /*:zone*/ AS zone,
    /*opening_hour:*/ 8 /*:opening_hour*/ AS opening_hour,
    /*closing_hour:*/ 18 /*:closing_hour*/ AS closing_hour,
    -- Closing the window does not end a session: it may stay open for 30 days. How long it was really used is unknown.
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
