// Checks the chain of one scope's manifests: each holds the hash of the one before it.
import type { Manifest } from '../../lambda/store/manifest';
import { unseenSeconds } from '../../lambda/missing';
import { DAY_MS, parseSnapshotId, SECOND_MS } from '../../lambda/time';
import { finding, type Finding } from './findings';
import { contradictionsWith } from './manifest-form';
import { includesSnapshot, overlaps, type Selection } from './selection';

/** One manifest in the archive. */
export interface Link {
  readonly key: string;
  readonly sha256: string;
  readonly snapshotId: string;
  /** Its content, or what is wrong with it. */
  readonly manifest: Manifest | string;
}

/** SSM forgets a session 30 days after its end. */
const MEMORY_MS = 30 * DAY_MS;

/** Follows a chain link by link, oldest first. Keeps in memory the keys and hashes of all manifests, and the latest manifest. */
export class Chain {
  private readonly hashes = new Map<string, string>();
  private last: Link | null = null;

  /** @param selection limits verification; manifests outside it may be missing */
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
      // After such a gap, which is its own finding, the reporter no longer looks for earlier manifests.
      if (this.last && gapBetween(this.last, link) <= MEMORY_MS)
        yield finding('second-chain', key, 'It begins a new chain, although earlier manifests exist.');
      return;
    }
    if (previous.key !== this.last?.key && this.hashes.has(previous.key)) {
      yield finding('second-chain', key, `It continues from ${previous.key} and skips the manifests between them.`);
    }
    const sha256 = this.hashes.get(previous.key);
    if (sha256 === undefined) {
      if (includesSnapshot(this.selection, snapshotOf(previous.key)))
        yield finding('manifest-missing', previous.key, `It is missing, but ${key} continues from it.`);
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
    const what = `The previous snapshot is ${days} days older.`;
    // At the end of the gap, SSM still had the sessions that ended in its last 30 days.
    if (endMs - beginMs > MEMORY_MS && overlaps(this.selection, beginMs, endMs - MEMORY_MS))
      return [finding('memory-gap', link.key, what)];
    const unseen = typeof link.manifest === 'object' ? unseenSeconds(link.manifest) : 0;
    if (unseen > 0 && overlaps(this.selection, beginMs, beginMs + unseen * SECOND_MS))
      return [
        finding(
          'pushed-out',
          link.key,
          `The source no longer showed sessions of ${unseen} seconds after the previous snapshot.`,
        ),
      ];
    const isLate = endMs - beginMs > DAY_MS && overlaps(this.selection, beginMs, endMs);
    return isLate ? [finding('late-snapshot', link.key, what)] : [];
  }
}

/** The snapshot id in a manifest's key; empty if there is none. */
export function snapshotOf(key: string): string {
  return /(\d{8}T\d{6}Z)\.json$/.exec(key)?.[1] ?? '';
}

function gapBetween(before: Link, link: Link): number {
  return parseSnapshotId(link.snapshotId) - parseSnapshotId(before.snapshotId);
}
