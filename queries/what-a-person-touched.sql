-- title: Everything a person touched
-- question: Which machines did this person have sessions on in this period, whatever the role or account? Sessions that may be theirs, as their owners name no person, are counted at the end.
-- edit: the person, as the column person has it; the days; the moment the period begins; whether sessions not seen to end count
WITH picked AS (
  SELECT
    *,
    lower('Maria.Silva@example.com') AS wanted,
    -- Of a session not seen to end, last_connected_time and last_seen_open say until when it is known to have been open.
    true AS include_unended
  FROM sessions
  -- From a month before the period, for the sessions that were open when it began, to its last day.
  WHERE start_date BETWEEN '2026-02-01' AND '2026-03-31'
    -- The period begins.
    AND (end_time IS NULL OR coalesce(greatest(start_time, end_time), end_time) >= TIMESTAMP '2026-03-01 00:00:00')
),
chosen AS (
  SELECT *
  FROM picked
  WHERE (person IS NULL OR lower(person) = wanted) AND (end_time IS NOT NULL OR include_unended)
)
SELECT
  'this person' AS finding,
  CAST(1 AS bigint) AS sessions,
  start_time,
  end_time,
  CASE WHEN end_time IS NULL THEN last_connected_time END AS last_connected_time,
  CASE WHEN session_state = 'Active' THEN last_seen_time END AS last_seen_open,
  target,
  owner_type,
  role_name,
  reason,
  person_named_in,
  account_id,
  region,
  session_id
FROM chosen
WHERE person IS NOT NULL
UNION ALL
SELECT
  concat('may be theirs: ', person_kind),
  count(snapshot_id),
  min(start_time),
  CAST(NULL AS timestamp(3)),
  CAST(NULL AS timestamp(3)),
  CAST(NULL AS timestamp(3)),
  CAST(NULL AS varchar),
  owner_type,
  coalesce(role_name, owner_name),
  CAST(NULL AS varchar),
  person_named_in,
  account_id,
  region,
  CAST(NULL AS varchar)
FROM chosen
WHERE person IS NULL
GROUP BY person_kind, owner_type, coalesce(role_name, owner_name), person_named_in, account_id, region
ORDER BY finding DESC, start_time, account_id, region, session_id, role_name
