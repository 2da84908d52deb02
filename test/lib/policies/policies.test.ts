import { promisesOf } from './cases';
import { policiesOf, type PolicyOf } from './documents';
import { concerns, evaluate, titleOf } from './evaluate';
import { mayChange, mutationsOf, type Mutation } from './mutations';
import { MEMBER, ORGANIZATION, SISTER, synthesizeAccounts, type Admission } from './stacks';

/** What may be taken away without a change, and why it is there. */
const REDUNDANT: Readonly<Record<string, RegExp>> = {
  'An account as a principal lets in nobody by itself: its own policies decide, also in the account of the archive':
    /: WriterAccounts\w+, StringNotEquals aws:PrincipalAccount$/,
  "The results have the archive's key, so that asking brings decrypting along; with other results it does not":
    /\/AuditorPolicy\w+: Allow kms:Decrypt( kms:GenerateDataKey, Action kms:Decrypt)?$/,
};

/** Everything that can be asked of the templates in which one prop lets accounts in. */
function world(admission: Admission, insiders: string[]) {
  const accounts = synthesizeAccounts(admission);
  return { policies: Object.values(accounts).flatMap(policiesOf), promises: promisesOf(accounts, insiders) };
}

const WORLDS = {
  organizationId: world({ organizationId: ORGANIZATION }, [MEMBER, SISTER]),
  writerAccounts: world({ writerAccounts: [MEMBER] }, [MEMBER]),
};

describe.each(Object.entries(WORLDS))('with %s', (_, { policies, promises }) => {
  test.each(Object.entries(promises))('%s', async (__, cases) => {
    const wrong: string[] = [];
    for (const each of cases) {
      const outcome = await evaluate(each, policies).catch(String);
      if (outcome !== each.expected) wrong.push(`${outcome}: ${titleOf(each)}`);
    }
    expect(wrong).toEqual([]);
  });
});

test('whatever is taken away from a policy, a request notices', async () => {
  const seen = new Set<string>();
  const isNew = (policy: PolicyOf) => seen.size !== seen.add(JSON.stringify(policy)).size;
  const unnoticed: string[] = [];
  let count = 0;
  for (const { policies, promises } of Object.values(WORLDS)) {
    const requests = Object.values(promises).flat();
    const notices = async (mutation: Mutation): Promise<boolean> => {
      const original = policies.findIndex(
        ({ name, kind }) => name === mutation.policy.name && kind === mutation.policy.kind,
      );
      const mutated = policies.map((each, index) => (index === original ? mutation.policy : each));
      for (const each of requests.filter(
        (one) => concerns(mutation.policy, one) && mayChange(mutation, one, one.expected),
      )) {
        if ((await evaluate(each, mutated)) !== each.expected) return true;
      }
      return false;
    };
    // Roles have the same policies whoever is let in.
    for (const mutation of policies.filter(isNew).flatMap(mutationsOf)) {
      count += 1;
      if (!(await notices(mutation))) unnoticed.push(mutation.name);
    }
  }
  const isRedundant = (name: string) => Object.values(REDUNDANT).some((pattern) => pattern.test(name));
  expect(unnoticed.filter((name) => !isRedundant(name))).toEqual([]);
  expect(Object.values(REDUNDANT).filter((pattern) => !unnoticed.some((name) => pattern.test(name)))).toEqual([]);
  expect(count).toBeGreaterThan(200);
});
