/** Settings that need no change of code: context of the app, as `-c key=value` or in cdk.json. */
export interface Settings {
  /** Regions to collect. Default: the stack's own Region. */
  readonly regions?: string[];
  /** Whether to collect every Region that is enabled in the account. Default: only those of `regions`. */
  readonly allRegions?: boolean;
  /** `rate(...)` or `cron(...)`. Default: every hour. */
  readonly schedule?: string;
  /** Name of an existing bucket. Default: a new bucket. */
  readonly existingBucketName?: string;
  /** ARN of the KMS key of the archive's objects. Default: S3 manages their encryption. */
  readonly encryptionKeyArn?: string;
  /** ARN of the SNS topic that the alarms notify. Default: the alarms notify nobody. */
  readonly alarmTopicArn?: string;
  /** First day that queries see, `yyyy-MM-dd`. Default: queries see all days. */
  readonly archiveStart?: string;
}

type Context = Readonly<Record<string, unknown>>;

/**
 * The keys, and the form of their values. The constructs check Regions, schedule and day, in props of the same names.
 */
const FORMS = {
  regions: { pattern: /\S/, example: 'eu-west-1,us-east-1' },
  schedule: { pattern: /\S/, example: 'rate(1 hour)' },
  existingBucketName: { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, example: 'my-session-archive' },
  encryptionKeyArn: {
    pattern: /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
    example: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  alarmTopicArn: {
    pattern: /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/,
    example: 'arn:aws:sns:eu-west-1:123456789012:on-call',
  },
  archiveStart: { pattern: /\S/, example: '2026-01-01' },
} as const;

/** This app's keys are single words. Keys of the CDK and its plugins contain a colon, a slash or a hyphen. */
const OWN_KEY = /^[A-Za-z]+$/;

/**
 * Reads the settings from the app's context. Throws an Error that names the key and the value if one is unknown or
 * malformed.
 */
export function readSettings(context: Context): Settings {
  for (const key of Object.keys(context)) {
    if (OWN_KEY.test(key) && !(key in FORMS)) {
      throw new Error(`Unknown context key "${key}": this app knows ${Object.keys(FORMS).join(', ')}.`);
    }
  }
  const regions = read(context, 'regions');
  return {
    ...(regions === 'all' ? { allRegions: true } : { regions: regions?.split(',').map((region) => region.trim()) }),
    schedule: read(context, 'schedule'),
    existingBucketName: read(context, 'existingBucketName'),
    encryptionKeyArn: read(context, 'encryptionKeyArn'),
    alarmTopicArn: read(context, 'alarmTopicArn'),
    archiveStart: read(context, 'archiveStart'),
  };
}

function read(context: Context, key: keyof typeof FORMS): string | undefined {
  const value = context[key];
  if (value === undefined) return undefined;
  const { pattern, example } = FORMS[key];
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new Error(
      `Context key "${key}" is ${JSON.stringify(value)}: give a text such as ${example}, or leave it out.`,
    );
  }
  return value;
}
