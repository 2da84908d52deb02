-- title: Is the archive complete for that period
-- question: When was each account and Region seen, what may be missing, and why? One that is absent from the answer was never seen.
-- edit: the moments at which the period begins and ends; the longest gap that is in order, in hours; the days of the ledger
WITH ledger AS (
  SELECT
    account_id,
    region,
    snapshot_time,
    pending,
    unresolved,
    TIMESTAMP '2026-01-01 00:00:00' AS period_begins,
    TIMESTAMP '2026-04-01 00:00:00' AS period_ends,
    24 AS allowed_hours
  FROM snapshots
  -- From a month before the period to a month after it.
  WHERE snapshot_date BETWEEN '2025-12-01' AND '2026-05-01'
),
neighbours AS (
  SELECT
    *,
    lag(snapshot_time) OVER (PARTITION BY account_id, region ORDER BY snapshot_time) AS previous_time,
    lead(snapshot_time) OVER (PARTITION BY account_id, region ORDER BY snapshot_time) AS next_time,
    -- SSM forgets a session 30 days after it ended.
    CAST(snapshot_time - INTERVAL '30' DAY AS timestamp(3)) AS memory_begins
  FROM ledger
),
missing_sessions AS (
  SELECT account_id, region, period_begins, period_ends, 'unresolved' AS finding, unresolved AS missing
  FROM neighbours
  WHERE cardinality(unresolved) > 0
  UNION ALL
  SELECT account_id, region, period_begins, period_ends, 'pending' AS finding, pending AS missing
  FROM neighbours
  WHERE cardinality(pending) > 0 AND next_time IS NULL
),
findings AS (
  -- From the first complete snapshot to the last one, and how many there are.
  SELECT
    account_id, region, 'snapshots' AS finding, min(snapshot_time) AS from_time, max(snapshot_time) AS to_time,
    count(snapshot_time) AS snapshots, CAST(NULL AS varchar) AS session_id
  FROM ledger
  GROUP BY account_id, region
  UNION ALL
  -- SSM had forgotten what ended then when the first snapshot was taken.
  SELECT account_id, region, 'not seen before', period_begins, memory_begins, NULL, NULL
  FROM neighbours
  WHERE previous_time IS NULL AND memory_begins > period_begins
  UNION ALL
  -- What ended meanwhile was in SSM's history when the next snapshot was taken, unless it may be forgotten.
  SELECT account_id, region, 'gap', previous_time, snapshot_time, NULL, NULL
  FROM neighbours
  WHERE date_diff('second', previous_time, snapshot_time) > allowed_hours * 3600
    AND previous_time < period_ends AND snapshot_time > period_begins
  UNION ALL
  -- SSM had forgotten what ended then when the next snapshot was taken.
  SELECT account_id, region, 'may be forgotten', previous_time, memory_begins, NULL, NULL
  FROM neighbours
  WHERE memory_begins > previous_time AND previous_time < period_ends AND memory_begins > period_begins
  UNION ALL
  -- A later snapshot may still come.
  SELECT account_id, region, 'not seen since', snapshot_time, period_ends, NULL, NULL
  FROM neighbours
  WHERE next_time IS NULL AND snapshot_time < period_ends
  UNION ALL
  -- Sessions seen open and since then in neither state: waited for, or given up. How they ended is not known.
  SELECT account_id, region, finding, missing[i].start_time, missing[i].since, NULL, missing[i].session_id
  FROM missing_sessions
  CROSS JOIN UNNEST(sequence(1, cardinality(missing))) AS positions(i)
  WHERE (missing[i].start_time IS NULL OR missing[i].start_time < period_ends) AND missing[i].since >= period_begins
)
SELECT account_id, region, finding, from_time, to_time, snapshots, session_id
FROM findings
ORDER BY account_id, region, from_time, finding, session_id
