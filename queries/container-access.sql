-- title: Access to containers
-- question: Who opened sessions in ECS containers, and in which cluster and task? For ECS Exec, the owner is a role of ECS; CloudTrail's ExecuteCommand event with the same session_id names the person.
-- parameter from (date): the first start day to include
-- parameter to (date): the last start day to include
WITH picked AS (
  SELECT *
  FROM sessions
  WHERE start_date BETWEEN date_format(/*from:*/ current_date - INTERVAL '30' DAY /*:from*/, '%Y-%m-%d')
    AND date_format(/*to:*/ current_date /*:to*/, '%Y-%m-%d')
    AND target_type = 'ecs-task'
)
SELECT
  start_time,
  end_time,
  person,
  person_kind,
  person_named_in,
  owner_name,
  role_name,
  regexp_extract(target, '^ecs:(.+)_([^_]+)_([^_]+)$', 1) AS cluster,
  regexp_extract(target, '^ecs:(.+)_([^_]+)_([^_]+)$', 2) AS task,
  regexp_extract(target, '^ecs:(.+)_([^_]+)_([^_]+)$', 3) AS container,
  reason,
  account_id,
  region,
  session_id
FROM picked
ORDER BY start_time, account_id, region, session_id
