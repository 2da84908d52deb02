import { promisesOf } from './cases';
import { policiesOf } from './documents';
import { evaluate, titleOf } from './evaluate';
import { MEMBER, ORGANIZATION, SISTER, synthesizeAccounts } from './stacks';

const ADMISSIONS = [
  { name: 'organizationId', admission: { organizationId: ORGANIZATION }, insiders: [MEMBER, SISTER] },
  { name: 'writerAccounts', admission: { writerAccounts: [MEMBER] }, insiders: [MEMBER] },
];

describe.each(ADMISSIONS)('with $name', ({ admission, insiders }) => {
  const accounts = synthesizeAccounts(admission);
  const policies = Object.values(accounts).flatMap(policiesOf);

  test.each(Object.entries(promisesOf(accounts, insiders)))('%s', async (_, cases) => {
    const wrong: string[] = [];
    for (const each of cases) {
      const outcome = await evaluate(each, policies);
      if (outcome !== each.expected) wrong.push(`${outcome}: ${titleOf(each)}`);
    }
    expect(wrong).toEqual([]);
  });
});
