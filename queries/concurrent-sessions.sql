-- title: Concurrent sessions of one person
-- question: Who had several sessions open at the same time, how many at most, and when first? Sessions not seen to end are counted apart, and so are owners that name no person.
-- edit: how many are too many; whether sessions not seen to end count, up to when they were last seen connected; the days on which the sessions started
WITH picked AS (
  SELECT
    *,
    2 AS too_many,
    -- A session whose window was closed without ending it may stay open for 30 days: nobody knows how long it was used.
    false AS include_unended,
    CASE WHEN person IS NULL THEN coalesce(role_name, owner_name) END AS role_or_service
  FROM sessions
  WHERE start_date BETWEEN '2026-03-01' AND '2026-03-31'
),
spans AS (
  SELECT
    person,
    start_time,
    CASE
      WHEN end_time IS NOT NULL THEN greatest(start_time, end_time)
      WHEN include_unended THEN greatest(start_time, coalesce(last_connected_time, start_time))
    END AS until_time
  FROM picked
  WHERE start_time IS NOT NULL AND person IS NOT NULL
),
changes AS (
  SELECT
    person,
    change,
    CASE change WHEN 1 THEN start_time ELSE until_time END AS change_time
  FROM spans
  CROSS JOIN (VALUES (1), (-1)) AS kinds(change)
  WHERE until_time IS NOT NULL
),
counted AS (
  SELECT
    person,
    change_time,
    sum(change) OVER (PARTITION BY person ORDER BY change_time, change ROWS UNBOUNDED PRECEDING) AS open_sessions
  FROM changes
),
ranked AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY person ORDER BY open_sessions DESC, change_time) AS place
  FROM counted
),
peaks AS (
  SELECT person AS peak_person, CAST(open_sessions AS bigint) AS most_open_sessions, change_time AS first_time
  FROM ranked
  WHERE place = 1
),
totals AS (
  SELECT
    person,
    person_kind,
    role_or_service,
    person_named_in,
    too_many,
    count(snapshot_id) AS sessions,
    count_if(end_time IS NULL) AS unended_sessions
  FROM picked
  GROUP BY person, person_kind, role_or_service, person_named_in, too_many
),
judged AS (
  SELECT
    *,
    CASE
      WHEN person IS NULL THEN 'names no person'
      WHEN most_open_sessions >= too_many THEN 'at the same time'
      WHEN unended_sessions >= too_many THEN 'not seen to end'
    END AS finding
  FROM totals
  LEFT JOIN peaks ON person = peak_person
)
SELECT
  finding,
  person,
  person_kind,
  role_or_service,
  CASE finding WHEN 'at the same time' THEN most_open_sessions END AS most_open_sessions,
  CASE finding WHEN 'at the same time' THEN first_time END AS first_time,
  sessions,
  unended_sessions,
  person_named_in
FROM judged
WHERE finding IS NOT NULL
ORDER BY finding, most_open_sessions DESC, sessions DESC, person, person_kind, role_or_service, person_named_in
