// The SQL of an alert, in Athena's dialect. `{name}` stands for a variable of the state machine. A table for each alert remembers what was
// told, and holds no names: only hashes of what a row is known again by.
import type { Column } from '../contract';
import { createIcebergTable } from '../curation/statements';
import type { AskedQuestion } from './asked-question';

const TOLD_COLUMNS: readonly Column[] = [
  { name: 'row_hash', type: 'string', description: 'SHA-256 of the question and of what its row is known again by' },
  { name: 'batch', type: 'string', description: 'ARN of the execution that tells it' },
  { name: 'noted_time', type: 'timestamp', description: 'When it was first seen' },
  { name: 'told_time', type: 'timestamp', description: 'When it was told; null until then' },
];

/** The variables that statements are filled with. Whatever else stands in braces is a value of somebody's. */
export const VARIABLES = ['own', 'batch', 'now', 'oldest'];

export const createTold = (table: string, location: string) => createIcebergTable(table, TOLD_COLUMNS, location);

/** Of JSON, so that no two keys are one text; a null is not an empty text. */
function hashOf({ name, key }: AskedQuestion): string {
  const values = key.map((column) => `CAST(${column} AS varchar)`).join(', ');
  return `to_hex(sha256(to_utf8(json_format(CAST(ARRAY['${name}', ${values}] AS json)))))`;
}

const rowsOf = ({ sql }: AskedQuestion) => `(\n${sql.trimEnd()}\n)`;

/** Notes what is neither told nor noted. Repeated, it notes nothing. */
export const noteRows = (table: string, asked: AskedQuestion) => `MERGE INTO ${table} t
USING (
  SELECT DISTINCT ${hashOf(asked)} AS row_hash FROM ${rowsOf(asked)}
) s
ON t.row_hash = s.row_hash
WHEN NOT MATCHED THEN INSERT (row_hash, batch, noted_time, told_time)
  VALUES (s.row_hash, '{own}', TIMESTAMP '{now}', CAST(NULL AS timestamp(6)))`;

/** What an execution has noted that died before it said that it had told it: one batch, and how many rows. */
export const findUnsettled = (table: string) => `SELECT batch, count(DISTINCT row_hash) AS new_rows FROM ${table}
WHERE told_time IS NULL AND batch <> '{own}' GROUP BY batch ORDER BY batch LIMIT 1`;

/** A statement of an execution that was stopped may end after it, and note what another has told meanwhile. */
export const dropDoubles = (table: string) => `DELETE FROM ${table}
WHERE batch = '{batch}' AND told_time IS NULL AND row_hash IN (SELECT row_hash FROM ${table} WHERE told_time IS NOT NULL)`;

export const adopt = (table: string) =>
  `UPDATE ${table} SET batch = '{own}' WHERE batch = '{batch}' AND told_time IS NULL`;

export const countOwn = (table: string) =>
  `SELECT count(DISTINCT row_hash) AS new_rows FROM ${table} WHERE batch = '{own}' AND told_time IS NULL`;

/** The rows as the question gives them: whoever follows the link reads this result. */
export const showRows = (table: string, asked: AskedQuestion) => `SELECT * FROM ${rowsOf(asked)}
WHERE ${hashOf(asked)} IN (SELECT row_hash FROM ${table} WHERE batch = '{batch}' AND told_time IS NULL)
ORDER BY ${asked.key.join(', ')}`;

export const confirm = (table: string) =>
  `UPDATE ${table} SET told_time = TIMESTAMP '{now}' WHERE batch = '{batch}' AND told_time IS NULL`;

/** Where records expire. What the question still gives stays: it would be told again. */
export const forget = (table: string, asked: AskedQuestion) => `DELETE FROM ${table}
WHERE told_time < TIMESTAMP '{oldest}' AND row_hash NOT IN (SELECT ${hashOf(asked)} FROM ${rowsOf(asked)})`;
