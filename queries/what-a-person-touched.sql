-- title: Everything a person touched
-- question: On which machines did this person have sessions in this period, with any role and in any account? Sessions whose owner names no person may also be theirs; they are counted at the end.
-- parameter person (text): the person, as in the column person; by default the person of the latest session
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter include_unended (flag): whether to include sessions without an end_time
WITH picked AS (
  SELECT
    *,
    lower(
      /*person:*/ (SELECT max_by(person, start_time) FROM sessions WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d') AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d') AND person_kind = 'person') /*:person*/
    ) AS wanted,
    -- For a session without an end_time, last_connected_time and last_seen_open say until when it was certainly open.
    /*include_unended:*/ true /*:include_unended*/ AS include_unended
  FROM sessions
  -- Begins 31 days before the period, to include sessions that were already open when the period began.
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d')
      AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    -- Leaves out sessions that ended before the period began.
    AND (end_time IS NULL OR coalesce(greatest(start_time, end_time), end_time) >= CAST(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ AS timestamp(3)))
),
chosen AS (
  SELECT
    *,
    CASE WHEN person IS NULL THEN concat('may be theirs: ', person_kind) ELSE 'this person' END AS finding
  FROM picked
  WHERE (person IS NULL OR lower(person) = wanted) AND (end_time IS NOT NULL OR include_unended)
),
-- One row for each session of the person. The other sessions share a row if the columns that stay filled here are equal.
shown AS (
  SELECT
    finding,
    start_time,
    CASE WHEN person IS NOT NULL THEN start_time END AS own_start_time,
    CASE WHEN person IS NOT NULL THEN end_time END AS end_time,
    CASE WHEN person IS NOT NULL AND end_time IS NULL THEN last_connected_time END AS last_connected_time,
    CASE WHEN person IS NOT NULL AND session_state = 'Active' THEN last_seen_time END AS last_seen_open,
    CASE WHEN person IS NOT NULL THEN target END AS target,
    owner_type,
    CASE WHEN person IS NOT NULL THEN role_name ELSE coalesce(role_name, owner_name) END AS role_name,
    CASE WHEN person IS NOT NULL THEN reason END AS reason,
    person_named_in,
    account_id,
    region,
    CASE WHEN person IS NOT NULL THEN session_id END AS session_id
  FROM chosen
)
SELECT
  finding,
  count(finding) AS sessions,
  min(start_time) AS start_time,
  end_time,
  last_connected_time,
  last_seen_open,
  target,
  owner_type,
  role_name,
  reason,
  person_named_in,
  account_id,
  region,
  session_id
FROM shown
GROUP BY
  finding,
  own_start_time,
  end_time,
  last_connected_time,
  last_seen_open,
  target,
  owner_type,
  role_name,
  reason,
  person_named_in,
  account_id,
  region,
  session_id
ORDER BY finding DESC, start_time, account_id, region, session_id, role_name
