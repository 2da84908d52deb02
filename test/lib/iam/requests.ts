// Requests as they reach IAM, with the context that AWS documents for them.
import { REGION } from '../../deployed/calls';
import type { Caller, Context, Request } from './evaluate';
import type { Statement } from './policies';

/** A role that may do everything which no policy of somebody else denies. */
export const EVERYTHING: readonly Statement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

interface Session {
  readonly title: string;
  readonly role: string;
  readonly statements?: readonly Statement[];
  /** The organization of its account. */
  readonly organization?: string | undefined;
}

/** Somebody, or a function, who has assumed a role. */
export function session({ title, role, statements, organization }: Session): Caller {
  const account = role.split(':')[4] ?? '';
  const name = role.slice(role.lastIndexOf('/') + 1);
  return {
    title,
    principal: `arn:aws:sts::${account}:assumed-role/${name}/session`,
    role,
    ...(statements ? { statements } : {}),
    context: {
      'aws:PrincipalArn': role,
      'aws:PrincipalAccount': account,
      'aws:PrincipalOrgID': organization,
      'aws:PrincipalType': 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      'aws:userid': 'AROAEXAMPLE:session',
      'aws:RequestedRegion': REGION,
      'aws:SecureTransport': 'true',
    },
  };
}

/** Somebody who signs nothing. */
export const ANONYMOUS: Caller = {
  title: 'somebody anonymous',
  context: { 'aws:PrincipalIsAWSService': 'false', 'aws:RequestedRegion': REGION, 'aws:SecureTransport': 'true' },
};

/** A service that acts on behalf of the resource `sourceArn` of an account. */
export function service(principal: string, title: string, source: Context = {}): Caller {
  return {
    title,
    principal,
    context: {
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': principal,
      'aws:SecureTransport': 'true',
      ...source,
    },
  };
}

export const request = (by: Caller, action: string, resource: string, context: Context = {}): Request => ({
  by,
  action,
  resource,
  context,
});

/** A request to S3, by whom it is and over which version of TLS. */
export const s3 = (by: Caller, action: string, resource: string, context: Context = {}): Request =>
  request(by, `s3:${action}`, resource, {
    's3:authType': 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:TlsVersion': '1.3',
    ...context,
  });

/** PutObject as the reporter sends it: with `If-None-Match: *`. */
export const put = (by: Caller, object: string, context: Context = {}): Request =>
  s3(by, 'PutObject', object, { 's3:if-none-match': '*', ...context });

export const get = (by: Caller, object: string, context: Context = {}): Request => s3(by, 'GetObject', object, context);

/** ListObjectsV2. */
export const list = (by: Caller, bucket: string, prefix?: string, context: Context = {}): Request =>
  s3(by, 'ListBucket', bucket, { 's3:prefix': prefix, ...context });

/** What S3 asks KMS for in the caller's name. */
export const throughS3 = (by: Caller, action: string, key: string, context: Context = {}): Request =>
  request(by, `kms:${action}`, key, {
    'kms:ViaService': `s3.${REGION}.amazonaws.com`,
    'kms:CallerAccount': by.context['aws:PrincipalAccount'],
    ...context,
  });

/** The ways to reach a bucket that its policy refuses: plain HTTP, which has no version of TLS, and old versions of it. */
export const INSECURE: readonly Context[] = [
  { 'aws:SecureTransport': 'false', 's3:TlsVersion': undefined },
  { 's3:TlsVersion': '1.1' },
];
