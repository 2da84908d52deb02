// Checks that the lines of an object are records that belong in it. Its messages never quote a record, because records name people.
import { SCHEMA_VERSION, SOURCES } from '../../lib/contract';
import { dayOfSnapshot, parseRecordsKey, type RecordsKey } from '../../lambda/store/keys';
import { parseTimestamp } from '../../lambda/time';

/** A line that makes a query fail. */
export class BrokenLine extends Error {}

/** The fields of a record that decide where it belongs. */
interface Place {
  readonly schema_version: unknown;
  readonly source: unknown;
  readonly account_id: unknown;
  readonly region: unknown;
  readonly snapshot_id: unknown;
  readonly session_state: unknown;
  readonly start_time: unknown;
  readonly start_date: unknown;
}

const KNOWN_SOURCES: ReadonlySet<unknown> = new Set(Object.values(SOURCES));
const LINE_FEED = 0x0a;

/** The escape of a surrogate, or an escaped backslash before text that looks like one. */
const MAYBE_SURROGATE = /\\u[dD][89a-fA-F]/;

export class RecordLines {
  count = 0;
  /** What is wrong with the first record that does not belong in the object; null if all do. */
  misplaced: string | null = null;
  private rest: Buffer = Buffer.alloc(0);
  private readonly accountId: string;
  private readonly region: string;
  /** In History, the day on which its sessions started. */
  private readonly day: string;
  private readonly parsed: RecordsKey;

  /** @param key the object's key, which says what belongs in it */
  constructor(key: string) {
    const [, accountId = '', region = '', day = ''] =
      /\/account_id=([^/]+)\/region=([^/]+)\/[a-z]+_date=([^/]+)\//.exec(key) ?? [];
    [this.accountId, this.region, this.day] = [accountId, region, day];
    // No record belongs in an object whose key cannot be parsed.
    this.parsed = parseRecordsKey(key) ?? { snapshotId: '', kind: 'history', window: null };
  }

  /** Takes the next piece of the object's text. Throws BrokenLine. */
  add(piece: Buffer): void {
    const end = piece.lastIndexOf(LINE_FEED);
    if (end < 0) {
      this.rest = Buffer.concat([this.rest, piece]);
      return;
    }
    // The fields that decide are ASCII, and decoding as Latin-1 takes a fifth of the time.
    const text = this.rest.toString('latin1') + piece.toString('latin1', 0, end);
    this.rest = Buffer.from(piece.subarray(end + 1));
    for (const line of text.split('\n')) this.addLine(line);
  }

  /** Throws BrokenLine if the last line has no line feed. */
  end(): void {
    if (this.rest.length > 0) throw new BrokenLine(`Its last line, after ${this.count} others, is cut off.`);
  }

  private addLine(line: string): void {
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      // Reported below, like JSON that is not an object. The parser's own message would quote the line.
    }
    if (typeof record !== 'object' || record === null)
      throw new BrokenLine(`Its line ${this.count + 1} is not a JSON object.`);
    if (MAYBE_SURROGATE.test(line) && !isUnicode(line))
      throw new BrokenLine(`Its line ${this.count + 1} holds half a surrogate pair, which is not valid Unicode.`);
    this.count += 1;
    this.misplaced ??= this.misplacementOf(record as Place);
  }

  private misplacementOf(record: Place): string | null {
    const { parsed } = this;
    const isOfObject =
      record.schema_version === SCHEMA_VERSION &&
      KNOWN_SOURCES.has(record.source) &&
      record.account_id === this.accountId &&
      record.region === this.region &&
      record.snapshot_id === parsed.snapshotId &&
      record.session_state === (parsed.kind === 'active' ? 'Active' : 'History');
    if (!isOfObject) return `Its record ${this.count} belongs to another scope, snapshot or state.`;
    const { start_time: start } = record;
    if (start !== null && typeof start !== 'string')
      return `Its record ${this.count} has a start_time that is not text.`;
    // A session without a usable start time belongs to the snapshot's day.
    const startDate = start?.slice(0, 10) ?? dayOfSnapshot(parsed.snapshotId);
    if (parsed.kind === 'active')
      return record.start_date === startDate ? null : `Its record ${this.count} has the start_date of another day.`;
    if (start === null) return null;
    if (startDate !== this.day) return `Its record ${this.count} started on another day.`;
    if (parsed.window === null) return null;
    const startMs = parseTimestamp(start);
    const isInside = startMs >= (parsed.window.fromMs ?? 0) && startMs < (parsed.window.toMs ?? Infinity);
    return isInside ? null : `Its record ${this.count} started outside its window.`;
  }
}

/** Whether every text in the line is valid Unicode. JSON.parse accepts half a surrogate pair; other readers do not. */
function isUnicode(line: string): boolean {
  let isWellFormed = true;
  JSON.parse(line, (name: string, value: unknown) => {
    isWellFormed &&= name.isWellFormed() && (typeof value !== 'string' || value.isWellFormed());
    return value;
  });
  return isWellFormed;
}
