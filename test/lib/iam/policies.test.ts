// The policies of the templates, evaluated as IAM does: each promise about rights holds, and each part of each policy is needed for one.
import { Aws } from 'aws-cdk-lib';
import { documented, namedWriters, organization, type Deployment } from './deployments';
import { isAbout, isAllowed, policiesFor, titleOf, type Request } from './evaluate';
import { mutationsOf } from './mutations';
import type { Policy } from './policies';

interface Expected {
  readonly request: Request;
  readonly allowed: boolean;
}

const SAME_KEY =
  'The results of queries have the key of the archive, so that a reader is given kms:Decrypt on it twice.';
const NAMED_ROOT =
  'A named account is let in by its root, which in the account of the bucket gives nobody a right by itself. The condition is that of an ' +
  'organization, for the day on which somebody names roles instead.';

/** What may go without any promise being broken, and why. */
const UNNOTICED: Readonly<Record<string, string>> = {
  'central AuditorDefaultPolicy Allow kms:Decrypt: removed': SAME_KEY,
  'central AuditorDefaultPolicy Allow kms:Decrypt,kms:GenerateDataKey: Action without kms:Decrypt': SAME_KEY,
  'central Key WriterAccountsUseThroughS3: without StringNotEquals aws:PrincipalAccount': NAMED_ROOT,
  'central ArchiveBucketPolicy WriterAccountsAddToOwnPrefixes: without StringNotEquals aws:PrincipalAccount':
    NAMED_ROOT,
  'central ArchiveBucketPolicy WriterAccountsListOwnPrefixes: without StringNotEquals aws:PrincipalAccount': NAMED_ROOT,
};

async function isAsPromised({ request, allowed }: Expected, policies: readonly Policy[]): Promise<boolean> {
  return (await isAllowed(request, policies)) === allowed;
}

const expectations = (cases: Deployment['cases'][number]): Expected[] => [
  ...(cases.allowed ?? []).map((request) => ({ request, allowed: true })),
  ...(cases.denied ?? []).map((request) => ({ request, allowed: false })),
];

const DEPLOYMENTS = [organization(), namedWriters(), documented()];

describe.each(DEPLOYMENTS)('$title', ({ policies, cases }) => {
  test.each(cases.map((each) => [each.title, each] as const))('%s', async (_, each) => {
    expect(await broken(each, policies)).toEqual([]);
  });

  test('whatever is taken from a policy, some promise is broken', async () => {
    // Those whom their own policies allow everything first: most depends on the policies of resources for them.
    const all = cases
      .flatMap(expectations)
      .sort((a, b) => Number('statements' in b.request.by) - Number('statements' in a.request.by));
    const unnoticed: string[] = [];
    const mutations = policies.flatMap(mutationsOf);
    for (const { title, policy, statement, mutated } of mutations) {
      const concerned = all.filter(
        ({ request }) => isAbout(statement, request) && policiesFor(request, [policy]).length > 0,
      );
      const others = policies.filter((each) => each !== policy);
      if (!(await isAnyBroken(concerned, [...others, mutated]))) unnoticed.push(title);
    }
    expect(unnoticed).toEqual(mutations.map(({ title }) => title).filter((title) => title in UNNOTICED));
  });
});

test('the account of the archive among the named writers, which nobody can refuse while it is a token, lets nobody in', async () => {
  const { policies, cases } = namedWriters(Aws.ACCOUNT_ID);
  for (const each of cases.filter(({ allowed = [] }) => allowed.length === 0)) {
    expect(await broken(each, policies)).toEqual([]);
  }
});

test('what may go unnoticed is there', () => {
  const titles = DEPLOYMENTS.flatMap(({ policies }) => policies.flatMap(mutationsOf)).map(({ title }) => title);
  expect(titles).toEqual(expect.arrayContaining(Object.keys(UNNOTICED)));
});

async function broken(each: Deployment['cases'][number], policies: readonly Policy[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const expected of expectations(each)) {
    if (await isAsPromised(expected, policies)) continue;
    wrong.push(`${expected.allowed ? 'denied' : 'allowed'}: ${titleOf(expected.request)}`);
  }
  return wrong;
}

async function isAnyBroken(expected: readonly Expected[], policies: readonly Policy[]): Promise<boolean> {
  for (const each of expected) if (!(await isAsPromised(each, policies))) return true;
  return false;
}
