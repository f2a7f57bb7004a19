import { type Message, message } from "../../commerce/message.ts";

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
export function pushBlockers(listing: PushedListing, now: Date): Message[] {
  const { storeState, breakerUntil } = listing;
  const isOpen = listing.breaker === "open" && (breakerUntil === null || breakerUntil > now);
  const no: [boolean, Message][] = [
    [listing.variantId === null, message("notSent.unlinked")],
    [!listing.active, message("notSent.listingOff")],
    [listing.isGone, message("notSent.gone")],
    [storeState === "draft", message("notSent.draft")],
    [storeState === "inactive", message("notSent.inactive")],
    [storeState === "deleted", message("notSent.deleted")],
    [storeState === "paused", message("notSent.paused")],
    [storeState === "needs_reauth", message("notSent.needsReauth")],
    [isOpen && breakerUntil === null, message("notSent.resting")],
    [isOpen && breakerUntil !== null, message("notSent.restingUntil", { nextAt: breakerUntil?.toISOString() ?? "" })],
  ];
  return no.flatMap(([applies, text]) => (applies ? [text] : []));
}
