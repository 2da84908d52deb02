import { verify, type KeyObject } from 'node:crypto';
import { AlibabaError, missing } from './error';
import type { Identity, Keys } from './keys';
import type { Operation } from './request';
import { isoSeconds } from './sessions';

/** A RAM role, and the OIDC tokens that may assume the role. */
export interface Federation {
  /** Such as `acs:ram::1234567890123456:role/session-archive`. */
  readonly roleArn: string;
  /** Such as `acs:ram::1234567890123456:oidc-provider/aws`. */
  readonly oidcProviderArn: string;
  /** The `iss` claim of the tokens. */
  readonly issuer: string;
  /** The `aud` claim of the tokens. */
  readonly audience: string;
  /** The `sub` claim of the tokens. @default - any */
  readonly subject?: string;
  /** The issuer's RSA key. @default - the token's signature is not checked */
  readonly publicKey?: KeyObject;
  /** Maximum lifetime of temporary keys, in seconds. @default 3600 */
  readonly maxSessionDuration?: number;
}

interface Claims {
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly sub?: unknown;
  readonly exp?: unknown;
  readonly iat?: unknown;
}

const SHORTEST_SECONDS = 900;

/** AssumeRoleWithOIDC: returns a temporary key for a token. Throws the service's errors. */
export function assumeRoleWithOidc(
  federation: Federation | undefined,
  keys: Keys,
  { parameters }: Operation,
  now: number,
): object {
  const { RoleArn, OIDCProviderArn, OIDCToken, RoleSessionName, DurationSeconds } = parameters;
  if (OIDCProviderArn === undefined) throw missing('OIDCProviderArn');
  if (RoleArn === undefined) throw missing('RoleArn');
  if (OIDCToken === undefined) throw missing('OIDCToken');
  if (RoleSessionName === undefined) throw missing('RoleSessionName');
  if (!/^[\w.@-]{2,64}$/.test(RoleSessionName))
    throw invalid('RoleSessionName', '2 to 64 letters, digits, periods, at signs, hyphens and underscores');
  if (OIDCProviderArn !== federation?.oidcProviderArn) throw noPermission('No such OIDC Provider registered.');
  if (RoleArn !== federation.roleArn)
    throw new AlibabaError('EntityNotExist.Role', 'The specified Role not exists.', 404);
  const seconds = Number(DurationSeconds ?? 3600);
  const longest = federation.maxSessionDuration ?? 3600;
  if (!(Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS && seconds <= longest))
    throw invalid('DurationSeconds', `${SHORTEST_SECONDS} to ${longest}`);

  const claims = readClaims(OIDCToken, federation, now);
  const identity = assumedRole(RoleArn, RoleSessionName);
  const expires = now + seconds * 1000;
  const { accessKeyId, accessKeySecret, securityToken } = keys.issue(identity, expires);
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      AccessKeySecret: accessKeySecret,
      SecurityToken: securityToken,
      Expiration: isoSeconds(expires),
    },
    AssumedRoleUser: { Arn: identity.Arn, AssumedRoleId: identity.PrincipalId },
    OIDCTokenInfo: {
      Issuer: claims.iss,
      ClientIds: federation.audience,
      Subject: claims.sub,
      IssuanceTime: isoSeconds(Number(claims.iat) * 1000),
      ExpirationTime: isoSeconds(Number(claims.exp) * 1000),
      VerificationInfo: 'Success',
    },
  };
}

function readClaims(token: string, { issuer, audience, subject, publicKey }: Federation, now: number): Claims {
  const [header = '', payload = '', signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0)
    throw badToken('Invalid', "The number of Jwt field should be divided into 3 parts with '.' .");
  const { alg } = parsePart(header) as { readonly alg?: unknown };
  if (alg !== 'RS256')
    throw badToken('Invalid', `The algorithm ${String(alg)} that be specified in Jwt header is unknown.`);
  const claims = parsePart(payload) as Claims;
  const signed = Buffer.from(`${header}.${payload}`);
  if (publicKey && !verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url')))
    throw badToken('InvalidSignature', 'OIDC token validate failed: invalid signature.');
  if (claims.iss !== issuer) throw badToken('IssuerNotMatch', 'Invalid issuer.');
  if (![claims.aud].flat().includes(audience)) throw badToken('AudienceNotMatch', 'Invalid audience.');
  if (!(Number(claims.exp) * 1000 > now)) throw badToken('Expired', 'This JsonWebToken is expired.');
  if (subject !== undefined && claims.sub !== subject) throw noPermission('There is no permission');
  return claims;
}

function parsePart(part: string): object {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // The error below covers this case, too.
  }
  throw badToken('Invalid', 'The Jwt content is invalid that cannot be recognized.');
}

function assumedRole(roleArn: string, sessionName: string): Identity {
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const RoleId = '300000000000000001';
  return {
    IdentityType: 'AssumedRoleUser',
    PrincipalId: `${RoleId}:${sessionName}`,
    Arn: roleArn.replace(/:role\/.*$/, `:assumed-role/${role}/${sessionName}`),
    RoleId,
  };
}

function badToken(kind: string, message: string): AlibabaError {
  return new AlibabaError(`AuthenticationFail.OIDCToken.${kind}`, message, 401);
}

function noPermission(message: string): AlibabaError {
  return new AlibabaError('AuthenticationFail.NoPermission', message, 401);
}

function invalid(name: string, valid: string): AlibabaError {
  return new AlibabaError(`InvalidParameter.${name}`, `The parameter ${name} is wrongly formed: it must be ${valid}.`);
}
