// What a report asks is SQL to Athena, too. `npm run test:trino` compares the rows.
import { trinoParser } from '../../queries/trino-parser';
import { reportQuestions } from './asked';

const parser = trinoParser();

test.each(reportQuestions())('$name is SQL to Trino', ({ sql }) => {
  expect(parser.validate(sql)).toEqual([]);
});
