// The outcome of verification, as text for people and JSON for programs.
import { ACCOUNT_ID } from '../../lib/contract';
import type { Finding } from './findings';
import type { Head } from './verify-archive';
import type { ScopeSummary } from './verify-scope';

export type Verdict = 'whole' | 'no snapshot' | 'not whole' | 'could not tell';

/** Exit statuses of the command. */
export const STATUS: Readonly<Record<Verdict, number>> = {
  whole: 0,
  'no snapshot': 0,
  'not whole': 1,
  'could not tell': 2,
};

export interface Outcome {
  readonly archive: string;
  readonly verdict: Verdict;
  readonly scopes: readonly ScopeSummary[];
  readonly findings: readonly Finding[];
  /** Why verification stopped early; null if it finished. */
  readonly error: string | null;
}

export function decide(findings: readonly Finding[], scopes: readonly ScopeSummary[], error: string | null): Verdict {
  if (findings.some(({ severity }) => severity === 'problem')) return 'not whole';
  if (error !== null) return 'could not tell';
  // Without a snapshot there is nothing to call whole.
  return scopes.some(({ snapshots }) => snapshots > 0) ? 'whole' : 'no snapshot';
}

/** Formats a head as printed; `--head` takes the same form. */
function formatHead({ accountId, region, snapshotId, sha256 }: Head): string {
  return `${accountId}/${region}/${snapshotId}=${sha256}`;
}

/** @throws Error if the text does not have that form */
export function parseHead(text: string): Head {
  const match = /^(\d+)\/([a-z0-9-]+)\/(\d{8}T\d{6}Z)=([0-9a-f]{64})$/.exec(text.trim());
  const [, accountId = '', region = '', snapshotId = '', sha256 = ''] = match ?? [];
  if (!ACCOUNT_ID.test(accountId))
    throw new Error(`The head is '${text}': give it as verify printed it, ACCOUNT/REGION/SNAPSHOT=SHA256.`);
  return { accountId, region, snapshotId, sha256 };
}

export function toJson(outcome: Outcome): string {
  return `${JSON.stringify(outcome, null, 2)}\n`;
}

/** How many findings of one kind the text shows. `--json` has them all. */
const SHOWN = 20;

export function toText({ archive, verdict, scopes, findings, error }: Outcome): string {
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    ...findingLines(findings),
    ...scopes.flatMap(scopeLines),
    ...(error === null ? [] : [`Verification stopped early: ${error}`, '']),
    `${archive}: ${verdict.toUpperCase()}. ${count(problems, 'problem')}, ${count(findings.length - problems, 'notice')}.`,
    ...(scopes.some(({ head }) => head) ? ['', ...HEAD_ADVICE] : []),
    '',
  ].join('\n');
}

const HEAD_ADVICE = [
  'Keep the heads above where nobody who can write to the archive can change them. Give them to a later run with --head.',
  'The archive alone cannot show that somebody removed its newest snapshots, changed the newest manifest without',
  'contradicting anything, or rewrote everything. A noted head shows it, and Object Lock prevents it. The alarm',
  'SnapshotMissing goes off when no new snapshot arrives.',
];

function findingLines(findings: readonly Finding[]): string[] {
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = byCode.get(finding.code) ?? [];
    same.push(finding);
    byCode.set(finding.code, same);
  }
  return [...byCode.values()].flatMap((same) => [
    ...same.slice(0, SHOWN).map(({ severity, code, key, what }) => `${severity} ${code}: ${key}\n  ${what}`),
    ...(same.length > SHOWN ? [`... and ${same.length - SHOWN} more; --json has them all`] : []),
    `  -> ${same[0]?.advice ?? ''}`,
    '',
  ]);
}

function scopeLines({ accountId, region, head, ...scope }: ScopeSummary): string[] {
  const period =
    scope.firstSnapshotId === null ? '' : ` from ${scope.firstSnapshotId} to ${scope.lastSnapshotId ?? ''}`;
  const numbers = [scope.snapshots, scope.records, scope.objects].map((number) => number.toLocaleString('en-US'));
  return [
    `${accountId} ${region}: ${numbers[0] ?? ''} snapshots${period}`,
    `  ${numbers[1] ?? ''} records in ${numbers[2] ?? ''} objects, ${(scope.bytes / 2 ** 20).toFixed(1)} MiB`,
    ...(head ? [`  head ${formatHead({ accountId, region, ...head })}`] : []),
    '',
  ];
}
