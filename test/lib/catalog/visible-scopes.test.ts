// Queries see the accounts and Regions of the props, of the archive itself, and of the reporters in the app.
import { type App, Aws, CfnParameter, Fn, Lazy, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import { SessionArchive, type SessionArchiveProps, SessionReporter, type SessionReporterProps } from '../../../lib';
import { decide } from '../../conditions';
import { ACCOUNT, knownStack, uncheckedApp } from '../synth';

const MEMBER = '111122223333';
const NAME = 'my-session-archive';

/** The accounts and Regions in the projection, when the stack is deployed to this account and Region. */
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

  test("queries see the archive's own account, the writer accounts, and those of the prop", () => {
    expect(seen(accountsOf({})).accounts).toEqual([ACCOUNT]);
    expect(seen(accountsOf({ writerAccounts: [MEMBER] })).accounts).toEqual([ACCOUNT, MEMBER]);
    const template = accountsOf({ writerAccounts: [MEMBER], accounts: ['444455556666'] });
    expect(seen(template).accounts).toEqual([ACCOUNT, MEMBER, '444455556666']);
  });

  test('an account that is given twice appears once', () => {
    const template = accountsOf({ writerAccounts: [MEMBER, Aws.ACCOUNT_ID], accounts: [ACCOUNT, MEMBER] });
    expect(seen(template).accounts).toEqual([ACCOUNT, MEMBER]);
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::If');
  });

  test('an account that is a duplicate only at deployment appears once', () => {
    const template = accountsOf({ accounts: [MEMBER, '444455556666'] }, inStack(uncheckedApp(), 'Stack'));
    expect(seen(template, MEMBER).accounts).toEqual([MEMBER, '444455556666']);
    expect(seen(template, ACCOUNT).accounts).toEqual([MEMBER, '444455556666', ACCOUNT]);
  });

  test('40 accounts make conditions of at most ten parts, which CloudFormation accepts', () => {
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

  test('appear once, for any values at deployment', () => {
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

  test('of one reporter are added to those of another reporter', () => {
    const stack = inStack(uncheckedApp(), 'Stack');
    const archive = new SessionArchive(stack, 'Archive');
    new SessionReporter(stack, 'Here', { archive });
    new SessionReporter(stack, 'There', { archive, regions: ['us-east-1'] });
    const template = Template.fromStack(stack);
    expect(seen(template, ACCOUNT, 'us-east-1').regions).toEqual(['us-east-1']);
    expect(seen(template, ACCOUNT, 'eu-west-1').regions).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('of a reporter are added to the given Regions, which may lack them', () => {
    const stack = inStack(uncheckedApp(), 'Stack');
    const archive = new SessionArchive(stack, 'Archive', { regions: ['us-east-1'] });
    new SessionReporter(stack, 'Reporter', { archive });
    const template = Template.fromStack(stack);
    expect(seen(template, ACCOUNT, 'us-east-1').regions).toEqual(['us-east-1']);
    expect(seen(template, ACCOUNT, 'eu-west-1').regions).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('are refused next to other Regions if they come from a resource', () => {
    const stack = knownStack();
    const region = Fn.getAtt('Custom', 'Region').toString();
    const told =
      'Invalid props of Stack/Archive:\n  regions contains a value that is known only after a resource was created';
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
  test('is visible, in whatever order archive and reporter are created', () => {
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

  test('is visible if the archive is passed as an object', () => {
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

  test('is visible from a nested stack', () => {
    const stack = inStack(uncheckedApp(), 'Stack');
    const archive = new SessionArchive(stack, 'Archive');
    const nested = new NestedStack(stack, 'Nested');
    new SessionReporter(nested, 'Reporter', { archive, regions: [Stack.of(nested).region, 'us-east-1'] });
    expect(seen(Template.fromStack(stack), ACCOUNT, 'sa-east-1').regions).toEqual(['us-east-1', 'sa-east-1']);
    expect(warnings(stack)).toEqual([]);
  });

  test('is visible with all Regions', () => {
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
      '[Central/Archive] regions lacks "us-east-1", which Member/Reporter collects: queries would not see it. Add it to regions of Central/Archive',
    );
    expect(() => Template.fromStack(central)).toThrow(
      `[Central/Archive] accounts lacks "${MEMBER}", which Member/Reporter collects: queries would not see it. Add it to accounts of Central/Archive`,
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
        /^\/Central\/Archive: Member\/Reporter collects a Region that is known only when its stack is deployed: queries of Central\/Archive may not see it. Give its stack an env, or list it in regions .*reporterUnknown/,
      ),
      expect.stringMatching(/Member\/Reporter collects an account .* or list it in accounts of the archive/),
    ]);
    expect(warningsWith({ regions: ['eu-west-1'], accounts: [MEMBER] })).toEqual([]);
  });

  test('does not change another archive', () => {
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

  test('is matched by the name of a bucket that both import', () => {
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

  test('causes one warning in the Stage that is synthesized first', () => {
    const told = /One\/Central\/Archive/;
    for (const first of [0, 1] as const) {
      const both = stages({ accounts: [MEMBER] }, { regions: ['us-east-1'] });
      Stage.of(both[first])?.synth();
      expect(warnings(both[first])).toEqual([
        expect.stringMatching(
          /regions lacks "us-east-1", which Two\/Member\/Reporter, in another Stage, collects: queries would not see it. Add it to regions of One\/Central\/Archive/,
        ),
      ]);
      expect(warnings(both[first])[0]).toMatch(told);
      expect(warnings(both[first === 0 ? 1 : 0])).toEqual([]);
    }
  });

  test('causes a warning also if it is created after the first Stage was synthesized, as pipelines do', () => {
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
  ])('causes a warning if queries do not see %s', (_, props, reporter, message) => {
    const [central] = stages(props, reporter);
    expect(warnings(central)).toEqual([expect.stringMatching(message)]);
  });

  test('causes no warning if everything is listed', () => {
    const [central, member] = stages({ accounts: [MEMBER], regions: ['us-east-1', 'eu-west-1'] }, {});
    expect([...warnings(central), ...warnings(member)]).toEqual([]);
  });

  test('causes warnings if its account and Region are known only at deployment', () => {
    const [central] = stages({}, {}, {});
    expect(warnings(central)).toEqual([
      expect.stringMatching(/collects a Region that is known only/),
      expect.stringMatching(/collects an account that is known only/),
    ]);
  });
});

test('a warning says that regions of the archive limit a reporter of all Regions', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { regions: ['eu-west-1', 'us-east-1'] });
  new SessionReporter(stack, 'Reporter', { archive, allRegions: true });
  expect(warnings(stack)).toEqual([
    expect.stringMatching(
      /^\/Stack\/Archive: regions is "eu-west-1,us-east-1", but Stack\/Reporter collects every Region .* acknowledge this warning. \[ack: cdk-ssm-session-archive:reporterNarrowed\]$/,
    ),
  ]);
});

describe('many partitions', () => {
  test('cause a warning with the numbers and the props that reduce them', () => {
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

  test('cause no warning by default', () => {
    const stack = knownStack();
    new SessionArchive(stack, 'Archive');
    expect(warnings(stack)).toEqual([]);
  });
});
