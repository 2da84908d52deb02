import { hashText } from '../world/random';

/** The caller, for `userIdentity`. */
export interface Caller {
  /** ARN of the principal, as in Owner. */
  readonly arn: string;
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly mfa: boolean;
  /** The source identity that was set with the first role. */
  readonly sourceIdentity?: string;
  /** The AWS service that calls on behalf of the caller. */
  readonly invokedBy?: string;
}

export const isoSecond = (ms: number): string =>
  new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000', '');

/** Makes an id in CloudTrail's form from a text. */
export function uuidOf(text: string): string {
  const hex = [1, 2, 3, 4].map((salt) => hashText(`${text}/${salt}`).toString(16).padStart(8, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The element `userIdentity`: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export function userIdentity({ arn, accountId, atMs, mfa, sourceIdentity, invokedBy }: Caller): object {
  const id = hashText(arn).toString(36).toUpperCase().padStart(16, '0');
  const attributes = { creationDate: isoSecond(atMs - 900_000), mfaAuthenticated: String(mfa) };
  const by = invokedBy === undefined ? {} : { invokedBy };
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (role !== undefined)
    return {
      type: 'AssumedRole',
      principalId: `AROA${id}:${session}`,
      arn,
      accountId,
      accessKeyId: `ASIA${id}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: `AROA${id}`,
          arn: `arn:aws:iam::${accountId}:role/${role.startsWith('AWSReservedSSO_') ? `aws-reserved/sso.amazonaws.com/eu-west-1/${role}` : role}`,
          accountId,
          userName: role,
        },
        webIdFederationData: {},
        attributes,
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      },
      ...by,
    };
  const context = mfa ? { sessionContext: { attributes } } : {};
  if (arn.endsWith(':root')) return { type: 'Root', principalId: accountId, arn, accountId, ...context, ...by };
  return {
    type: 'IAMUser',
    principalId: `AIDA${id}`,
    arn,
    accountId,
    accessKeyId: `AKIA${id}`,
    userName: arn.slice(arn.lastIndexOf('/') + 1),
    ...context,
    ...by,
  };
}
