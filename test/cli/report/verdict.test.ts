// The verdict that follows from the verification, the ledger and CloudTrail.
import type { Row } from '../../../cli/engines/engine';
import { CHECKED, judge, type Verdict } from '../../../cli/report/verdict';
import { finding } from '../../../cli/verify/findings';
import { decide, type Outcome } from '../../../cli/verify/outcome';

const PERIOD = { fromMs: Date.parse('2026-01-01'), toMs: Date.parse('2026-01-28') };
const NOW = Date.parse('2026-02-10T12:00:00Z');
const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };

function outcome({
  findings = [],
  error = null,
  snapshots = 24,
}: Partial<Outcome> & { snapshots?: number } = {}): Outcome {
  const summary = {
    ...SCOPE,
    snapshots,
    firstSnapshotId: null,
    lastSnapshotId: null,
    objects: 9,
    records: 90,
    bytes: 900,
  };
  const scopes = [{ ...summary, head: null }];
  return { archive: './copy', verdict: decide(findings, scopes, error), scopes, findings, error };
}

const row = (kind: string, from: string | null = null, to: string | null = null, other: Partial<Row> = {}): Row => ({
  account_id: SCOPE.accountId,
  region: SCOPE.region,
  finding: kind,
  from_time: from && `${from} 00:00:00.000`,
  to_time: to && `${to} 00:00:00.000`,
  snapshots: null,
  session_id: null,
  ...other,
});
const SEEN = row('snapshots', '2026-01-01', '2026-02-01', { snapshots: 744 });

const compared = (finding: string, cause: string, sessions: number): Row => ({
  account_id: SCOPE.accountId,
  region: SCOPE.region,
  finding,
  cause,
  sessions,
});
const BOTH = compared('both', 'known to both', 118);

interface Circumstances {
  readonly verified?: Outcome;
  readonly ledger?: Row[] | null;
  readonly now?: number;
  readonly unread?: string | null;
  readonly beyond?: number;
  readonly witnesses?: Row[] | null;
}

function verdictOf({ verified, ledger, now, unread = null, beyond = 0, witnesses = null }: Circumstances): Verdict {
  return judge(verified ?? outcome(), ledger === undefined ? [SEEN] : ledger, PERIOD, now ?? NOW, {
    unread,
    beyond,
    witnesses,
  });
}

const said = ({ integrity, completeness, witness }: Verdict) =>
  [...integrity.items, ...completeness.items, ...(witness?.items ?? [])].map(({ what }) => what).join('\n');

const CHANGED = finding('object-changed', 'history/v1/x.gz', 'Its SHA-256 is another.');

test.each<[string, Circumstances, string, Verdict['state'], RegExp | null]>([
  ['an archive without a problem', {}, 'Complete and unchanged', 'good', null],
  [
    'a gap short enough for the next snapshot to see all sessions',
    { ledger: [SEEN, row('gap', '2026-01-10', '2026-01-13')] },
    'Complete and unchanged, with a gap between snapshots',
    'good',
    /No snapshot from 2026-01-10 00:00 to 2026-01-13 00:00 UTC, 3\.0 days\. The next one read/,
  ],
  [
    'a gap longer than SSM remembers',
    { ledger: [SEEN, row('gap', '2025-12-01', '2026-01-13'), row('may be forgotten', '2025-12-01', '2025-12-14')] },
    'Incomplete',
    'bad',
    /Sessions that ended from 2025-12-01 00:00 to 2025-12-14 00:00 UTC may be missing/,
  ],
  [
    'an archive that began later',
    { ledger: [SEEN, row('not seen before', '2026-01-01', '2026-01-05')] },
    'Incomplete',
    'bad',
    /from 2026-01-01 00:00 to 2026-01-05 00:00 UTC may be missing/,
  ],
  [
    'a reporter that stopped',
    { ledger: [SEEN, row('not seen since', '2026-01-20', '2026-01-29')] },
    'Incomplete',
    'bad',
    /Not read from 2026-01-20 00:00/,
  ],
  [
    'no snapshot in the period or near it',
    {
      ledger: [row('no snapshot in the period', '2026-01-01', '2026-01-29', { snapshots: 0 })],
      verified: outcome({ snapshots: 0 }),
    },
    'No snapshot covers this period',
    'bad',
    /No snapshot was taken in the period or within a month/,
  ],
  ['no scope at all', { ledger: [] }, 'No snapshot covers this period', 'bad', null],
  [
    'a period that only later snapshots cover',
    { ledger: [SEEN, row('no snapshot in the period', '2026-01-01', '2026-01-29', { snapshots: 0 })] },
    'Complete and unchanged',
    'good',
    /Later ones read what SSM still had/,
  ],
  ['a changed object', { verified: outcome({ findings: [CHANGED] }) }, 'Not whole', 'bad', /Its SHA-256 is another/],
  [
    'a changed object and a late beginning',
    { verified: outcome({ findings: [CHANGED] }), ledger: [SEEN, row('not seen before', '2026-01-01', '2026-01-05')] },
    'Changed and incomplete',
    'bad',
    null,
  ],
  [
    'verification that stopped early',
    { verified: outcome({ error: 'Error: AccessDenied' }) },
    'Not verified',
    'unknown',
    /Verification stopped early: Error: AccessDenied/,
  ],
  [
    'questions that could not be answered',
    { unread: 'IO Error', ledger: null },
    'Not verified',
    'unknown',
    /this page has no figures: IO Error/,
  ],
  ['rows of snapshots that were not verified', { beyond: 2 }, 'Complete and unchanged', 'good', /2 sessions come from/],
  [
    'a notice of verification',
    { verified: outcome({ findings: [finding('leftover-object', 'history/v1/y.gz', 'No manifest lists it.')] }) },
    'Complete and unchanged',
    'good',
    /No manifest lists it/,
  ],
  [
    'unresolved sessions',
    {
      ledger: [
        SEEN,
        row('unresolved', '2026-01-03', '2026-01-04', { session_id: 'a' }),
        row('unresolved', '2026-01-04', '2026-01-05', { session_id: 'b' }),
      ],
    },
    'Complete and unchanged',
    'good',
    /2 sessions once open, then given up/,
  ],
  [
    'a period that has not ended',
    { now: Date.parse('2026-01-28T12:00:00Z') },
    'Complete and unchanged',
    'good',
    /before the period ended/,
  ],
  ['two witnesses that agree', { witnesses: [BOTH] }, 'Complete and unchanged', 'good', null],
  [
    'two witnesses that differ for a reason',
    { witnesses: [BOTH, compared('no start in the trail', 'the event may still come', 1)] },
    'Complete and unchanged',
    'good',
    /sessions without a start in CloudTrail: the event may still come/,
  ],
  [
    'a start that the archive does not know',
    { witnesses: [BOTH, compared('no record in the archive', 'unexplained', 2)] },
    'The two witnesses disagree',
    'bad',
    /starts without a record in the archive, and nothing explains it/,
  ],
  [
    'a session that CloudTrail does not know',
    { witnesses: [BOTH, compared('no start in the trail', 'unexplained', 1)] },
    'The two witnesses disagree',
    'bad',
    /nothing explains it/,
  ],
  [
    'a trail that is not read yet',
    { witnesses: [compared('no start in the trail', 'this account or Region of the trail is not read', 7)] },
    'Complete and unchanged',
    'good',
    /is not read/,
  ],
  [
    'a start that the archive does not know, in a changed archive',
    { verified: outcome({ findings: [CHANGED] }), witnesses: [compared('no record in the archive', 'unexplained', 2)] },
    'Not whole',
    'bad',
    null,
  ],
])('the verdict about %s', (_, circumstances, headline, state, item) => {
  const verdict = verdictOf(circumstances);
  expect({ headline: verdict.headline, state: verdict.state }).toEqual({ headline, state });
  if (item) expect(said(verdict)).toMatch(item);
  else if (state === 'good') expect(said(verdict)).toBe('');
});

test('the comparison with CloudTrail says for how many sessions both agree, or that it is impossible', () => {
  const words = (...witnesses: Row[]) => verdictOf({ witnesses }).witness?.words;
  expect(words(BOTH)).toBe('Two witnesses agree for 118 of 118 sessions.');
  const late = compared('no start in the trail', 'the event may still come', 1);
  expect(words(BOTH, late)).toBe('Two witnesses agree for 118 of 119 sessions. The others have a reason.');
  const lost = compared('no record in the archive', 'unexplained', 3);
  expect(words(BOTH, late, lost)).toBe(
    'Two witnesses agree for 118 of 122 sessions. Nothing explains 3 of the others.',
  );
  expect(words(late)).toMatch(/^Nothing can be compared: 1 session from one witness only/);
  expect(words()).toBe('Neither witness has a session of the period.');
  expect(verdictOf({}).witness).toBeNull();
});

test('--check exits as verify does, and with 1 for a period without snapshots', () => {
  const status = (circumstances: Circumstances) => CHECKED[verdictOf(circumstances).state];
  expect(status({})).toBe(0);
  expect(status({ verified: outcome({ findings: [CHANGED], error: 'Error: AccessDenied' }) })).toBe(1);
  expect(status({ verified: outcome({ error: 'Error: AccessDenied' }) })).toBe(2);
  expect(status({ ledger: [] })).toBe(1);
});
