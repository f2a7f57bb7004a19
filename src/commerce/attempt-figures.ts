/** What became of attempts to call a platform, and how long they took. */
export interface AttemptFigures {
  readonly succeeded: number;
  readonly failed: number;
  /** Answers that asked us to wait; neither of the two. */
  readonly throttled: number;
  /** 0 to 100, null without attempts. */
  readonly successPercent: number | null;
  readonly latencyMsP50: number | null;
  readonly latencyMsP95: number | null;
}
