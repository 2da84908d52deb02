import { promisesOf } from './cases';
import { policiesOf } from './documents';
import { concerns, evaluate, titleOf } from './evaluate';
import { mutationsOf, type Mutation } from './mutations';
import { MEMBER, ORGANIZATION, SISTER, synthesizeAccounts } from './stacks';

const ADMISSIONS = [
  { name: 'organizationId', admission: { organizationId: ORGANIZATION }, insiders: [MEMBER, SISTER] },
  { name: 'writerAccounts', admission: { writerAccounts: [MEMBER] }, insiders: [MEMBER] },
];

/** What may be taken away without anybody noticing, and why it is there. */
const UNNOTICED: Readonly<Record<string, string>> = {};

const unnoticed: string[] = [];

describe.each(ADMISSIONS)('with $name', ({ admission, insiders }) => {
  const accounts = synthesizeAccounts(admission);
  const policies = Object.values(accounts).flatMap(policiesOf);
  const promises = promisesOf(accounts, insiders);

  test.each(Object.entries(promises))('%s', async (_, cases) => {
    const wrong: string[] = [];
    for (const each of cases) {
      const outcome = await evaluate(each, policies).catch(String);
      if (outcome !== each.expected) wrong.push(`${outcome}: ${titleOf(each)}`);
    }
    expect(wrong).toEqual([]);
  });

  test('the requests notice whatever is taken away from a policy', async () => {
    const known = await Promise.all(
      Object.values(promises)
        .flat()
        .map(async (each) => ({ each, before: await evaluate(each, policies) })),
    );
    let n = 0;
    const notices = async ({ policy }: Mutation) => {
      const mutated = policies.map((each) => (each.name === policy.name && each.kind === policy.kind ? policy : each));
      for (const { each, before } of known) {
        if (!concerns(policy, each)) continue;
        n++;
        if ((await evaluate(each, mutated)) !== before) return true;
      }
      return false;
    };
    const all = policies.flatMap(mutationsOf);
    const un = [];
    for (const m of all) if (!(await notices(m))) un.push(m.name);
    console.log(n, all.length, known.length, un.join('\n'));
  });
});
