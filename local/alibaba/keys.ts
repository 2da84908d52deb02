import { randomBytes } from 'node:crypto';
import { AlibabaError, missing } from './error';

/** Who calls, as GetCallerIdentity answers it. */
export interface Identity {
  readonly IdentityType: 'Account' | 'RAMUser' | 'AssumedRoleUser';
  readonly PrincipalId: string;
  readonly Arn: string;
  readonly UserId?: string;
  readonly RoleId?: string;
}

/** An access key; a temporary one has a security token. */
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

/** The access keys that the stand-in accepts: those that it was given, and the temporary ones that it hands out. */
export class Keys {
  private readonly known = new Map<string, KnownKey>();

  add(key: AccessKey, identity: Identity, expires = Infinity): void {
    this.known.set(key.accessKeyId, { ...key, identity, expires });
  }

  /** Hands out a temporary key. */
  issue(identity: Identity, expires: number): Required<AccessKey> {
    const key = {
      accessKeyId: `STS.${randomBytes(12).toString('hex')}`,
      accessKeySecret: randomBytes(22).toString('hex'),
      securityToken: `CAIS${randomBytes(96).toString('base64')}`,
    };
    this.add(key, identity, expires);
    return key;
  }

  /** The key of that id; throws when there is none, or when its token is missing, another one, or expired. */
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
