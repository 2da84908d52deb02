import { alert, alertStart } from './alert-cases';
import { accounts, deleting, writtenOnce } from './archive-cases';
import { madeRole, roleOf } from './callers';
import { curation, curationStart, noTrail } from './curation-cases';
import type { Case } from './evaluate';
import { auditor, foreignReader, writer } from './grant-cases';
import { alibabaReporter, allRegionsInVpc, reporter, schedule } from './reporter-cases';
import { ELSEWHERE } from './requests';
import { CENTRAL, REGIONS, type Deployed } from './stacks';

/** What the documents promise, and the requests that show it. */
type Promises = Readonly<Record<string, readonly Case[]>>;

type Accounts = Readonly<Record<'central' | 'member', Deployed>>;

/** All that the README, docs/organization.md and docs/operations.md promise of policies; what few notice comes first. */
export function promisesOf({ central, member }: Accounts, insiders: readonly string[]): Promises {
  return {
    'only deletion administrators delete': deleting(),
    'what is written stays as it was written': writtenOnce(),
    'grantRead carries an auditor through every call, and no further': auditor(central),
    'grantRead lets a role of another account read, and no more': foreignReader(),
    'grantWrite lets add for every account': writer(),
    'accounts that are let in add below their own prefix, and nobody else does anything': accounts(insiders),
    'a schedule invokes its function, and neither role can be borrowed': [
      ...schedule(central, 'Reporter'),
      ...schedule(central, 'AllRegions'),
      ...schedule(member, 'Reporter'),
      ...['AlibabaFederated', 'AlibabaWithKey'].flatMap((prefix) => schedule(central, prefix)),
    ],
    'the curation reads all records and the log files of a trail, and keeps its tables and two views':
      curation(central),
    'whoever may read or write the archive has no right on the trail, nor has an alert': noTrail([
      ...['Auditor', 'Writer'].map((role) => roleOf(CENTRAL, role)),
      madeRole(central, 'ArchiveAlertsRootRole'),
    ]),
    'nobody but its schedule and its rule starts the curation with their role, and neither role can be borrowed':
      curationStart(central),
    'an alert reads all records, keeps one table, and tells one topic and the default bus': alert(central),
    'nobody but its schedule starts an alert with its role, and neither role can be borrowed': alertStart(central),
    'a reporter of all Regions asks which they are, and attaches itself to its VPC': allRegionsInVpc(central),
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
