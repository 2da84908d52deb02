// A line of the archive, as far as a listing looks at it.
import type { ACTIVE_RECORD_KEYS } from '../../../lib/contract';

type Key = (typeof ACTIVE_RECORD_KEYS)[number]['name'];

/** A key that an old or a foreign line lacks is like null. */
export type SessionRecord = Readonly<
  Partial<Record<Exclude<Key, 'max_session_duration_minutes' | 'schema_version'>, string | null>> & {
    max_session_duration_minutes?: number | null;
  }
>;
