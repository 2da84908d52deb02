-- title: Concurrent sessions of one person
-- question: Who had several sessions open at the same time, what was the highest number, and when was it first reached? Sessions without an end_time and owners that name no person are counted separately.
-- parameter too_many (number): how many sessions open at the same time are too many
-- parameter include_unended (flag): whether a session without an end_time counts as open until a snapshot last saw it connected
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT
    *,
    /*too_many:*/ 2 /*:too_many*/ AS too_many,
    -- Closing the window does not end a session: it may stay open for 30 days. How long it was really used is unknown.
    /*include_unended:*/ false /*:include_unended*/ AS include_unended,
    CASE WHEN person IS NULL THEN coalesce(role_name, owner_name) END AS role_or_service
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
),
spans AS (
  SELECT
    *,
    CASE
      WHEN start_time IS NULL OR person IS NULL THEN NULL
      WHEN end_time IS NOT NULL THEN greatest(start_time, end_time)
      WHEN include_unended THEN greatest(start_time, coalesce(last_connected_time, start_time))
    END AS until_time,
    count(snapshot_id) OVER (PARTITION BY person, person_kind, role_or_service, person_named_in) AS sessions,
    count_if(end_time IS NULL) OVER (PARTITION BY person, person_kind, role_or_service, person_named_in) AS unended_sessions
  FROM picked
),
changes AS (
  SELECT
    *,
    CASE WHEN until_time IS NULL THEN 0 ELSE direction END AS change,
    CASE direction WHEN 1 THEN start_time ELSE until_time END AS change_time
  FROM spans
  CROSS JOIN (VALUES (1), (-1)) AS kinds(direction)
),
counted AS (
  SELECT
    *,
    sum(change) OVER (
      PARTITION BY person, person_kind, role_or_service, person_named_in
      ORDER BY change_time, change ROWS UNBOUNDED PRECEDING
    ) AS open_sessions
  FROM changes
),
ranked AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY person, person_kind, role_or_service, person_named_in
      ORDER BY open_sessions DESC, change_time
    ) AS place
  FROM counted
),
judged AS (
  SELECT
    *,
    CASE
      WHEN person IS NULL THEN 'names no person'
      WHEN open_sessions >= too_many THEN 'at the same time'
      WHEN unended_sessions >= too_many THEN 'not seen to end'
    END AS finding
  FROM ranked
  WHERE place = 1
)
SELECT
  finding,
  person,
  person_kind,
  role_or_service,
  CASE finding WHEN 'at the same time' THEN CAST(open_sessions AS bigint) END AS most_open_sessions,
  CASE finding WHEN 'at the same time' THEN change_time END AS first_time,
  sessions,
  unended_sessions,
  person_named_in
FROM judged
WHERE finding IS NOT NULL
ORDER BY finding, most_open_sessions DESC, sessions DESC, person, person_kind, role_or_service, person_named_in
