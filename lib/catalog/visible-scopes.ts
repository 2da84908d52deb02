import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { ALL_REGIONS } from '../contract';
import { DistinctList, distinctIn, incomparable } from '../distinct-list';
import { partitionOf, regionsAround } from './partition-regions';
import { manyPartitions } from './projected-partitions';
import { hearOfReporters, type Reported } from './reporters-of-app';
import { topOf } from '../top-stack';
import { rejectProblems } from '../validation';

interface VisibleScopesProps {
  /** Whose props these are. */
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
 * The accounts and Regions that queries see: what the props say, what is the archive's own, and what the reporters of the app archive.
 * Whatever a reporter archives and queries do not see is told by name: as an error where it is certain, else as a warning.
 */
export class VisibleScopes extends Construct {
  private readonly accountList = new DistinctList(this, 'Accounts');
  private readonly regionList = new DistinctList(this, 'Regions');
  /** The reporters of the same Stage. Another Stage may be synthesized before its reporters are there, or after. */
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

  /** For the projection, joined with commas. */
  public get accounts(): string {
    return this.accountList.joined;
  }

  /** For the projection, joined with commas. */
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
          `${prop} contains a value that is known only once a resource is there, so that the template cannot tell whether it stands there twice: give it as a literal, a parameter or a mapping`,
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

  /** Never the Region of the stack beside those of its reporters: nobody archives it. */
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

  /** Those of a reporter's accounts or Regions that mean the same in the archive's stack as in its own. */
  private comparable(
    { reporter, archive }: Reported,
    values: readonly string[],
    kind: keyof typeof OF_STACK,
  ): string[] {
    const [here, there] = [Stack.of(this), Stack.of(reporter)];
    if (here === there) return [...values];
    // CloudFormation hands a bucket's name from stack to stack within one account and Region alone.
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

  /** What certainly stays unseen of the reporters of the same Stage, one error each, and what is in the way of a good answer. */
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
          `regions lacks ${name}, which ${path}${elsewhere} archives: queries would not see it. Add it to regions of ${this.props.archive.node.path}`,
      ),
      ...(lacks(this.accountList.known, account)
        ? [
            `accounts lacks "${account}", which ${path}${elsewhere} archives: queries would not see it. Add it to accounts of ${this.props.archive.node.path}`,
          ]
        : []),
    ];
  }

  /** Accounts and Regions of a reporter elsewhere that are known only when it is deployed, where nobody has listed any. */
  private unknown(reported: Reported): Told[] {
    const { reporter, regions, account } = reported;
    const isUnknown = (values: readonly string[], kind: keyof typeof OF_STACK) => {
      const comparable = this.isOfOurStage(reported) ? this.comparable(reported, values, kind) : [];
      return values.some((value) => Token.isUnresolved(value) && !comparable.includes(value));
    };
    const tell = (prop: 'accounts' | 'regions', what: string): Told => [
      'Unknown',
      `${reporter.node.path} archives ${what} that is known only when its stack is deployed: queries of ${this.props.archive.node.path} ` +
        `may not see it. Give its stack an env, or list it in ${prop} of the archive.`,
    ];
    return [
      ...(!this.props.regions && isUnknown(regions, 'region') ? [tell('regions', 'a Region')] : []),
      ...(!this.props.accounts && isUnknown([account], 'account') ? [tell('accounts', 'an account')] : []),
    ];
  }

  /** `regions` beside a reporter that archives all of them is a choice, but not to be made by mistake. */
  private narrowed({ reporter, regions }: Reported): Told[] {
    if (!this.props.regions || !archivesAll({ regions })) return [];
    return [
      [
        'Narrowed',
        `regions is "${this.regionList.known.filter((region) => !Token.isUnresolved(region)).join(',')}", but ${reporter.node.path} archives every ` +
          'Region that is enabled: queries are silent about all others. Leave regions out, or acknowledge this warning.',
      ],
    ];
  }

  private isOfOurStage({ reporter }: Reported): boolean {
    return Stage.of(reporter) === Stage.of(this);
  }

  /** Handed to the reporter, or in a bucket that both call by the same name. */
  private isOurs({ reporter, archive }: Reported): boolean {
    if (archive === this.props.archive) return true;
    const [ours, theirs] = [this.props.bucket, archive.bucket].map(literalNameOf);
    const [here, there] = [this, reporter].map((each) => partitionOf(Stack.of(each).region));
    const isElsewhere = here !== undefined && there !== undefined && here !== there;
    return ours !== undefined && ours === theirs && !isElsewhere;
  }
}

/** What the id of a warning ends in, and its text. */
type Told = readonly ['Unknown' | 'Narrowed' | 'Unseen', string];

function archivesAll({ regions }: Pick<Reported, 'regions'>): boolean {
  return regions.includes(ALL_REGIONS);
}

/** Nobody has to let in an account that is none of AWS: its reporter writes with the rights of the archive's own. */
function isOfAnotherCloud({ reporter, account }: Reported): boolean {
  return account !== Stack.of(reporter).account;
}

/** Whether a value is certainly not in the list: where one of them is a token, nobody knows. */
function lacks(values: readonly string[], value: string): boolean {
  if (value === ALL_REGIONS || values.includes(value)) return false;
  return ![...values, value].some((each) => Token.isUnresolved(each));
}

function literalNameOf(bucket: IBucket): string | undefined {
  const resource = bucket.node.defaultChild;
  const name = resource instanceof CfnBucket ? resource.bucketName : bucket.bucketName;
  return name === undefined || Token.isUnresolved(name) ? undefined : name;
}
