import type { LocationReason } from "../../commerce/routing/route.ts";

export interface RouteReason extends LocationReason {
  readonly name: string;
}

export interface RouteDecision {
  readonly orderId: string;
  /** The locations it leaves from, and the day of each; null: over capacity. */
  readonly used: readonly { readonly locationId: string; readonly name: string; readonly day: string | null }[];
  readonly reasons: readonly RouteReason[];
  readonly today: string;
  readonly isFallback: boolean;
  /** Other locations than before, or the first. */
  readonly isMoved: boolean;
}
