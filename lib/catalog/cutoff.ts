/** From which day on the views read the records; before it, the curated tables. */
export interface Cutoff {
  /** `yyyy-MM-dd`. */
  readonly day: string;
  /** From which day on the snapshots count that say what is open: a snapshot is published up to a day after the time that names it. */
  readonly snapshotDay: string;
}
