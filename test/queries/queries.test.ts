import { queryRows } from '../../cli/engines/duckdb/archive';
import { askedQueries } from './asked';
import { expectedRows } from './expected/expected';
import { useFixture } from './fixture/fixture';

const { archive } = useFixture();

test.each(askedQueries())(
  '$name returns the rows that the tests compute without the archive',
  async ({ name, sql }) => {
    const expected = expectedRows(name);
    expect(expected).not.toHaveLength(0);
    expect(await queryRows(archive(), sql)).toEqual(expected);
  },
);
