import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { ALL_REGIONS } from '../contract';
import { DistinctList, distinctIn, incomparable } from '../common/distinct-list';
import { partitionOf, regionsAround } from './partition-regions';
import { manyPartitions } from './projected-partitions';
import { hearOfReporters, type Reported } from './reporters-of-app';
import { topOf } from '../common/top-stack';
import { rejectProblems } from '../common/validation';

interface VisibleScopesProps {
  /** The archive whose props these are. */
  readonly archive: IConstruct;
  readonly bucket: IBucket;
  readonly accounts?: string[];
  readonly writerAccounts?: string[];
  readonly regions?: string[];
  /** `yyyy-MM-dd`. */
  readonly firstDay: string;
}

const OF_STACK = { region: 'AWS::Region', account: 'AWS::AccountId' } as const;

/**
 * The accounts and Regions that queries see: those of the props, the archive's own, and those that the app's reporters
 * collect. If a reporter collects an account or Region that queries do not see, there is an error that names it, or a
 * warning where this is not certain.
 */
export class VisibleScopes extends Construct {
  private readonly accountList = new DistinctList(this, 'Accounts');
  private readonly regionList = new DistinctList(this, 'Regions');
  /**
   * The reporters of the same Stage. Another Stage may be synthesized before or after this one, so its reporters do not
   * count.
   */
  private readonly reports: Reported[] = [];
  private readonly told = new Set<IConstruct>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VisibleScopesProps,
  ) {
    super(scope, id);
    this.update();
    hearOfReporters(this, this);
    props.archive.node.addValidation({ validate: () => this.problems() });
  }

  /** The accounts for the projection, joined with commas. */
  public get accounts(): string {
    return this.accountList.joined;
  }

  /** The Regions for the projection, joined with commas. */
  public get regions(): string {
    return this.regionList.joined;
  }

  public expect(reported: Reported): void {
    if (!this.isOurs(reported) || !this.isOfOurStage(reported)) return;
    this.reports.push(reported);
    this.update();
  }

  public warnOfUnseen(reported: Reported, place: IConstruct): void {
    if (!this.isOurs(reported) || this.told.has(reported.reporter)) return;
    this.told.add(reported.reporter);
    const isNear = this.isOfOurStage(reported);
    const warnings = [...this.unknown(reported), ...this.narrowed(reported)];
    if (!isNear) warnings.push(...this.unseen(reported).map((text): Told => ['Unseen', text]));
    const annotations = Annotations.of(isNear ? this.props.archive : place);
    for (const [id, text] of warnings) annotations.addWarningV2(`cdk-ssm-session-archive:reporter${id}`, text);
  }

  private update(): void {
    const [accounts, regions] = [this.visibleAccounts(), this.visibleRegions()];
    const stack = Stack.of(this);
    const problems = Object.entries({ accounts, regions })
      .filter(([, values]) => incomparable(stack, values).length > 0)
      .map(
        ([prop]) =>
          `${prop} contains a value that is known only after a resource was created, so the template cannot find out whether the list contains it twice: give a literal, a parameter or a mapping`,
      );
    rejectProblems(this.props.archive, problems);
    this.accountList.set(accounts);
    this.regionList.set(regions);
  }

  private visibleAccounts(): string[] {
    const named = this.namedAccounts();
    const reported = this.reports.flatMap((each) =>
      this.comparable(each, [each.account], 'account').filter(
        (account) => isOfAnotherCloud(each) || !lacks(named, account),
      ),
    );
    return [...named, ...reported];
  }

  private namedAccounts(): string[] {
    const { accounts = [], writerAccounts = [] } = this.props;
    return distinctIn(Stack.of(this), [Stack.of(this).account, ...writerAccounts, ...accounts]);
  }

  /** If there are reporters, the Region of the stack counts only if one of them collects it. */
  private visibleRegions(): string[] {
    const { region } = Stack.of(this);
    const reported = this.reports.flatMap((each) => this.comparable(each, each.regions, 'region'));
    const named = reported.filter((each) => each !== ALL_REGIONS);
    if (this.props.regions) {
      const given = distinctIn(Stack.of(this), this.props.regions);
      return [...given, ...named.filter((each) => !lacks(given, each))];
    }
    if (this.reports.some(archivesAll)) {
      return [...regionsAround(region), ...(Token.isUnresolved(region) ? [] : [region]), ...named];
    }
    return named.length > 0 ? named : [region];
  }

  /** The accounts or Regions of a reporter that mean the same in the archive's stack as in the reporter's own stack. */
  private comparable(
    { reporter, archive }: Reported,
    values: readonly string[],
    kind: keyof typeof OF_STACK,
  ): string[] {
    const [here, there] = [Stack.of(this), Stack.of(reporter)];
    if (here === there) return [...values];
    // CloudFormation can pass a bucket's name from stack to stack only within one account and Region.
    const isHandedOver =
      archive === this.props.archive &&
      here.environment === there.environment &&
      Token.isUnresolved(archive.bucket.bucketName);
    const isSamePlace = topOf(here) === topOf(there) || isHandedOver;
    return values.filter((value) => {
      if (!Token.isUnresolved(value)) return true;
      return isSamePlace && (there.resolve(value) as { Ref?: string }).Ref === OF_STACK[kind];
    });
  }

  /**
   * One error for each account or Region of this Stage's reporters that queries would certainly not see. Also warns of
   * too many partitions.
   */
  private problems(): string[] {
    const { archive, firstDay } = this.props;
    const counted = { accounts: this.accountList.known.length, regions: this.regionList.known.length, firstDay };
    const warning = manyPartitions(counted, Date.now());
    if (warning) Annotations.of(archive).addWarningV2('cdk-ssm-session-archive:manyPartitions', warning);
    return this.reports.flatMap((reported) => this.unseen(reported));
  }

  private unseen(reported: Reported): string[] {
    const { path } = reported.reporter.node;
    const { account } = reported;
    const elsewhere = this.isOfOurStage(reported) ? '' : ', in another Stage,';
    const isBeyond = archivesAll(reported) && !this.props.regions && !this.reports.some(archivesAll);
    const regions = [
      ...reported.regions.filter((region) => lacks(this.regionList.known, region)).map((region) => `"${region}"`),
      ...(isBeyond ? ['all others'] : []),
    ];
    return [
      ...regions.map(
        (name) =>
          `regions lacks ${name}, which ${path}${elsewhere} collects: queries would not see it. Add it to regions of ${this.props.archive.node.path}`,
      ),
      ...(lacks(this.accountList.known, account)
        ? [
            `accounts lacks "${account}", which ${path}${elsewhere} collects: queries would not see it. Add it to accounts of ${this.props.archive.node.path}`,
          ]
        : []),
    ];
  }

  /**
   * Warnings about accounts and Regions of a reporter elsewhere that are known only at its deployment, unless the
   * archive's prop is given.
   */
  private unknown(reported: Reported): Told[] {
    const { reporter, regions, account } = reported;
    const isUnknown = (values: readonly string[], kind: keyof typeof OF_STACK) => {
      const comparable = this.isOfOurStage(reported) ? this.comparable(reported, values, kind) : [];
      return values.some((value) => Token.isUnresolved(value) && !comparable.includes(value));
    };
    const tell = (prop: 'accounts' | 'regions', what: string): Told => [
      'Unknown',
      `${reporter.node.path} collects ${what} that is known only when its stack is deployed: queries of ${this.props.archive.node.path} ` +
        `may not see it. Give its stack an env, or list it in ${prop} of the archive.`,
    ];
    return [
      ...(!this.props.regions && isUnknown(regions, 'region') ? [tell('regions', 'a Region')] : []),
      ...(!this.props.accounts && isUnknown([account], 'account') ? [tell('accounts', 'an account')] : []),
    ];
  }

  /**
   * Warns if `regions` is given together with a reporter that collects all Regions. This is allowed, but may be a
   * mistake.
   */
  private narrowed({ reporter, regions }: Reported): Told[] {
    if (!this.props.regions || !archivesAll({ regions })) return [];
    return [
      [
        'Narrowed',
        `regions is "${this.regionList.known.filter((region) => !Token.isUnresolved(region)).join(',')}", but ${reporter.node.path} collects every ` +
          'Region that is enabled: queries do not see the others. Leave regions out, or acknowledge this warning.',
      ],
    ];
  }

  private isOfOurStage({ reporter }: Reported): boolean {
    return Stage.of(reporter) === Stage.of(this);
  }

  /**
   * Whether the reporter writes to this archive: it got this archive as a prop, or an archive whose bucket has the same
   * literal name.
   */
  private isOurs({ reporter, archive }: Reported): boolean {
    if (archive === this.props.archive) return true;
    const [ours, theirs] = [this.props.bucket, archive.bucket].map(literalNameOf);
    const [here, there] = [this, reporter].map((each) => partitionOf(Stack.of(each).region));
    const isElsewhere = here !== undefined && there !== undefined && here !== there;
    return ours !== undefined && ours === theirs && !isElsewhere;
  }
}

/** A warning: the end of its id, and its text. */
type Told = readonly ['Unknown' | 'Narrowed' | 'Unseen', string];

function archivesAll({ regions }: Pick<Reported, 'regions'>): boolean {
  return regions.includes(ALL_REGIONS);
}

/**
 * Whether the account does not belong to AWS. Nobody needs to grant such an account access, because its reporter writes
 * with the rights of the archive's own account.
 */
function isOfAnotherCloud({ reporter, account }: Reported): boolean {
  return account !== Stack.of(reporter).account;
}

/** Whether a value is certainly not in the list. This is uncertain if the value or an item is a token. */
function lacks(values: readonly string[], value: string): boolean {
  if (value === ALL_REGIONS || values.includes(value)) return false;
  return ![...values, value].some((each) => Token.isUnresolved(each));
}

function literalNameOf(bucket: IBucket): string | undefined {
  const resource = bucket.node.defaultChild;
  const name = resource instanceof CfnBucket ? resource.bucketName : bucket.bucketName;
  return name === undefined || Token.isUnresolved(name) ? undefined : name;
}
