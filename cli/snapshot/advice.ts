// Advice for a failure, chosen by the name that AWS, the SDK or the operating system gives it.

/** Null if there is no advice for the failure. */
export function adviceOn(failure: string): string | null {
  return ADVICE.find(([pattern]) => pattern.test(failure))?.[1] ?? null;
}

/** The first match counts. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /CredentialsProviderError|Could not load credentials|Could not resolve credentials|TokenProviderError|SSO session/,
    'Sign in (aws sso login), give --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  [
    /ExpiredToken|RequestExpired|TokenRefreshRequired/,
    'The credentials have expired: sign in again, then run the command again.',
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|AuthFailure/,
    'AWS does not know these credentials in that Region: check the profile, and whether the Region is enabled in the account.',
  ],
  [/ListRegions .*AccessDenied/, 'Allow account:ListRegions, or name the Regions with --region.'],
  [/DescribeSessions .*AccessDenied/, 'Allow ssm:DescribeSessions on * for these credentials.'],
  [
    /s3:\/\/.*AccessDenied/,
    'Allow s3:ListBucket on the bucket, and s3:PutObject and s3:GetObject on its objects, for these credentials.',
  ],
  [/DescribeTerminalSessions .*(?:Forbidden|NoPermission)/, 'Allow ecs:DescribeTerminalSessions on * for these keys.'],
  [/NoSuchBucket/, 'There is no such bucket: check its name, and the account of the credentials.'],
  [/ENOTFOUND|EAI_AGAIN/, 'The name of the server cannot be resolved: check the name of the Region and the network.'],
  [
    /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|TimeoutError/,
    'The server cannot be reached: check the network and run the command again.',
  ],
  [/Throttling|Rate exceeded|TooManyRequests|SlowDown/, 'AWS throttled the calls: run the command again later.'],
  [/ENOSPC|EDQUOT/, 'The disk is full: make room and run the command again.'],
  [/EACCES|EPERM|EROFS/, 'The folder cannot be written to: check its owner and its mode.'],
  [/Overtaken|ScanIncomplete/, 'Run the command again.'],
];
