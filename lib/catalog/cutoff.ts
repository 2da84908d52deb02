/** The day from which on the views read the records. For the days before, they read the curated tables. */
export interface Cutoff {
  /** `yyyy-MM-dd`. */
  readonly day: string;
  /**
   * The day from which on the views read snapshots of open sessions. It is earlier than `day`, because a snapshot is
   * published up to a day after the time in its id.
   */
  readonly snapshotDay: string;
}
