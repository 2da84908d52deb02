// The name of an archive's database and workgroup. It must be unique in an account and Region, and neither can be
// renamed.
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

  test('changes the logical id of database, workgroup, tables, views and queries, so that CloudFormation creates new ones', () => {
    const ids = new Set(idsOf(byDefault, true));
    expect(ids.size).toBeGreaterThan(20);
    expect(idsOf(audit, true)).toHaveLength(ids.size);
    expect(idsOf(audit, true).filter((id) => ids.has(id))).toEqual([]);
  });

  test('changes logical ids also if it differs only by an underscore, which no logical id can hold', () => {
    const ids = new Set(idsOf(resourcesOf('au_dit'), true));
    expect(idsOf(audit, true).filter((id) => ids.has(id))).toEqual([]);
  });

  test('changes no other logical id, above all no bucket', () => {
    expect(idsOf(audit, false)).toEqual(idsOf(byDefault, false));
    expect(idsOf(audit, false).length).toBeGreaterThan(2);
  });

  test('that equals the default changes nothing', () => {
    expect(Object.keys(resourcesOf('session_archive'))).toEqual(Object.keys(byDefault));
  });

  test('may have 119 characters', () => {
    expect(idsOf(resourcesOf('a'.repeat(119)), true)).toHaveLength(idsOf(byDefault, true).length);
  });

  test('allows two archives in a stack', () => {
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

  test('in one stack is refused, naming both archives', () => {
    expect(() => resourcesOf('audit', 'audit')).toThrow(
      'Invalid props of Stack/Archive1/Catalog:\n  databaseName is "audit", but Stack/Archive/Catalog has a database of this name, which ' +
        'must be unique in an account and Region: give one of them another databaseName',
    );
  });

  test('in one account and Region is refused, also across Stages', () => {
    expect(() => two(HERE, HERE)).toThrow('databaseName is "session_archive", but One/Archive');
    expect(() => two(HERE, HERE, true)).toThrow('but A/One/Archive');
  });

  test('in different accounts or Regions is accepted', () => {
    expect(two(HERE, { ...HERE, region: 'us-east-1' })).toEqual([]);
    expect(two(HERE, { ...HERE, account: '111122223333' })).toEqual([]);
  });

  test('is a warning if account and Region are unknown and may be the same', () => {
    expect(two(undefined, undefined)).toEqual([
      expect.stringMatching(/databaseName is "session_archive".*give one of them another.*databaseNameTwice/),
    ]);
    expect(two(undefined, undefined, true)).toEqual([]);
  });
});
