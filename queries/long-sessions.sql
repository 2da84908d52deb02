-- title: Sessions longer than N hours or than their cap
-- question: Which sessions lasted longer than this many hours, or longer than their own MaxSessionDuration? A session without an end_time counts until a snapshot last saw it connected.
-- parameter hours (number): how long a session may last
-- parameter include_unended (flag): whether a session without an end_time counts until a snapshot last saw it connected
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT
    *,
    /*hours:*/ 4 /*:hours*/ AS allowed_hours,
    /*include_unended:*/ true /*:include_unended*/ AS include_unended
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
),
timed AS (
  SELECT
    *,
    CASE WHEN end_time IS NULL THEN 'last seen connected' ELSE 'ended' END AS known_until,
    date_diff('second', start_time, coalesce(end_time, CASE WHEN include_unended THEN last_connected_time END)) AS seconds
  FROM picked
)
SELECT
  seconds / 60 AS minutes,
  known_until,
  max_session_duration_minutes AS cap_minutes,
  coalesce(seconds > max_session_duration_minutes * 60, false) AS over_cap,
  session_state,
  start_time,
  end_time,
  last_connected_time,
  person,
  person_kind,
  owner_name,
  target,
  account_id,
  region,
  session_id
FROM timed
WHERE seconds > allowed_hours * 3600 OR seconds > max_session_duration_minutes * 60
ORDER BY seconds DESC, account_id, region, session_id
