// Where the keys come from: an access key in AWS Secrets Manager, or temporary credentials of a RAM role, for a token that AWS signs.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigurationError, describeError } from '../errors';
import { SECOND_MS } from '../time';
import type { Api } from './api';
import type { KeySourceConfig } from './config';
import { membersOf, textsOf } from './json-members';
import type { Keys } from './signature';

interface KeysUntil {
  readonly keys: Keys;
  readonly untilMs: number;
}

const MINUTE_MS = 60 * SECOND_MS;
/** Time after which the secret is read again: its key may have been replaced. */
const SECRET_AGE_MS = 5 * MINUTE_MS;
/** The token is exchanged at once, so five minutes are enough, even if the clocks of both clouds differ. */
const TOKEN_SECONDS = 300;
/** The shortest duration that Alibaba Cloud allows. Keys that would expire during a run are renewed. */
const ROLE_SECONDS = 900;
const ROLE_SESSION_NAME = 'cdk-ssm-session-archive';

/** Keys that are fetched on first use, and again two minutes before they expire. */
export function createKeys(config: KeySourceConfig, sts: Api, maxAttempts: number, clock: () => number) {
  const fetch = 'secretArn' in config ? fromSecret(config.secretArn, maxAttempts) : fromRole(config, sts, maxAttempts);
  let current: Promise<KeysUntil> | null = null;
  const renew = (): Promise<KeysUntil> => {
    const renewed = fetch(clock());
    current = renewed;
    // After a failure the next caller tries again.
    renewed.catch(() => (current = null));
    return renewed;
  };
  return async (): Promise<Keys> => {
    const held = await (current ?? renew());
    const { keys } = held.untilMs - 2 * MINUTE_MS < clock() ? await renew() : held;
    return keys;
  };
}

function fromSecret(secretArn: string, maxAttempts: number) {
  const client = new SecretsManagerClient({ maxAttempts });
  return async (nowMs: number): Promise<KeysUntil> => {
    const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const { accessKeyId, accessKeySecret } = textsOf(text);
    if (accessKeyId === undefined || accessKeySecret === undefined) {
      throw new ConfigurationError(
        `The secret ${secretArn} must hold JSON such as {"accessKeyId": "...", "accessKeySecret": "..."}.`,
      );
    }
    return { keys: { accessKeyId, accessKeySecret }, untilMs: nowMs + SECRET_AGE_MS };
  };
}

function fromRole(role: Exclude<KeySourceConfig, { secretArn: string }>, sts: Api, maxAttempts: number) {
  const client = new STSClient({ maxAttempts });
  return async (): Promise<KeysUntil> => {
    const { WebIdentityToken: token = '' } = await client
      .send(
        new GetWebIdentityTokenCommand({
          Audience: [role.audience],
          SigningAlgorithm: 'RS256',
          DurationSeconds: TOKEN_SECONDS,
        }),
      )
      .catch((error: unknown) => {
        throw new ConfigurationError(
          `AWS gives the function no token (sts:GetWebIdentityToken): ${describeError(error)}`,
        );
      });
    // Unsigned: the token is the proof. It goes into the body, because query strings end up in logs.
    const body = await sts(
      {
        action: 'AssumeRoleWithOIDC',
        version: '2015-04-01',
        query: {},
        form: {
          RoleArn: role.roleArn,
          OIDCProviderArn: role.oidcProviderArn,
          OIDCToken: token,
          RoleSessionName: ROLE_SESSION_NAME,
          DurationSeconds: String(ROLE_SECONDS),
        },
      },
      null,
    );
    return temporaryKeys(body);
  };
}

/** Its error never quotes the answer, which holds the keys. */
function temporaryKeys(body: string): KeysUntil {
  const { Credentials: credentials } = membersOf(body);
  const {
    AccessKeyId: accessKeyId,
    AccessKeySecret: accessKeySecret,
    SecurityToken: securityToken,
    Expiration: until = '',
  } = textsOf(JSON.stringify(credentials ?? null));
  const untilMs = Date.parse(until);
  if (accessKeyId && accessKeySecret && securityToken && untilMs > 0) {
    return { keys: { accessKeyId, accessKeySecret, securityToken }, untilMs };
  }
  throw new ConfigurationError('AssumeRoleWithOIDC was answered without usable Credentials.');
}
