// What to do about a failure, by what AWS, the SDK or the system calls it.

/** Null if nothing is known that would help. */
export function adviceOn(failure: string): string | null {
  return ADVICE.find(([pattern]) => pattern.test(failure))?.[1] ?? null;
}

/** The first that fits counts. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /CredentialsProviderError|Could not load credentials|Could not resolve credentials|TokenProviderError|SSO session/,
    'Sign in (aws sso login), give --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  [
    /ExpiredToken|RequestExpired|TokenRefreshRequired/,
    'The credentials have expired: sign in anew and run the command again.',
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|AuthFailure/,
    'AWS does not know these credentials there: look at the profile, and whether the Region is enabled in the account.',
  ],
  [/ListRegions .*AccessDenied/, 'Allow account:ListRegions, or name the Regions with --region.'],
  [/DescribeSessions .*AccessDenied/, 'Allow ssm:DescribeSessions on * to who runs this.'],
  [
    /s3:\/\/.*AccessDenied/,
    'Allow s3:ListBucket on the bucket, and s3:PutObject and s3:GetObject on its objects, to who runs this.',
  ],
  [
    /DescribeTerminalSessions .*(?:Forbidden|NoPermission)/,
    'Allow ecs:DescribeTerminalSessions on * to whose keys these are.',
  ],
  [/NoSuchBucket/, 'There is no such bucket: look at its name, and at the account of the credentials.'],
  [/ENOTFOUND|EAI_AGAIN/, 'The name of its server is unknown: is that a Region of AWS, and is there a network?'],
  [
    /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|TimeoutError/,
    'The server cannot be reached: look at the network and run the command again.',
  ],
  [/Throttling|Rate exceeded|TooManyRequests|SlowDown/, 'AWS was asked too often: run the command again later.'],
  [/ENOSPC|EDQUOT/, 'The disk is full: make room and run the command again.'],
  [/EACCES|EPERM|EROFS/, 'The folder cannot be written to: look at its owner and its mode.'],
  [/Overtaken|ScanIncomplete/, 'Run the command again.'],
];
