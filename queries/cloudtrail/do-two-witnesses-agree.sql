-- title: Do the archive and CloudTrail agree
-- question: For each account and Region, how many sessions do both the archive and the trail know? How many does only one of them know, and why?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter hours (number): how many hours late an event may still arrive
WITH starts AS (
  SELECT account_id, region, session_id, min(event_time) AS event_time
  FROM session_events
  WHERE event_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '1' DAY, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/ + INTERVAL '1' DAY, '%Y-%m-%d')
    AND event IN ('StartSession', 'ExecuteCommand') AND error_code IS NULL AND session_id IS NOT NULL
  GROUP BY account_id, region, session_id
),
-- One more day on both sides, because an event and its session may have different dates.
records AS (
  SELECT account_id, region, session_id, min(start_time) AS start_time
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '1' DAY, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/ + INTERVAL '1' DAY, '%Y-%m-%d')
    -- CloudTrail has no events of other clouds.
    AND source = 'aws-ssm'
  GROUP BY account_id, region, session_id
),
ledger AS (
  SELECT account_id, region, min(snapshot_time) AS first_time, max(snapshot_time) AS last_time
  FROM snapshots
  WHERE snapshot_date >= date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d')
  GROUP BY account_id, region
),
compared AS (
  SELECT
    coalesce(r.account_id, s.account_id) AS account_id,
    coalesce(r.region, s.region) AS region,
    r.session_id AS recorded_id,
    s.session_id AS started_id,
    coalesce(r.start_time, s.event_time) AS start_time
  FROM records AS r
  FULL JOIN starts AS s ON s.account_id = r.account_id AND s.region = r.region AND s.session_id = r.session_id
),
found AS (
  SELECT
    c.account_id,
    c.region,
    c.start_time,
    CASE
      WHEN c.started_id IS NULL THEN 'no start in the trail'
      WHEN c.recorded_id IS NULL THEN 'no record in the archive'
      ELSE 'both'
    END AS finding,
    CASE
      WHEN c.started_id IS NOT NULL AND c.recorded_id IS NOT NULL THEN 'known to both'
      WHEN c.start_time IS NULL THEN 'no start time'
      WHEN c.started_id IS NULL AND d.last_day IS NULL THEN 'this account or Region of the trail is not read'
      WHEN c.started_id IS NULL AND c.start_time < CAST(CAST(d.first_day AS date) AS timestamp(3)) THEN 'older than what is read of the trail'
      WHEN c.started_id IS NULL AND date_diff('second', c.start_time, d.as_of) < /*hours:*/ 24 /*:hours*/ * 3600 THEN 'the event may still come'
      WHEN c.started_id IS NOT NULL AND l.last_time IS NULL THEN 'this account or Region has no snapshot'
      WHEN c.started_id IS NOT NULL AND c.start_time < CAST(l.first_time - INTERVAL '30' DAY AS timestamp(3)) THEN 'older than what SSM remembered'
      WHEN c.started_id IS NOT NULL AND c.start_time > l.last_time THEN 'no snapshot since'
      ELSE 'unexplained'
    END AS cause
  FROM compared AS c
  LEFT JOIN ledger AS l ON l.account_id = c.account_id AND l.region = c.region
  LEFT JOIN trail_days AS d ON d.account_id = c.account_id AND d.region = c.region
  WHERE c.start_time IS NULL
    OR c.start_time >= CAST(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/ AS timestamp(3))
    AND c.start_time < CAST(/*to:*/ current_date /*:to*/ + INTERVAL '1' DAY AS timestamp(3))
)
SELECT
  account_id,
  region,
  finding,
  cause,
  count(cause) AS sessions,
  min(start_time) AS first_start_time,
  max(start_time) AS last_start_time
FROM found
GROUP BY account_id, region, finding, cause
ORDER BY account_id, region, finding, cause
