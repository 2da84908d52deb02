// The chain of one scope's manifests: each holds the hash of the one before it.
import type { Manifest } from '../../lambda/store/manifest';
import { DAY_MS, parseSnapshotId } from '../../lambda/time';
import { finding, type Finding } from './findings';
import { contradictionsWith } from './manifest-form';

/** One manifest as it lies in the archive. */
export interface Link {
  readonly key: string;
  readonly sha256: string;
  readonly snapshotId: string;
  /** What is wrong with it, if it cannot be read. */
  readonly manifest: Manifest | string;
}

/** SSM forgets a session 30 days after its end. */
const MEMORY_MS = 30 * DAY_MS;

/** Follows a chain link by link, oldest first. Memory holds the keys and hashes of all, and the latest manifest. */
export class Chain {
  private readonly hashes = new Map<string, string>();
  private last: Link | null = null;

  /** @param isOutside whether a manifest lies before what is verified: it may be missing */
  constructor(private readonly isOutside: (key: string) => boolean) {}

  add(link: Link): Finding[] {
    const before = this.last;
    const found = checkTimes(before, link);
    if (typeof link.manifest === 'object') {
      found.push(...this.checkPrevious(link, link.manifest));
      if (typeof before?.manifest === 'object' && link.manifest.previous?.key === before.key) {
        const problems = contradictionsWith(before.manifest, link.manifest);
        found.push(...problems.map((problem) => finding('manifest-inconsistent', link.key, `It ${problem}.`)));
      }
    }
    this.hashes.set(link.key, link.sha256);
    this.last = link;
    return found;
  }

  private *checkPrevious(link: Link, { previous }: Manifest): Generator<Finding> {
    const { key } = link;
    if (previous === null) {
      // After so long a gap, which is a finding by itself, the reporter no longer looks for what was before.
      if (this.last && gapBetween(this.last, link) <= MEMORY_MS)
        yield finding('second-chain', key, 'It begins a chain of its own, although there are earlier manifests.');
      return;
    }
    if (previous.key !== this.last?.key && this.hashes.has(previous.key)) {
      yield finding('second-chain', key, `It goes on from ${previous.key}, as if nothing had come between.`);
    }
    const sha256 = this.hashes.get(previous.key);
    if (sha256 === undefined) {
      if (!this.isOutside(previous.key))
        yield finding('manifest-missing', previous.key, `${key} goes on from it, and it is not there.`);
    } else if (sha256 !== previous.sha256) {
      yield finding(
        'manifest-changed',
        previous.key,
        `Its SHA-256 is ${sha256}; the manifest after it says ${previous.sha256}.`,
      );
    }
  }
}

function checkTimes(before: Link | null, link: Link): Finding[] {
  if (!before) return [];
  const gapMs = gapBetween(before, link);
  const days = (gapMs / DAY_MS).toFixed(1);
  const code = gapMs > MEMORY_MS ? 'memory-gap' : gapMs > DAY_MS ? 'late-snapshot' : null;
  return code ? [finding(code, link.key, `The snapshot before it is ${days} days older.`)] : [];
}

function gapBetween(before: Link, link: Link): number {
  return parseSnapshotId(link.snapshotId) - parseSnapshotId(before.snapshotId);
}
