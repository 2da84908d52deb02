// Accounts and Regions of AWS and Alibaba Cloud, in options, folders and heads.
import fc from 'fast-check';
import { accountId, archivedRegion, regionName } from '../../cli/options';
import { accountOf, regionOf } from '../../cli/scope-folders';
import { parseHead } from '../../cli/verify/outcome';

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const ACCOUNT = fc.oneof(digits(12), digits(16));
const NO_ACCOUNT = fc.oneof(
  fc.stringMatching(/^\d{0,20}$/).filter(({ length }) => length !== 12 && length !== 16),
  ACCOUNT.map((account) => `${account}\n`),
  ACCOUNT.map((account) => `x${account.slice(1)}`),
);

test('only a text of 12 or 16 digits is an account', () => {
  fc.assert(
    fc.property(ACCOUNT, (account) => {
      expect(accountId(account)).toBe(account);
      expect(accountOf(`account_id=${account}/`)).toBe(account);
    }),
  );
  fc.assert(
    fc.property(NO_ACCOUNT, (text) => {
      expect(() => accountId(text)).toThrow('An AWS account id has 12 digits, an Alibaba Cloud account id 16.');
      expect(accountOf(`account_id=${text}/`)).toBeUndefined();
    }),
  );
});

test('a head may name an account of AWS or of Alibaba Cloud', () => {
  const rest = `cn-hangzhou/20260131T010000Z=${'0a'.repeat(32)}`;
  fc.assert(
    fc.property(ACCOUNT, (account) => {
      expect(parseHead(`${account}/${rest}\n`)).toMatchObject({ accountId: account, region: 'cn-hangzhou' });
    }),
  );
  fc.assert(
    fc.property(NO_ACCOUNT, (text) => {
      expect(() => parseHead(`${text}/${rest}`)).toThrow('give it as verify printed it');
    }),
  );
});

test.each(['cn-hangzhou', 'cn-wulanchabu', 'cn-north-2-gov-1', 'cn-zhengzhou-jva'])(
  '%s may be an archived Region, but is refused as a Region of AWS',
  (region) => {
    expect(archivedRegion(region)).toBe(region);
    expect(regionOf(`region=${region}/`)).toBe(region);
    expect(() => regionName(region)).toThrow('Write a Region as in eu-west-1.');
  },
);

test.each(['cn-beijing-finance-1', 'eu-west-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1'])(
  '%s may be a Region of AWS or of Alibaba Cloud',
  (region) => {
    expect([archivedRegion(region), regionName(region), regionOf(`region=${region}/`)]).toEqual([
      region,
      region,
      region,
    ]);
  },
);

test.each(['', 'all', 'Frankfurt', 'eu-west-1a', 'eu_west_1', '-hangzhou', 'cn-', 'cn--hangzhou'])(
  '%j is refused as a Region',
  (text) => {
    expect(() => archivedRegion(text)).toThrow('Write a Region as in eu-west-1 or cn-hangzhou.');
  },
);
