import { type Sentence, say } from "../../commerce/sentence.ts";

/** What a listing and its store say about pushing to it, whatever the aspect. */
export interface PushedListing {
  readonly variantId: string | null;
  readonly active: boolean;
  readonly isGone: boolean;
  readonly storeState: string;
  readonly breaker: string;
  readonly breakerUntil: Date | null;
}

/** Why nothing is pushed to a listing for the moment; empty when nothing stands against it. */
export function pushBlockers(listing: PushedListing, now: Date): Sentence[] {
  const { storeState, breakerUntil } = listing;
  const isOpen = listing.breaker === "open" && (breakerUntil === null || breakerUntil > now);
  const no: [boolean, Sentence][] = [
    [listing.variantId === null, say("notSent.unlinked")],
    [!listing.active, say("notSent.listingOff")],
    [listing.isGone, say("notSent.gone")],
    [storeState === "draft", say("notSent.draft")],
    [storeState === "inactive", say("notSent.inactive")],
    [storeState === "deleted", say("notSent.deleted")],
    [storeState === "paused", say("notSent.paused")],
    [storeState === "needs_reauth", say("notSent.needsReauth")],
    [isOpen && breakerUntil === null, say("notSent.resting")],
    [isOpen && breakerUntil !== null, say("notSent.restingUntil", { nextAt: breakerUntil?.toISOString() ?? "" })],
  ];
  return no.flatMap(([applies, sentence]) => (applies ? [sentence] : []));
}
