// The SQL of a report must run on Athena, too. `npm run test:trino` compares the rows.
import { trinoParser } from '../../queries/trino-parser';
import { reportQuestions } from './asked';

const parser = trinoParser();

test.each(reportQuestions())('the parser of Trino accepts $name', ({ sql }) => {
  expect(parser.validate(sql)).toEqual([]);
});
