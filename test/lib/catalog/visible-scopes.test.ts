// Which accounts and Regions queries see: those of the props, the archive's own, and those of the reporters of the app.
import { type App, Aws, CfnParameter, Fn, Lazy, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import { SessionArchive, type SessionArchiveProps, SessionReporter, type SessionReporterProps } from '../../../lib';
import { decide } from '../../conditions';
import { ACCOUNT, knownStack, uncheckedApp } from '../synth';

const MEMBER = '111122223333';
const NAME = 'my-session-archive';

/** What the projection holds where the stack is deployed. */
function seen(template: Template, account = ACCOUNT, region = 'eu-west-1') {
  const pseudo = { 'AWS::AccountId': account, 'AWS::Region': region, Parameter: region };
  const resources = decide(template.toJSON() as { Resources: Record<string, unknown> }, pseudo);
  const [table] = Object.values(resources).filter((each) => (each as { Type: string }).Type === 'AWS::Glue::Table');
  const { Parameters: parameters } = (table as { Properties: { TableInput: { Parameters: Record<string, unknown> } } })
    .Properties.TableInput;
  const join = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::Join': joined } = value as { Ref?: keyof typeof pseudo; 'Fn::Join'?: [string, unknown[]] };
    return joined ? joined[1].map(join).join(joined[0]) : pseudo[Ref ?? 'Parameter'];
  };
  const listOf = (column: string) => join(parameters[`projection.${column}.values`]).split(',');
  return { accounts: listOf('account_id'), regions: listOf('region') };
}

const inStack = (app: App | Stage, id: string, env?: StackProps['env']) => new Stack(app, id, { env });
const byName = (stack: Stack, props: Omit<SessionReporterProps, 'archive'> = {}) =>
  new SessionReporter(stack, 'Reporter', {
    archive: SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: NAME }),
    ...props,
  });
const warnings = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('.'))
    .map(({ id, entry }) => `${id}: ${entry.data as string}`);

describe('accounts', () => {
  const accountsOf = (props: SessionArchiveProps, stack = knownStack()) => {
    new SessionArchive(stack, 'Archive', props);
    return Template.fromStack(stack);
  };

  test("the archive's own and those that write are seen, those of the prop beside them", () => {
    expect(seen(accountsOf({})).accounts).toEqual([ACCOUNT]);
    expect(seen(accountsOf({ writerAccounts: [MEMBER] })).accounts).toEqual([ACCOUNT, MEMBER]);
    const template = accountsOf({ writerAccounts: [MEMBER], accounts: ['444455556666'] });
    expect(seen(template).accounts).toEqual([ACCOUNT, MEMBER, '444455556666']);
  });

  test('one that stands twice is seen once', () => {
    const template = accountsOf({ writerAccounts: [MEMBER, Aws.ACCOUNT_ID], accounts: [ACCOUNT, MEMBER] });
    expect(seen(template).accounts).toEqual([ACCOUNT, MEMBER]);
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::If');
  });

  test('one that turns out at deployment to stand twice is seen once', () => {
    const template = accountsOf({ accounts: [MEMBER, '444455556666'] }, inStack(uncheckedApp(), 'Stack'));
    expect(seen(template, MEMBER).accounts).toEqual([MEMBER, '444455556666']);
    expect(seen(template, ACCOUNT).accounts).toEqual([MEMBER, '444455556666', ACCOUNT]);
  });

  test('40 of them still make a condition that CloudFormation takes, of ten parts at the most', () => {
    const accounts = Array.from({ length: 40 }, (_, index) => String(100_000_000_000 + index));
    const template = accountsOf({ accounts }, inStack(uncheckedApp(), 'Stack'));
    expect(seen(template, accounts[17]).accounts).toEqual(accounts);
    expect(seen(template).accounts).toEqual([...accounts, ACCOUNT]);
    const parts = JSON.stringify(template.toJSON().Conditions).match(/"Fn::Or":\[/g);
    expect(parts).toHaveLength(5);
  });
});

describe('Regions that are known only at deployment', () => {
  const LITERALS = ['eu-west-1', 'us-east-1', 'ap-south-1'];

  test('stand in the list once, whatever they turn out to be', () => {
    const value = fc.constantFrom(...LITERALS, Aws.REGION, 'parameter');
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...LITERALS, 'sa-east-1'),
        (list, here) => {
          const stack = inStack(uncheckedApp(), 'Stack');
          const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
          const regions = list.map((each) => (each === 'parameter' ? parameter : each));
          new SessionArchive(stack, 'Archive', { regions });
          const found = seen(Template.fromStack(stack), ACCOUNT, here).regions;
          const expected = new Set(list.map((each) => (LITERALS.includes(each) ? each : here)));
          expect([...found].sort()).toEqual([...expected].sort());
        },
      ),
      { numRuns: 15 },
    );
  });

  test('of a reporter beside others of the same stack', () => {
    const stack = inStack(uncheckedApp(), 'Stack');
    const archive = new SessionArchive(stack, 'Archive');
    new SessionReporter(stack, 'Here', { archive });
    new SessionReporter(stack, 'There', { archive, regions: ['us-east-1'] });
    const template = Template.fromStack(stack);
    expect(seen(template, ACCOUNT, 'us-east-1').regions).toEqual(['us-east-1']);
    expect(seen(template, ACCOUNT, 'eu-west-1').regions).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('of a reporter are seen beside those given, which may turn out to lack it', () => {
    const stack = inStack(uncheckedApp(), 'Stack');
    const archive = new SessionArchive(stack, 'Archive', { regions: ['us-east-1'] });
    new SessionReporter(stack, 'Reporter', { archive });
    const template = Template.fromStack(stack);
    expect(seen(template, ACCOUNT, 'us-east-1').regions).toEqual(['us-east-1']);
    expect(seen(template, ACCOUNT, 'eu-west-1').regions).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('cannot stand beside others if only a resource knows them', () => {
    const stack = knownStack();
    const region = Fn.getAtt('Custom', 'Region').toString();
    const told =
      'Invalid props of Stack/Archive:\n  regions contains a value that is known only once a resource is there';
    expect(() => new SessionArchive(stack, 'Archive', { regions: ['eu-west-1', region] })).toThrow(told);
    const alone = new SessionArchive(knownStack(), 'Archive', { regions: [region] });
    expect(alone.node.path).toBe('Stack/Archive');
  });

  test('may come from a Lazy', () => {
    const stack = knownStack();
    new SessionArchive(stack, 'Archive', { regions: ['us-east-1', Lazy.string({ produce: () => 'sa-east-1' })] });
    expect(seen(Template.fromStack(stack)).regions).toEqual(['us-east-1', 'sa-east-1']);
  });
});

describe('a reporter in another stack', () => {
  test('is seen, by whatever of the two comes first', () => {
    for (const isFirst of [true, false]) {
      const app = uncheckedApp();
      const central = inStack(app, 'Central', { account: ACCOUNT, region: 'eu-west-1' });
      const member = inStack(app, 'Member', { account: MEMBER, region: 'us-east-1' });
      const build = [
        () => new SessionArchive(central, 'Archive', { bucketName: NAME, writerAccounts: [MEMBER] }),
        () => byName(member, { regions: ['us-west-2', Aws.REGION] }),
      ];
      (isFirst ? build : build.reverse()).forEach((each) => each());
      expect(seen(Template.fromStack(central)).regions).toEqual(['us-west-2', 'us-east-1']);
      expect(warnings(central)).toEqual([]);
    }
  });

  test('is seen if the archive is handed over', () => {
    const app = uncheckedApp();
    const [central, member] = [inStack(app, 'Central'), inStack(app, 'Member')];
    new SessionReporter(member, 'Reporter', {
      archive: new SessionArchive(central, 'Archive'),
      regions: ['us-west-2', Aws.REGION],
    });
    expect(seen(Template.fromStack(central), ACCOUNT, 'us-west-2').regions).toEqual(['us-west-2']);
    expect(seen(Template.fromStack(central), ACCOUNT, 'eu-west-1').regions).toEqual(['us-west-2', 'eu-west-1']);
    expect(warnings(central)).toEqual([]);
  });

  test('is seen if that is a nested one', () => {
    const stack = inStack(uncheckedApp(), 'Stack');
    const archive = new SessionArchive(stack, 'Archive');
    const nested = new NestedStack(stack, 'Nested');
    new SessionReporter(nested, 'Reporter', { archive, regions: [Stack.of(nested).region, 'us-east-1'] });
    expect(seen(Template.fromStack(stack), ACCOUNT, 'sa-east-1').regions).toEqual(['us-east-1', 'sa-east-1']);
    expect(warnings(stack)).toEqual([]);
  });

  test('and all Regions is seen', () => {
    const app = uncheckedApp();
    const [central, member] = [inStack(app, 'Central'), inStack(app, 'Member')];
    new SessionReporter(member, 'Reporter', { archive: new SessionArchive(central, 'Archive'), allRegions: true });
    expect(seen(Template.fromStack(central)).regions.length).toBeGreaterThan(30);
  });

  test('is an error if `regions` lacks one of its Regions, or `accounts` its account', () => {
    const app = uncheckedApp();
    const central = inStack(app, 'Central', { account: ACCOUNT, region: 'eu-west-1' });
    new SessionArchive(central, 'Archive', { bucketName: NAME, regions: ['eu-west-1'] });
    byName(inStack(app, 'Member', { account: MEMBER, region: 'eu-west-1' }), { regions: ['eu-west-1', 'us-east-1'] });
    expect(() => Template.fromStack(central)).toThrow(
      '[Central/Archive] regions lacks "us-east-1", which Member/Reporter archives: queries would not see it. Add it to regions of Central/Archive',
    );
    expect(() => Template.fromStack(central)).toThrow(
      `[Central/Archive] accounts lacks "${MEMBER}", which Member/Reporter archives: queries would not see it. Add it to accounts of Central/Archive`,
    );
  });

  test('is a warning if its Region and account are known only at deployment, until they are listed', () => {
    const warningsWith = (props: SessionArchiveProps) => {
      const app = uncheckedApp();
      const central = inStack(app, 'Central', { account: ACCOUNT, region: 'eu-west-1' });
      new SessionArchive(central, 'Archive', { bucketName: NAME, ...props });
      byName(inStack(app, 'Member'));
      return warnings(central);
    };
    expect(warningsWith({})).toEqual([
      expect.stringMatching(
        /^\/Central\/Archive: Member\/Reporter archives a Region that is known only when its stack is deployed: queries of Central\/Archive may not see it. Give its stack an env, or list it in regions .*reporterUnknown/,
      ),
      expect.stringMatching(/Member\/Reporter archives an account .* or list it in accounts of the archive/),
    ]);
    expect(warningsWith({ regions: ['eu-west-1'], accounts: [MEMBER] })).toEqual([]);
  });

  test('of another archive is none of its business', () => {
    const app = uncheckedApp();
    const central = inStack(app, 'Central', { account: ACCOUNT, region: 'eu-west-1' });
    new SessionArchive(central, 'Archive', { bucketName: 'another-archive' });
    const china = inStack(app, 'China', { account: ACCOUNT, region: 'cn-north-1' });
    new SessionArchive(china, 'Archive', { bucketName: NAME });
    byName(inStack(app, 'Member', { account: MEMBER, region: 'us-east-1' }));
    expect(seen(Template.fromStack(central)).regions).toEqual(['eu-west-1']);
    expect(seen(Template.fromStack(china)).regions).toEqual(['cn-north-1']);
    expect([...warnings(central), ...warnings(china)]).toEqual([]);
  });

  test('is known by a bucket that both call by its name', () => {
    const app = uncheckedApp();
    const stack = inStack(app, 'Stack', { account: ACCOUNT, region: 'eu-west-1' });
    const bucket = s3.Bucket.fromBucketName(stack, 'Given', NAME);
    new SessionArchive(stack, 'Archive', { bucket });
    byName(inStack(app, 'Member', { account: ACCOUNT, region: 'us-east-1' }));
    expect(seen(Template.fromStack(stack)).regions).toEqual(['us-east-1']);
  });
});

describe('a reporter in another Stage', () => {
  const CENTRAL = { account: ACCOUNT, region: 'eu-west-1' };
  const stages = (
    props: SessionArchiveProps,
    reporter: Omit<SessionReporterProps, 'archive'>,
    env: StackProps['env'] = { account: MEMBER, region: 'us-east-1' },
  ) => {
    const app = uncheckedApp();
    const central = inStack(new Stage(app, 'One'), 'Central', CENTRAL);
    const member = inStack(new Stage(app, 'Two'), 'Member', env);
    new SessionArchive(central, 'Archive', { bucketName: NAME, ...props });
    byName(member, reporter);
    return [central, member] as const;
  };

  test('is told once, where it can still be told, whichever Stage is synthesized first', () => {
    const told = /One\/Central\/Archive/;
    for (const first of [0, 1] as const) {
      const both = stages({ accounts: [MEMBER] }, { regions: ['us-east-1'] });
      Stage.of(both[first])?.synth();
      expect(warnings(both[first])).toEqual([
        expect.stringMatching(
          /regions lacks "us-east-1", which Two\/Member\/Reporter, in another Stage, archives: queries would not see it. Add it to regions of One\/Central\/Archive/,
        ),
      ]);
      expect(warnings(both[first])[0]).toMatch(told);
      expect(warnings(both[first === 0 ? 1 : 0])).toEqual([]);
    }
  });

  test('made after the first Stage was synthesized, as pipelines do, is told, too', () => {
    const app = uncheckedApp();
    const stage = new Stage(app, 'One');
    new SessionArchive(inStack(stage, 'Central', CENTRAL), 'Archive', { bucketName: NAME, accounts: [MEMBER] });
    stage.synth();
    const member = inStack(new Stage(app, 'Two'), 'Member', { account: MEMBER, region: 'us-east-1' });
    byName(member);
    expect(warnings(member)).toEqual([expect.stringMatching(/regions lacks "us-east-1"/)]);
  });

  test.each<[string, SessionArchiveProps, Omit<SessionReporterProps, 'archive'>, RegExp]>([
    ['an account', { regions: ['us-east-1'] }, {}, /accounts lacks "111122223333", which Two/],
    ['all Regions', { accounts: [MEMBER] }, { allRegions: true }, /regions lacks all others, which Two/],
  ])('that archives %s unseen is told', (_, props, reporter, message) => {
    const [central] = stages(props, reporter);
    expect(warnings(central)).toEqual([expect.stringMatching(message)]);
  });

  test('is quiet if everything is listed', () => {
    const [central, member] = stages({ accounts: [MEMBER], regions: ['us-east-1', 'eu-west-1'] }, {});
    expect([...warnings(central), ...warnings(member)]).toEqual([]);
  });

  test('is told if its place is known only at deployment', () => {
    const [central] = stages({}, {}, {});
    expect(warnings(central)).toEqual([
      expect.stringMatching(/archives a Region that is known only/),
      expect.stringMatching(/archives an account that is known only/),
    ]);
  });
});

test('fewer Regions than a reporter of all of them archives are a choice that is told', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { regions: ['eu-west-1', 'us-east-1'] });
  new SessionReporter(stack, 'Reporter', { archive, allRegions: true });
  expect(warnings(stack)).toEqual([
    expect.stringMatching(
      /^\/Stack\/Archive: regions is "eu-west-1,us-east-1", but Stack\/Reporter archives every Region .* acknowledge this warning. \[ack: cdk-ssm-session-archive:reporterNarrowed\]$/,
    ),
  ]);
});

describe('many partitions', () => {
  test('are told by their numbers and the props that make them fewer', () => {
    const stack = knownStack();
    const archive = new SessionArchive(stack, 'Archive', {
      accounts: Array.from({ length: 39 }, (_, index) => String(200_000_000_000 + index)),
      archiveStart: '2020-01-01',
    });
    new SessionReporter(stack, 'Reporter', { archive, allRegions: true });
    const told = warnings(stack);
    expect(told).toEqual([
      expect.stringMatching(
        /^\/Stack\/Archive: 40 account\(s\) x 35 Region\(s\) x \d+ days since 2020-01-01 are \d+ projected partitions, more than 100000: .* accounts or regions, or set archiveStart to a later day.*cdk-ssm-session-archive:manyPartitions\]$/,
      ),
    ]);
  });

  test('are not, where there are few', () => {
    const stack = knownStack();
    new SessionArchive(stack, 'Archive');
    expect(warnings(stack)).toEqual([]);
  });
});
