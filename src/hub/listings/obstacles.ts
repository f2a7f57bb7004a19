/** What a listing and its store say about pushing to it, whatever the aspect. */
export interface PushedListing {
  readonly variantId: string | null;
  readonly active: boolean;
  readonly isGone: boolean;
  readonly storeState: string;
  readonly breaker: string;
  readonly breakerUntil: Date | null;
}

/** Why nothing is pushed to a listing for the moment, in a seller's words; empty when nothing stands against it. */
export function pushObstacles(listing: PushedListing, now: Date): string[] {
  const { storeState } = listing;
  const isOpen = listing.breaker === "open" && (listing.breakerUntil === null || listing.breakerUntil > now);
  const until = listing.breakerUntil === null ? "" : ` The next try is at ${listing.breakerUntil.toISOString()}.`;
  const no: [boolean, string][] = [
    [listing.variantId === null, "The listing is not linked to a product of yours."],
    [!listing.active, "The listing is switched off."],
    [listing.isGone, "The channel no longer has this item."],
    [["draft", "inactive", "deleted"].includes(storeState), `The store is ${storeState}.`],
    [storeState === "paused", "The store is paused: it is sent when it resumes."],
    [storeState === "needs_reauth", "The store's access has ended: it is sent when the store is connected again."],
    [isOpen, `The platform has failed again and again, so it is left alone for a while.${until}`],
  ];
  return no.flatMap(([applies, text]) => (applies ? [text] : []));
}
