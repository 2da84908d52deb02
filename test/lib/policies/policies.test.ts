import { readFileSync } from 'node:fs';
import path from 'node:path';
import { policiesOf, type PolicyOf, type PolicyStatement } from './documents';
import { concerns, evaluate, titleOf, type Case } from './evaluate';
import { accounts, deleting } from './archive-cases';
import { NOBODIES } from './callers';
import { mayChange, mutationsOf, type Mutation } from './mutations';
import { promisesOf } from './promises';
import {
  archiveOfUnknownAccount,
  BUCKET,
  CENTRAL,
  KEY_ARN,
  MEMBER,
  ORGANIZATION,
  REGION,
  SISTER,
  synthesizeAccounts,
  type Admission,
} from './stacks';

/** Parts of policies that can be removed without a change, by the reason for which they exist. */
const REDUNDANT: Readonly<Record<string, RegExp>> = {
  'An account as a principal lets in nobody by itself: its own policies decide, also in the account of the archive':
    /: WriterAccounts\w+, StringNotEquals aws:PrincipalAccount$/,
  "The results have the archive's key, so that asking brings decrypting along; with other results it does not":
    /\/AuditorPolicy\w+: Allow kms:Decrypt( kms:GenerateDataKey, Action kms:Decrypt)?$/,
};

/** The policies and promises of templates in which one prop lets accounts in. */
function world(admission: Admission, insiders: string[]) {
  const accounts = synthesizeAccounts(admission);
  return { policies: Object.values(accounts).flatMap(policiesOf), promises: promisesOf(accounts, insiders) };
}

/** The same, with the statements of docs/organization.md instead of the library's statements. */
function documented({ policies, promises }: ReturnType<typeof world>) {
  const docs = readFileSync(path.join(__dirname, '../../../docs/organization.md'), 'utf8');
  const [ofBucket = [], ofKey = []] = [...docs.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => {
    const text = json
      .replaceAll(':::BUCKET', `:::${BUCKET}`)
      .replaceAll(/ACCOUNT OF THE (BUCKET|KEY)/g, CENTRAL)
      .replaceAll('s3.REGION.', `s3.${REGION}.`);
    return [JSON.parse(text) as PolicyStatement | PolicyStatement[]].flat();
  });
  const theirs: Readonly<Record<string, PolicyStatement[]>> = {
    [`arn:aws:s3:::${BUCKET}`]: ofBucket,
    [KEY_ARN]: ofKey,
  };
  const isOurs = ({ Sid: sid = '' }: PolicyStatement) => sid.startsWith('Organization');
  return {
    promises,
    policies: policies.map((policy) => {
      const statements = theirs[policy.owner];
      return statements
        ? { ...policy, statements: [...policy.statements.filter((each) => !isOurs(each)), ...statements] }
        : policy;
    }),
  };
}

const ORGANIZED = world({ organizationId: ORGANIZATION }, [MEMBER, SISTER]);
const WORLDS = {
  organizationId: ORGANIZED,
  writerAccounts: world({ writerAccounts: [MEMBER] }, [MEMBER]),
  'the statements of docs/organization.md': documented(ORGANIZED),
};

/** The requests with an outcome other than expected, or with an error. */
async function wrongOnes(cases: readonly Case[], policies: readonly PolicyOf[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const each of cases) {
    const outcome = await evaluate(each, policies).catch(String);
    if (outcome !== each.expected) wrong.push(`${outcome}: ${titleOf(each)}`);
  }
  return wrong;
}

describe.each(Object.entries(WORLDS))('with %s', (_, { policies, promises }) => {
  test.each(Object.entries(promises))('%s', async (__, cases) => {
    expect(await wrongOnes(cases, policies)).toEqual([]);
  });
});

test('an archive whose account is unknown at synthesis, and listed as a writer by mistake, lets in no role without rights; nobody deletes', async () => {
  const policies = policiesOf(archiveOfUnknownAccount());
  const nobodies = accounts([]).filter(({ by }) => NOBODIES.includes(by));
  const nobodyDeletes = deleting().map((each): Case => ({ ...each, expected: 'denied' }));
  expect(await wrongOnes([...nobodies, ...nobodyDeletes], policies)).toEqual([]);
});

test('the removal of any part of a policy changes the outcome of a request', async () => {
  const seen = new Set<string>();
  const isNew = (policy: PolicyOf) => seen.size !== seen.add(JSON.stringify(policy)).size;
  const unnoticed: string[] = [];
  const noticing = new Set<string>();
  let count = 0;
  for (const { policies, promises } of Object.values(WORLDS)) {
    const requests = Object.values(promises).flat();
    const notices = async (mutation: Mutation): Promise<boolean> => {
      const original = policies.findIndex(
        ({ name, kind }) => name === mutation.policy.name && kind === mutation.policy.kind,
      );
      const mutated = policies.map((each, index) => (index === original ? mutation.policy : each));
      const related = requests.filter(
        (one) => concerns(mutation.policy, one) && mayChange(mutation, one, one.expected),
      );
      // A request that noticed one mutation often notices the next. Trying it first saves nearly half of the time.
      for (const each of related.sort((a, b) => Number(noticing.has(titleOf(b))) - Number(noticing.has(titleOf(a))))) {
        if ((await evaluate(each, mutated)) === each.expected) continue;
        noticing.add(titleOf(each));
        return true;
      }
      return false;
    };
    // Roles have the same policies in every world, so they are checked once.
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
