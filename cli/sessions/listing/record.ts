// The fields of a record that a listing uses.
import type { ACTIVE_RECORD_KEYS } from '../../../lib/contract';

type Key = (typeof ACTIVE_RECORD_KEYS)[number]['name'];

/** A missing key, as in an old line, means null. */
export type SessionRecord = Readonly<
  Partial<Record<Exclude<Key, 'max_session_duration_minutes' | 'schema_version'>, string | null>> & {
    max_session_duration_minutes?: number | null;
  }
>;
