// The chain of one scope's manifests: each holds the hash of the one before it.
import type { Manifest } from '../../lambda/store/manifest';
import { unseenSeconds } from '../../lambda/missing';
import { DAY_MS, parseSnapshotId, SECOND_MS } from '../../lambda/time';
import { finding, type Finding } from './findings';
import { contradictionsWith } from './manifest-form';
import { includesSnapshot, overlaps, type Selection } from './selection';

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

  /** @param selection what is verified: beyond it a manifest may be missing */
  constructor(private readonly selection: Selection) {}

  add(link: Link): Finding[] {
    const before = this.last;
    const found = this.checkTimes(before, link);
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
      if (includesSnapshot(this.selection, snapshotOf(previous.key)))
        yield finding('manifest-missing', previous.key, `${key} goes on from it, and it is not there.`);
    } else if (sha256 !== previous.sha256) {
      yield finding(
        'manifest-changed',
        previous.key,
        `Its SHA-256 is ${sha256}; the manifest after it says ${previous.sha256}.`,
      );
    }
  }

  private checkTimes(before: Link | null, link: Link): Finding[] {
    if (!before) return [];
    const [beginMs, endMs] = [parseSnapshotId(before.snapshotId), parseSnapshotId(link.snapshotId)];
    const days = ((endMs - beginMs) / DAY_MS).toFixed(1);
    const what = `The snapshot before it is ${days} days older.`;
    // What ended in the last 30 days of the gap was still to be had at its end.
    if (endMs - beginMs > MEMORY_MS && overlaps(this.selection, beginMs, endMs - MEMORY_MS))
      return [finding('memory-gap', link.key, what)];
    const unseen = typeof link.manifest === 'object' ? unseenSeconds(link.manifest) : 0;
    if (unseen > 0 && overlaps(this.selection, beginMs, beginMs + unseen * SECOND_MS))
      return [
        finding('pushed-out', link.key, `Of ${unseen} seconds after the snapshot before it nothing was to be had.`),
      ];
    const isLate = endMs - beginMs > DAY_MS && overlaps(this.selection, beginMs, endMs);
    return isLate ? [finding('late-snapshot', link.key, what)] : [];
  }
}

/** The snapshot that a manifest's key names; empty if it names none. */
export function snapshotOf(key: string): string {
  return /(\d{8}T\d{6}Z)\.json$/.exec(key)?.[1] ?? '';
}

function gapBetween(before: Link, link: Link): number {
  return parseSnapshotId(link.snapshotId) - parseSnapshotId(before.snapshotId);
}
