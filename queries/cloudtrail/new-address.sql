-- title: New address for a person
-- question: Who called Session Manager in this period from an address that they had never used before?
-- parameter from (date): the first day of the period
-- parameter to (date): the last day of the period
-- parameter since (date): the first day to search for earlier events
WITH picked AS (
  SELECT
    *,
    coalesce(lower(source_identity), person, principal) AS who,
    date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d') AS first_day
  FROM session_events
  WHERE event_date BETWEEN date_format(/*since:*/ current_date - INTERVAL '395' DAY /*:since*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    AND source_ip IS NOT NULL
),
known AS (
  SELECT *, min(event_date) OVER (PARTITION BY who) AS known_since FROM picked
)
SELECT
  min(event_time) AS first_time,
  who,
  source_ip,
  count(event_id) AS events_so_far,
  count_if(error_code IS NOT NULL) AS refused,
  known_since
FROM known
GROUP BY who, source_ip, first_day, known_since
-- Leaves out addresses of the person's very first day: there the person is new, not the address.
HAVING min(event_date) >= first_day AND known_since < min(event_date)
ORDER BY first_time, who, source_ip
