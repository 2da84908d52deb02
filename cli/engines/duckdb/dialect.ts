/** Settings and macros with which DuckDB runs Athena's and Trino's SQL unchanged. */
export const DIALECT = `
-- A macro may shadow a function of DuckDB's own, which is then reached as system.main.<name>.

-- Timestamps are UTC, and whole numbers divide into whole numbers.
SET TimeZone = 'UTC';
SET integer_division = true;

-- Complete units that have passed; DuckDB's own counts how many boundaries lie between.
CREATE MACRO date_diff(unit, a, b) AS date_sub(unit, a, b);
CREATE MACRO date_format(t, form) AS strftime(t, form);
CREATE MACRO day_of_week(t) AS isodow(t);
CREATE MACRO with_timezone(t, zone) AS timezone(zone, t);
CREATE MACRO at_timezone(t, zone) AS timezone(zone, t);

CREATE MACRO regexp_like(s, pattern) AS regexp_matches(s, pattern);
-- Null without a match; DuckDB's own gives an empty string.
CREATE MACRO regexp_extract(s, pattern, part) AS
  CASE WHEN regexp_matches(s, pattern) THEN system.main.regexp_extract(s, pattern, part) END;

-- Half a surrogate pair, which is legal JSON as an escape, makes DuckDB refuse the whole text: then it is read as what stands for any
-- character that cannot be shown, as Java writes it. A pair of backslashes is no beginning of such an escape.
CREATE MACRO json_parse(t) AS CASE WHEN json_valid(t) THEN CAST(t AS json)
  ELSE TRY_CAST(regexp_replace(replace(t, '\\\\', '\\u005c'), '\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '?', 'g') AS json) END;
CREATE MACRO json_format(j) AS CAST(j AS varchar);
-- Text, numbers and truth values as text; null for anything else.
CREATE MACRO json_extract_scalar(j, path) AS
  CASE WHEN json_type(j, path) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(j, path) END;

CREATE MACRO cardinality(a) AS len(a);
CREATE MACRO sequence(a, b) AS generate_series(a, b);
`;
