// What Alibaba Cloud said of a session beyond the columns, read out of `extra`, where it stands as it came. Whatever came: a value of
// another type than documented is none.
import { SOURCES } from '../../contract';

/** A condition on a row of `sessions`. */
export const IS_ALIBABA = `source = '${SOURCES.alibaba}'`;

/** The column `extra` as JSON; null if it is none. */
export const EXTRA = 'try(json_parse(extra))';

/** A text in a JSON value; null if there is none, an empty one or something else. */
export function textAt(json: string, name: string): string {
  return `CASE WHEN json_format(json_extract(${json}, '$.${name}')) LIKE '"%' THEN nullif(json_extract_scalar(${json}, '$.${name}'), '') END`;
}

/** A port, as a number or as text. */
export function portAt(json: string, name: string): string {
  const value = `json_extract_scalar(${json}, '$.${name}')`;
  return `CASE WHEN regexp_like(${value}, '^[1-9][0-9]{0,4}\\z') THEN CAST(${value} AS integer) END`;
}

/** A time as Alibaba Cloud writes it, ISO 8601 in UTC; null if it is written in another way, or no calendar has it. */
export function timeAt(json: string, name: string): string {
  const value = `json_extract_scalar(${json}, '$.${name}')`;
  // Athena and DuckDB round what is finer than a millisecond, the reporter cuts it.
  const cut = `substr(replace(replace(${value}, 'T', ' '), 'Z', ''), 1, 23)`;
  return `CASE WHEN regexp_like(${value}, '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?Z\\z')
      THEN TRY_CAST(${cut} AS timestamp(3)) END`;
}

/** What is computed of a session in another way if Alibaba Cloud has it. */
export function byCloud(alibaba: string, aws: string): string {
  return `CASE WHEN ${IS_ALIBABA} THEN (${alibaba}) ELSE (${aws}) END`;
}
