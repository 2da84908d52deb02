-- title: Is the archive complete for that period
-- question: When did snapshots see each account and Region, what may be missing, and why? An account or Region without a row has no snapshot on the days that the query reads.
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter hours (number): the longest acceptable gap between two snapshots, in hours
WITH read_manifests AS (
  SELECT
    account_id,
    region,
    snapshot_date,
    snapshot_time,
    source,
    mode,
    history_from,
    pending,
    unresolved,
    faded,
    unidentified,
    CAST(/*from:*/ current_date - INTERVAL '90' DAY /*:from*/ AS timestamp(3)) AS period_begins,
    CAST(/*to:*/ current_date - INTERVAL '1' DAY /*:to*/ + INTERVAL '1' DAY AS timestamp(3)) AS period_ends,
    /*hours:*/ 24 /*:hours*/ AS allowed_hours
  FROM snapshots
  -- From 31 days before the period to 31 days after it. Also the first day of each month in the year before, to find
  -- accounts and Regions without any snapshot since.
  WHERE snapshot_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '90' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date - INTERVAL '1' DAY /*:to*/ + INTERVAL '31' DAY, '%Y-%m-%d')
    OR (snapshot_date LIKE '%-01' AND snapshot_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '90' DAY /*:from*/ - INTERVAL '12' MONTH, '%Y-%m-%d')
      AND date_format(/*from:*/ current_date - INTERVAL '90' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d'))
),
ledger AS (
  SELECT *
  FROM read_manifests
  WHERE snapshot_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '90' DAY /*:from*/ - INTERVAL '31' DAY, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date - INTERVAL '1' DAY /*:to*/ + INTERVAL '31' DAY, '%Y-%m-%d')
),
-- No snapshot was taken in the period: the account was closed, the Region is no longer archived, or the reporter failed.
unseen_scopes AS (
  SELECT
    account_id,
    region,
    'no snapshot in the period' AS finding,
    period_begins AS from_time,
    period_ends AS to_time,
    CAST(0 AS bigint) AS snapshots,
    CAST(NULL AS varchar) AS session_id
  FROM read_manifests
  GROUP BY account_id, region, period_begins, period_ends
  HAVING count_if(snapshot_time >= period_begins AND snapshot_time < period_ends) = 0
),
-- SSM reported these sessions without an id. They have no rows in the view, but the records contain them.
unidentified_records AS (
  SELECT
    account_id,
    region,
    'no session_id' AS finding,
    min(snapshot_time) AS from_time,
    max(snapshot_time) AS to_time,
    count(snapshot_time) AS snapshots,
    CAST(NULL AS varchar) AS session_id
  FROM ledger
  WHERE unidentified > 0 AND snapshot_time >= period_begins AND snapshot_time < period_ends
  GROUP BY account_id, region
),
neighbours AS (
  SELECT
    *,
    count(snapshot_time) OVER (PARTITION BY account_id, region) AS all_snapshots,
    min(snapshot_time) OVER (PARTITION BY account_id, region) AS first_time,
    lag(snapshot_time) OVER (PARTITION BY account_id, region ORDER BY snapshot_time) AS previous_time,
    lead(snapshot_time) OVER (PARTITION BY account_id, region ORDER BY snapshot_time) AS next_time,
    -- Both services forget a session after 30 days. Alibaba Cloud also keeps at most 1,000 successful sessions per Region.
    -- The sessions above this limit started before history_from, where the snapshot's coverage begins.
    CASE
      WHEN source = 'alibaba-ecs' AND history_from > snapshot_time - INTERVAL '30' DAY
        AND (mode = 'full' OR history_from > lag(snapshot_time) OVER (PARTITION BY account_id, region ORDER BY snapshot_time))
        THEN history_from
      ELSE CAST(snapshot_time - INTERVAL '30' DAY AS timestamp(3))
    END AS memory_begins
  FROM ledger
),
spans AS (
  SELECT
    account_id,
    region,
    finding,
    CASE finding
      WHEN 'snapshots' THEN first_time
      WHEN 'not seen before' THEN period_begins
      WHEN 'not seen since' THEN snapshot_time
      ELSE previous_time
    END AS from_time,
    CASE finding
      WHEN 'snapshots' THEN snapshot_time
      WHEN 'gap' THEN snapshot_time
      WHEN 'not seen since' THEN period_ends
      ELSE memory_begins
    END AS to_time,
    CASE finding WHEN 'snapshots' THEN all_snapshots END AS snapshots,
    CAST(NULL AS varchar) AS session_id
  FROM neighbours
  CROSS JOIN (
    VALUES ('snapshots'), ('not seen before'), ('gap'), ('may be forgotten'), ('not seen since')
  ) AS kinds(finding)
  WHERE CASE finding
    -- From the first complete snapshot to the last one, with their number.
    WHEN 'snapshots' THEN next_time IS NULL
    -- SSM had forgotten the sessions that ended in this span before the first snapshot was taken.
    WHEN 'not seen before' THEN previous_time IS NULL AND memory_begins > period_begins
    -- The next snapshot still found in History what ended in the gap, except in spans that 'may be forgotten'.
    WHEN 'gap' THEN date_diff('second', previous_time, snapshot_time) > allowed_hours * 3600
      AND previous_time < period_ends AND snapshot_time > period_begins
    -- SSM had forgotten the sessions that ended in this span before the next snapshot was taken.
    WHEN 'may be forgotten' THEN memory_begins > previous_time
      AND previous_time < period_ends AND memory_begins > period_begins
    -- A later snapshot may still cover this span.
    WHEN 'not seen since' THEN next_time IS NULL AND snapshot_time < period_ends
  END
),
-- Sessions that a snapshot saw open and later snapshots found in neither state. The reporter has given them up (unresolved)
-- or still looks for them (pending). Their end is unknown. Faded sessions are no loss: nobody ended them, and SSM forgot them
-- about 30 days after their start. The archive has all that SSM showed of them.
lists AS (
  SELECT
    account_id,
    region,
    period_begins,
    period_ends,
    finding,
    CASE finding WHEN 'unresolved' THEN unresolved WHEN 'faded' THEN faded ELSE CASE WHEN next_time IS NULL THEN pending END END AS missing
  FROM neighbours
  CROSS JOIN (VALUES ('unresolved'), ('faded'), ('pending')) AS kinds(finding)
),
missing_sessions AS (
  SELECT
    account_id,
    region,
    finding,
    missing[i].start_time AS from_time,
    missing[i].since AS to_time,
    CAST(NULL AS bigint) AS snapshots,
    missing[i].session_id AS session_id,
    period_begins,
    period_ends
  FROM (SELECT * FROM lists WHERE cardinality(missing) > 0) AS filled
  CROSS JOIN UNNEST(sequence(1, cardinality(missing))) AS positions(i)
)
SELECT account_id, region, finding, from_time, to_time, snapshots, session_id
FROM spans
UNION ALL
SELECT account_id, region, finding, from_time, to_time, snapshots, session_id
FROM unseen_scopes
UNION ALL
SELECT account_id, region, finding, from_time, to_time, snapshots, session_id
FROM unidentified_records
UNION ALL
SELECT account_id, region, finding, from_time, to_time, snapshots, session_id
FROM missing_sessions
WHERE (from_time IS NULL OR from_time < period_ends) AND to_time >= period_begins
ORDER BY account_id, region, from_time, finding, session_id
