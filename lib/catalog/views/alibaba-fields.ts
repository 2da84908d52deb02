// Reads what Alibaba Cloud sent about a session that has no column. `extra` holds it unchanged. A value of another type
// than documented counts as missing.
import { SOURCES } from '../../contract';

/** Condition on a row of `sessions`: Alibaba Cloud has the session. */
export const IS_ALIBABA = `source = '${SOURCES.alibaba}'`;

/** The column `extra` as JSON; null if it is not JSON. */
export const EXTRA = 'try(json_parse(extra))';

/** A text in a JSON value; null if the value is missing, empty or not a text. */
export function textAt(json: string, name: string): string {
  return `CASE WHEN json_format(json_extract(${json}, '$.${name}')) LIKE '"%' THEN nullif(json_extract_scalar(${json}, '$.${name}'), '') END`;
}

/** A port in a JSON value, which may be a number or a text there. */
export function portAt(json: string, name: string): string {
  const value = `json_extract_scalar(${json}, '$.${name}')`;
  return `CASE WHEN regexp_like(${value}, '^[1-9][0-9]{0,4}\\z') THEN CAST(${value} AS integer) END`;
}

/** A time in Alibaba Cloud's form, ISO 8601 in UTC; null if the value has another form or is not a valid time. */
export function timeAt(json: string, name: string): string {
  const value = `json_extract_scalar(${json}, '$.${name}')`;
  // Cuts after milliseconds, as the reporter does. Athena and DuckDB would round.
  const cut = `substr(replace(replace(${value}, 'T', ' '), 'Z', ''), 1, 23)`;
  return `CASE WHEN regexp_like(${value}, '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?Z\\z')
      THEN TRY_CAST(${cut} AS timestamp(3)) END`;
}

/** SQL that depends on which cloud has the session. */
export function byCloud(alibaba: string, aws: string): string {
  return `CASE WHEN ${IS_ALIBABA} THEN (${alibaba}) ELSE (${aws}) END`;
}
