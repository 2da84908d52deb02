import { randomBytes } from 'node:crypto';
import { AlibabaError, missing } from './error';

/** The caller, as in the answer of GetCallerIdentity. */
export interface Identity {
  readonly IdentityType: 'Account' | 'RAMUser' | 'AssumedRoleUser';
  readonly PrincipalId: string;
  readonly Arn: string;
  readonly UserId?: string;
  readonly RoleId?: string;
}

/** An access key. A temporary key has a security token. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

interface KnownKey extends AccessKey {
  readonly identity: Identity;
  /** Epoch milliseconds; Infinity for a key that is not temporary. */
  readonly expires: number;
}

/** The access keys that the stand-in accepts: the given keys, and the temporary keys that it issues. */
export class Keys {
  private readonly known = new Map<string, KnownKey>();

  add(key: AccessKey, identity: Identity, expires = Infinity): void {
    this.known.set(key.accessKeyId, { ...key, identity, expires });
  }

  issue(identity: Identity, expires: number): Required<AccessKey> {
    const key = {
      accessKeyId: `STS.${randomBytes(12).toString('hex')}`,
      accessKeySecret: randomBytes(22).toString('hex'),
      securityToken: `CAIS${randomBytes(96).toString('base64')}`,
    };
    this.add(key, identity, expires);
    return key;
  }

  /** Returns the key with that id. Throws when the key is unknown, or when its token is missing, wrong or expired. */
  find(accessKeyId: string, securityToken: string | undefined, now: number): KnownKey {
    const key = this.known.get(accessKeyId);
    if (!key) throw new AlibabaError('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
    if (key.securityToken !== undefined && securityToken === undefined) throw missing('SecurityToken');
    if (key.securityToken !== securityToken)
      throw new AlibabaError(
        'InvalidSecurityToken.MismatchWithAccessKey',
        'Specified SecurityToken mismatch with the AccessKey.',
      );
    if (now >= key.expires)
      throw new AlibabaError('InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
    return key;
  }
}
