import { alert, alertStart } from './alert-cases';
import { accounts, deleting, writtenOnce } from './archive-cases';
import { madeRole, roleOf } from './callers';
import { curation, curationStart, noTrail } from './curation-cases';
import type { Case } from './evaluate';
import { auditor, foreignReader, writer } from './grant-cases';
import { alibabaReporter, allRegionsInVpc, reporter, schedule } from './reporter-cases';
import { ELSEWHERE } from './requests';
import { CENTRAL, REGIONS, type Deployed } from './stacks';

/** The promises of the documents, and the requests that prove each. */
type Promises = Readonly<Record<string, readonly Case[]>>;

type Accounts = Readonly<Record<'central' | 'member', Deployed>>;

/**
 * All promises about policies in the README, docs/organization.md and docs/operations.md. The mutation test tries
 * requests in this order: those that alone notice a mutation come first.
 */
export function promisesOf({ central, member }: Accounts, insiders: readonly string[]): Promises {
  return {
    'only deletion administrators delete': deleting(),
    'even an administrator cannot overwrite or replicate into objects, or use plain HTTP or old TLS': writtenOnce(),
    'grantRead allows an auditor every call of queries, copies and verify, and no other': auditor(central),
    'grantRead lets a role of another account read, and nothing else': foreignReader(),
    'grantWrite allows reading and adding objects for every account, and nothing else': writer(),
    'accounts that are let in add below their own prefixes, and no other account has a right': accounts(insiders),
    'a schedule invokes only its function, and nobody else can assume the two roles': [
      ...schedule(central, 'Reporter'),
      ...schedule(central, 'AllRegions'),
      ...schedule(member, 'Reporter'),
      ...['AlibabaFederated', 'AlibabaWithKey'].flatMap((prefix) => schedule(central, prefix)),
    ],
    'the curation reads all records and the log files of a trail, and writes only its tables and two views':
      curation(central),
    'neither readers and writers of the archive nor alerts have a right on the trail': noTrail([
      ...['Auditor', 'Writer'].map((role) => roleOf(CENTRAL, role)),
      madeRole(central, 'ArchiveAlertsRootRole'),
    ]),
    'only its schedule and its rule start the curation, and nobody else can assume the two roles':
      curationStart(central),
    'an alert reads all records, writes one table, and publishes only to one topic and the default bus': alert(central),
    'only its schedule starts an alert, and nobody else can assume the two roles': alertStart(central),
    'only a reporter of all Regions in a VPC may list Regions and create network interfaces': allRegionsInVpc(central),
    'a reporter works below its own account and Regions, and does nothing else': [
      ...reporter(central, 'Reporter', REGIONS, [ELSEWHERE]),
      ...reporter(central, 'AllRegions', [...REGIONS, ELSEWHERE], []),
    ],
    'a reporter of Alibaba Cloud gets a token for it, or reads one secret, works below its own account and Regions, and does nothing else':
      [...alibabaReporter(central, 'AlibabaFederated', 'role'), ...alibabaReporter(central, 'AlibabaWithKey', 'key')],
    'a reporter of another account works below that account and its Regions, and does nothing else': reporter(
      member,
      'Reporter',
      REGIONS,
      [ELSEWHERE],
    ),
  };
}
