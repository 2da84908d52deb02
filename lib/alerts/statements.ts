// The SQL of an alert, in Athena's dialect. `{name}` stands for a variable of the state machine. Each alert has a table
// of reported rows. The table contains no names, only hashes of the columns that identify a row.
import type { Column } from '../contract';
import { createIcebergTable } from '../curation/statements';
import type { AskedQuestion } from './asked-question';

const REPORTED_COLUMNS: readonly Column[] = [
  { name: 'row_hash', type: 'string', description: 'SHA-256 of the question and of the columns that identify the row' },
  { name: 'batch', type: 'string', description: 'ARN of the execution that reports the row' },
  { name: 'noted_time', type: 'timestamp', description: 'When the alert first saw the row' },
  { name: 'reported_time', type: 'timestamp', description: 'When the row was reported; null until then' },
];

/** The variables of the statements. Other text in braces is part of a value that a user typed. */
export const VARIABLES = ['own', 'batch', 'now', 'oldest'];

export const createReported = (table: string, location: string) =>
  createIcebergTable(table, REPORTED_COLUMNS, location);

/**
 * Hash of the question's name and the row's key. JSON makes sure that different keys give different texts; null differs
 * from an empty text.
 */
function hashOf({ name, key }: AskedQuestion): string {
  const values = key.map((column) => `CAST(${column} AS varchar)`).join(', ');
  return `to_hex(sha256(to_utf8(json_format(CAST(ARRAY['${name}', ${values}] AS json)))))`;
}

const rowsOf = ({ sql }: AskedQuestion) => `(\n${sql.trimEnd()}\n)`;

/** Notes the rows that are neither reported nor noted. If it runs again, it notes nothing. */
export const addNewRows = (table: string, asked: AskedQuestion) => `MERGE INTO ${table} t
USING (
  SELECT DISTINCT ${hashOf(asked)} AS row_hash FROM ${rowsOf(asked)}
) s
ON t.row_hash = s.row_hash
WHEN NOT MATCHED THEN INSERT (row_hash, batch, noted_time, reported_time)
  VALUES (s.row_hash, '{own}', TIMESTAMP '{now}', CAST(NULL AS timestamp(6)))`;

/** Finds one batch of rows of an execution that died before it confirmed them, and the number of its rows. */
export const findUnconfirmed = (table: string) => `SELECT batch, count(DISTINCT row_hash) AS new_rows FROM ${table}
WHERE reported_time IS NULL AND batch <> '{own}' GROUP BY batch ORDER BY batch LIMIT 1`;

/**
 * Deletes rows that were reported meanwhile: a statement of a stopped execution may end later, and note rows that
 * another one has reported.
 */
export const removeDuplicates = (table: string) => `DELETE FROM ${table}
WHERE batch = '{batch}' AND reported_time IS NULL AND row_hash IN (SELECT row_hash FROM ${table} WHERE reported_time IS NOT NULL)`;

export const adopt = (table: string) =>
  `UPDATE ${table} SET batch = '{own}' WHERE batch = '{batch}' AND reported_time IS NULL`;

export const countOwn = (table: string) =>
  `SELECT count(DISTINCT row_hash) AS new_rows FROM ${table} WHERE batch = '{own}' AND reported_time IS NULL`;

/** The rows with all columns of the question. The link in the message leads to this result. */
export const queryRows = (table: string, asked: AskedQuestion) => `SELECT * FROM ${rowsOf(asked)}
WHERE ${hashOf(asked)} IN (SELECT row_hash FROM ${table} WHERE batch = '{batch}' AND reported_time IS NULL)
ORDER BY ${asked.key.join(', ')}`;

export const confirm = (table: string) =>
  `UPDATE ${table} SET reported_time = TIMESTAMP '{now}' WHERE batch = '{batch}' AND reported_time IS NULL`;

/**
 * Runs if records expire. Rows that the question still returns stay in the table, because otherwise they would be
 * reported again.
 */
export const removeExpired = (table: string, asked: AskedQuestion) => `DELETE FROM ${table}
WHERE reported_time < TIMESTAMP '{oldest}' AND row_hash NOT IN (SELECT ${hashOf(asked)} FROM ${rowsOf(asked)})`;
