import type { Wish } from '../../../cli/sessions/listing/selection';

/** What somebody wishes to see who says nothing else. */
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
