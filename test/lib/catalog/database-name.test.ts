// The name of an archive's database and workgroup: one of each in an account and Region, and neither can be renamed.
import { Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SessionArchive } from '../../../lib';
import { knownStack, uncheckedApp } from '../synth';

const NAMED = ['AWS::Athena::NamedQuery', 'AWS::Athena::WorkGroup', 'AWS::Glue::Database', 'AWS::Glue::Table'];

function resourcesOf(...databaseNames: (string | undefined)[]): Record<string, { Type: string }> {
  const stack = knownStack();
  for (const [index, databaseName] of databaseNames.entries()) {
    new SessionArchive(stack, index === 0 ? 'Archive' : `Archive${index}`, { databaseName });
  }
  return Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>;
}

const idsOf = (resources: Record<string, { Type: string }>, isNamed: boolean) =>
  Object.keys(resources).filter((id) => NAMED.includes(resources[id]?.Type ?? '') === isNamed);

describe('another name', () => {
  const [byDefault, audit] = [resourcesOf(undefined), resourcesOf('audit')];

  test('is another database, workgroup, table, view and query, so that CloudFormation makes new ones', () => {
    const ids = new Set(idsOf(byDefault, true));
    expect(ids.size).toBeGreaterThan(20);
    expect(idsOf(audit, true)).toHaveLength(ids.size);
    expect(idsOf(audit, true).filter((id) => ids.has(id))).toEqual([]);
  });

  test('differs even by an underscore, which no logical id can hold', () => {
    const ids = new Set(idsOf(resourcesOf('au_dit'), true));
    expect(idsOf(audit, true).filter((id) => ids.has(id))).toEqual([]);
  });

  test('leaves everything else as it is: the buckets above all', () => {
    expect(idsOf(audit, false)).toEqual(idsOf(byDefault, false));
    expect(idsOf(audit, false).length).toBeGreaterThan(2);
  });

  test('of the same text as the default is the default', () => {
    expect(Object.keys(resourcesOf('session_archive'))).toEqual(Object.keys(byDefault));
  });

  test('of 119 characters is the longest', () => {
    expect(idsOf(resourcesOf('a'.repeat(119)), true)).toHaveLength(idsOf(byDefault, true).length);
  });

  test('lets a stack have two archives', () => {
    const both = resourcesOf(undefined, 'audit');
    expect(Object.keys(both)).toHaveLength(Object.keys(byDefault).length + Object.keys(audit).length);
  });
});

describe('the same name twice', () => {
  type Env = StackProps['env'];
  const HERE: Env = { account: '123456789012', region: 'eu-west-1' };
  const two = (one: Env, other: Env, areStages = false) => {
    const app = uncheckedApp();
    const [first, second] = areStages ? [new Stage(app, 'A'), new Stage(app, 'B')] : [app, app];
    new SessionArchive(new Stack(first, 'One', { env: one }), 'Archive');
    const stack = new Stack(second, 'Two', { env: other });
    new SessionArchive(stack, 'Archive');
    return Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => entry.data as string);
  };

  test('in a stack is refused by the names of both', () => {
    expect(() => resourcesOf('audit', 'audit')).toThrow(
      'Invalid props of Stack/Archive1/Catalog:\n  databaseName is "audit", the name of the database of Stack/Archive/Catalog, too, and an ' +
        'account has one of a name in a Region: give one of them another databaseName',
    );
  });

  test('in one account and Region is refused, also across Stages', () => {
    expect(() => two(HERE, HERE)).toThrow('databaseName is "session_archive", the name of the database of One/Archive');
    expect(() => two(HERE, HERE, true)).toThrow('the name of the database of A/One/Archive');
  });

  test('in different ones is fine', () => {
    expect(two(HERE, { ...HERE, region: 'us-east-1' })).toEqual([]);
    expect(two(HERE, { ...HERE, account: '111122223333' })).toEqual([]);
  });

  test('is a warning where they may turn out to meet', () => {
    expect(two(undefined, undefined)).toEqual([
      expect.stringMatching(/databaseName is "session_archive".*give one of them another.*databaseNameTwice/),
    ]);
    expect(two(undefined, undefined, true)).toEqual([]);
  });
});
