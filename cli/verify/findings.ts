// What verification can find, how serious it is and what to do about it.

/** `problem`: the archive is not whole. `notice`: good to know, but no sign of a loss or a change. */
type Severity = 'problem' | 'notice';

const FINDINGS = {
  'manifest-missing': ['problem', 'Look for a delete marker and restore the version below it.'],
  'manifest-changed': ['problem', "Restore the object's first version."],
  'manifest-unreadable': ['problem', "Restore the object's first version."],
  'manifest-inconsistent': ['problem', "Compare it with the object's first version, and restore that."],
  'second-chain': [
    'problem',
    'Find out who wrote it: the reporter always continues from the previous manifest. Remove what does not belong.',
  ],
  'head-missing': [
    'problem',
    'Somebody rewrote the chain after you noted that hash. Compare with a copy or with older versions.',
  ],
  'object-missing': ['problem', 'Look for a delete marker and restore the version below it.'],
  'object-changed': ['problem', "Restore the object's first version."],
  'object-unreadable': ['problem', "Restore the object's first version. Until then every query that reads it fails."],
  'record-misplaced': ['problem', "Restore the object's first version."],
  'foreign-object': ['problem', 'Find out who put it there, and move it out of the archive: it can make queries fail.'],
  'stray-object': [
    'notice',
    'An operating system or a tool left it, and Athena skips it. You can delete it at any time; in a copy, delete it before DuckDB reads that.',
  ],
  'not-in-catalog': ['problem', 'Queries do not see it. Add it to `accounts` or `regions` of the archive, and deploy.'],
  'memory-gap': [
    'problem',
    'SSM forgets after 30 days: sessions that started and ended in between may be lost. Note it for the auditors.',
  ],
  'pushed-out': [
    'problem',
    'Alibaba Cloud keeps 1,000 successful sessions of a Region: sessions that began in that time may be lost. Note it for the auditors, and take snapshots more often.',
  ],
  'leftover-object': [
    'notice',
    'Usually a failed attempt left it. No manifest lists it, yet queries show its records.',
  ],
  'no-snapshot': [
    'notice',
    'Nothing was verified there. This is normal if the scope was not archived at that time; otherwise check the alarms of that time.',
  ],
  'head-outside': ['notice', 'Verify its scope without --from and --to, or with a period that includes it.'],
  'late-snapshot': ['notice', 'The full scan after it read what was missed. Check the alarms of that time.'],
  'unresolved-session': ['notice', 'SSM never reported how it ended. CloudTrail may have it.'],
  'faded-session': [
    'notice',
    'Nothing is lost: a session that nobody ended stays open until SSM forgets it. Only its output log, if it has one, shows when it was last used.',
  ],
  'no-manifest': [
    'problem',
    'Nothing proves these records: no run has completed there, or somebody removed all manifests.',
  ],
  'without-checksum': [
    'notice',
    'S3 has no SHA-256 of it, so --quick could only compare its size. Verify without --quick.',
  ],
} as const satisfies Record<string, readonly [Severity, string]>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The key of the object, or the prefix. */
  readonly key: string;
  readonly what: string;
  readonly advice: string;
}

export function finding(code: FindingCode, key: string, what: string): Finding {
  const [severity, advice] = FINDINGS[code];
  return { code, severity, key, what, advice };
}
