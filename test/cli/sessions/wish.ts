import type { Wish } from '../../../cli/sessions/listing/selection';

/** The wish of a command without options, with some values changed. */
export const wish = (some: Partial<Wish> = {}): Wish => ({
  state: null,
  filters: [],
  period: { fromMs: null, toMs: null },
  owners: [],
  targets: [],
  sessionIds: [],
  statuses: [],
  accounts: [],
  regions: [],
  atMs: null,
  ...some,
});
