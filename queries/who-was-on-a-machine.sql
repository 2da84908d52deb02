-- title: Who was on a machine
-- question: Who had a session on this machine in this period, sessions included that were already open when it began?
-- parameter machine (text): the machine, as target has it; by default the one that was used last
-- parameter from (date): the first day of the period
-- parameter to (date): its last day
-- parameter include_unended (flag): whether sessions not seen to end count
WITH picked AS (
  SELECT
    *,
    -- Of a session not seen to end, last_connected_time and last_seen_open say until when it is known to have been open.
    /*include_unended:*/ true /*:include_unended*/ AS include_unended
  FROM sessions
  WHERE target =
    /*machine:*/ (SELECT max_by(target, start_time) FROM sessions WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d') AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')) /*:machine*/
    -- From a month before the period, for the sessions that were open when it began, to its last day.
    AND start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d')
      AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    -- The period begins.
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
