// The environment of the function that archives sessions of Alibaba Cloud, checked once at start.
import { ALIBABA_ENVIRONMENT, ANY_REGION_NAME } from '../../lib/contract';
import { readBucket, readSettings, wrong, type Environment, type Settings } from '../config';

/** How the function proves to Alibaba Cloud who it is. */
export type KeySourceConfig =
  | { readonly secretArn: string }
  | { readonly roleArn: string; readonly oidcProviderArn: string; readonly audience: string };

export interface AlibabaConfig extends Settings {
  readonly bucket: string;
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly keys: KeySourceConfig;
}

/**
 * Reads `ARCHIVE_BUCKET`, `REGIONS` (comma-separated), `ALIBABA_ACCOUNT_ID` and either `ALIBABA_SECRET_ARN`, or `ALIBABA_ROLE_ARN` with
 * `ALIBABA_OIDC_PROVIDER_ARN` and `ALIBABA_OIDC_AUDIENCE`, and what `readSettings` reads. Throws ConfigurationError with the name and
 * the value of what is missing or wrong.
 */
export function readAlibabaConfig(environment: Environment): AlibabaConfig {
  const read = (name: string, pattern: RegExp, expected: string) => {
    const value = environment[name] ?? '';
    if (!pattern.test(value)) throw wrong(name, value, expected);
    return value;
  };
  const { accountId, regions, secretArn, roleArn, oidcProviderArn, oidcAudience } = ALIBABA_ENVIRONMENT;
  const names = [...new Set((environment[regions] ?? '').split(',').map((region) => region.trim()))];
  if (!names.every((region) => ANY_REGION_NAME.test(region))) {
    throw wrong(regions, environment[regions] ?? '', 'Regions of Alibaba Cloud, comma-separated, such as cn-hangzhou');
  }
  return {
    bucket: readBucket(environment),
    accountId: read(accountId, /^\d{16}$/, 'the number of an Alibaba Cloud account, 16 digits'),
    regions: names,
    keys:
      environment[secretArn] === undefined
        ? {
            roleArn: read(roleArn, /^acs:ram::\d{16}:role\/./, `the ARN of a RAM role, unless ${secretArn} is set`),
            oidcProviderArn: read(oidcProviderArn, /^acs:ram::\d{16}:oidc-provider\/./, 'the ARN of an OIDC provider'),
            audience: read(oidcAudience, /./, 'the audience that the OIDC provider expects'),
          }
        : { secretArn: read(secretArn, /^arn:/, 'the ARN of a secret') },
    ...readSettings(environment),
  };
}
