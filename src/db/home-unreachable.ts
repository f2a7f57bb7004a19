/** What work hears of whose rows are on a server that cannot be reached, or in a place that is being moved. */

/** `away`: its server does not answer. `moving`: it is being moved. `unready`: it was moved, and is not ready where it is. */
export type WhyAway = "away" | "moving" | "unready";

const SAYS: Readonly<Record<WhyAway, string>> = {
  away: "The database server with this organization's data cannot be reached right now. Try again in a moment.",
  moving: "This organization's data is being moved to another server. Try again in a few seconds.",
  unready: "This organization's data is being moved to another server. Try again in a few seconds.",
};

/** Nothing was done, and the same call may go well in a moment. */
export class HomeUnreachable extends Error {
  override name = "PlaceAway";
  /** As PostgreSQL says that it lets nobody in just now. */
  readonly code = "57P03";
  readonly place: string;
  readonly why: WhyAway;

  constructor(home: string, why: WhyAway, cause?: unknown) {
    super(SAYS[why], { cause });
    this.place = home;
    this.why = why;
  }
}
