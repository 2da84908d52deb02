-- title: Who was on a machine
-- question: Who had a session on this machine in this period, including sessions that were already open when the period began?
-- parameter machine (text): the machine, as in the column target; by default the machine of the latest session
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter include_unended (flag): whether to include sessions without an end_time
WITH picked AS (
  SELECT
    *,
    -- For a session without an end_time, last_connected_time and last_seen_open say until when it was certainly open.
    /*include_unended:*/ true /*:include_unended*/ AS include_unended
  FROM sessions
  WHERE target =
    /*machine:*/ (SELECT max_by(target, start_time) FROM sessions WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d') AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')) /*:machine*/
    -- Begins 31 days before the period, to include sessions that were already open when the period began.
    AND start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d')
      AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    -- Leaves out sessions that ended before the period began.
    AND (end_time IS NULL OR coalesce(greatest(start_time, end_time), end_time) >= CAST(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ AS timestamp(3)))
)
SELECT
  start_time,
  end_time,
  CASE WHEN end_time IS NULL THEN last_connected_time END AS last_connected_time,
  CASE WHEN session_state = 'Active' THEN last_seen_time END AS last_seen_open,
  person,
  person_kind,
  person_named_in,
  owner_name,
  role_name,
  reason,
  document_name,
  account_id,
  region,
  session_id
FROM picked
WHERE end_time IS NOT NULL OR include_unended
ORDER BY start_time, account_id, region, session_id
