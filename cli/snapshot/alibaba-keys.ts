// Reads keys of Alibaba Cloud from where its own command line does: the environment, or a profile in ~/.aliyun/config.json.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Keys } from '../../lambda/alibaba/signature';

type Environment = Readonly<Record<string, string | undefined>>;

export interface AlibabaProfile {
  readonly keys: Keys;
  /** The Region of the profile or the environment; null if it has none. */
  readonly region: string | null;
}

/** The file's form, as the command line of Alibaba Cloud writes it. */
interface WrittenProfile {
  readonly name?: string;
  readonly mode?: string;
  readonly access_key_id?: string;
  readonly access_key_secret?: string;
  readonly sts_token?: string;
  readonly region_id?: string;
}

/**
 * Takes the profile that was given, else the environment's `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for
 * temporary keys, `ALIBABA_CLOUD_SECURITY_TOKEN`, else the current profile. Without keys, throws an Error that says what to do.
 */
export function readAlibabaProfile(environment: Environment, asked: string | undefined): AlibabaProfile {
  const id = environment.ALIBABA_CLOUD_ACCESS_KEY_ID;
  const secret = environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET;
  const region = named(environment.ALIBABA_CLOUD_REGION_ID);
  if (asked === undefined && id && secret) {
    return { keys: keysOf(id, secret, environment.ALIBABA_CLOUD_SECURITY_TOKEN), region };
  }
  const { name, profile } = findProfile(environment, asked);
  const { mode = 'AK', access_key_id: keyId, access_key_secret: keySecret, sts_token: token } = profile;
  if (!['AK', 'StsToken'].includes(mode) || !keyId || !keySecret) {
    throw new Error(
      `Profile '${name}' of Alibaba Cloud has the mode ${mode}, or no key: this command reads the modes AK and StsToken. For a role, get temporary keys another way, and set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN.`,
    );
  }
  return {
    keys: keysOf(keyId, keySecret, mode === 'StsToken' ? token : undefined),
    region: region ?? named(profile.region_id),
  };
}

function findProfile(environment: Environment, asked: string | undefined): { name: string; profile: WrittenProfile } {
  const file = join(environment.HOME ?? homedir(), '.aliyun', 'config.json');
  const { current = 'default', profiles = [] } = readConfig(file);
  const name = asked ?? environment.ALIBABA_CLOUD_PROFILE ?? current;
  const profile = profiles.find((each) => each.name === name);
  if (profile) return { name, profile };
  throw new Error(
    `Keys of Alibaba Cloud are missing: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or write profile '${name}' (aliyun configure --profile ${name}).`,
  );
}

function readConfig(file: string): { current?: string; profiles?: WrittenProfile[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    return (JSON.parse(text) ?? {}) as ReturnType<typeof readConfig>;
  } catch {
    // The parser's own message would quote a file that holds keys.
    throw new Error(`${file} is not JSON: write it again with aliyun configure.`);
  }
}

/** aliyun configure writes an empty text for a value that was not given. */
function named(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function keysOf(accessKeyId: string, accessKeySecret: string, securityToken: string | undefined): Keys {
  return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
}
