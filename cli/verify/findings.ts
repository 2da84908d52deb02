// What verification can find, what it means and what to do about it.

/** `problem`: the archive is not whole. `notice`: worth knowing, and no sign of a loss or a change. */
type Severity = 'problem' | 'notice';

const FINDINGS = {
  'manifest-missing': ['problem', 'Look for a delete marker and restore the version below it.'],
  'manifest-changed': ['problem', "Restore the object's first version."],
  'manifest-unreadable': ['problem', "Restore the object's first version."],
  'manifest-inconsistent': ['problem', "Compare it with the object's first version, and restore that."],
  'second-chain': [
    'problem',
    'Find out who wrote it: the reporter goes on from the manifest before. Remove what does not belong.',
  ],
  'head-missing': [
    'problem',
    'The chain was written anew since that hash was noted. Compare with a copy or with older versions.',
  ],
  'object-missing': ['problem', 'Look for a delete marker and restore the version below it.'],
  'object-changed': ['problem', "Restore the object's first version."],
  'object-unreadable': ['problem', "Restore the object's first version. Until then every query that meets it fails."],
  'record-misplaced': ['problem', "Restore the object's first version."],
  'foreign-object': ['problem', 'Find out who put it there, and move it out of the archive: queries may trip over it.'],
  'stray-object': [
    'notice',
    'An operating system or a tool left it, and Athena skips it. Delete it whenever you like, in a copy before DuckDB reads that.',
  ],
  'not-in-catalog': [
    'problem',
    'Queries are silent about it. Add it to `accounts` or `regions` of the archive, and deploy.',
  ],
  'memory-gap': [
    'problem',
    'SSM forgets after 30 days: what started and ended in between may be lost. Note it for the auditors.',
  ],
  'pushed-out': [
    'problem',
    'Alibaba Cloud keeps 1,000 successful sessions of a Region: what began in that time may be lost. Note it for the auditors, and take snapshots more often.',
  ],
  'leftover-object': [
    'notice',
    'Usually what a failed attempt left. No manifest vouches for it, yet queries show its records.',
  ],
  'no-snapshot': [
    'notice',
    'Nothing was verified there. In order if it was not archived yet or no longer; otherwise look at the alarms of that time.',
  ],
  'head-outside': ['notice', 'Verify its scope without --from and --to, or with a period that it lies in.'],
  'late-snapshot': ['notice', 'The full scan that followed made up for it. Look at the alarms of that time.'],
  'unresolved-session': ['notice', 'SSM never said how it ended. CloudTrail may know.'],
  'faded-session': [
    'notice',
    'Nothing is lost: a session whose window was closed stays open until SSM forgets it. Only its output log, if it has one, tells when it was last used.',
  ],
  'no-manifest': [
    'problem',
    'Nothing vouches for the records: no run has completed there, or all manifests were removed.',
  ],
  'without-checksum': [
    'notice',
    'S3 keeps no SHA-256 for it, so --quick could only compare its size. Verify without --quick.',
  ],
} as const satisfies Record<string, readonly [Severity, string]>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The object it is about, or the prefix. */
  readonly key: string;
  readonly what: string;
  readonly advice: string;
}

export function finding(code: FindingCode, key: string, what: string): Finding {
  const [severity, advice] = FINDINGS[code];
  return { code, severity, key, what, advice };
}
