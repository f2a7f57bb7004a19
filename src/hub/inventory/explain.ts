import type { AllocationStep } from "../../commerce/inventory.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { allocateTarget, loadStockPicture } from "./stock-picture.ts";

export interface StockExplanation {
  readonly listingId: string;
  readonly connectionId: string;
  readonly storeName: string;
  readonly title: string;
  readonly sku: string | null;
  /** Why nothing is pushed although the arithmetic below says so; empty when it is. */
  readonly notPushed: readonly string[];
  readonly locations: readonly {
    /** The channel's location; "" on channels with a single number. */
    readonly location: string;
    /** What the channel should show by today's levels and rules. */
    readonly quantity: number;
    readonly steps: readonly AllocationStep[];
    readonly channel: ChannelState | null;
  }[];
}

export interface ChannelState {
  readonly desired: number | null;
  /** What the channel is believed to show; null: it has to be looked at first. */
  readonly expected: number | null;
  readonly observed: number | null;
  readonly observedAt: Date | null;
  readonly confirmedAt: Date | null;
  readonly state: string;
  readonly error: string | null;
  readonly isBeingChecked: boolean;
}

interface ListingRow {
  readonly connectionId: string;
  readonly variantId: string | null;
  readonly storeName: string;
  readonly storeState: string;
  readonly title: string;
  readonly sku: string | null;
  readonly stockSync: boolean;
  readonly active: boolean;
  readonly counted: boolean;
  readonly isGone: boolean;
}

const LISTING = `
  select l.connection_id as "connectionId", l.variant_id as "variantId", c.name as "storeName", c.state as "storeState",
    l.title, l.sku, l.stock_sync as "stockSync", l.active, l.counted, l.gone_at is not null as "isGone"
  from listing l
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  where l.organization_id = argosy.tenant() and l.id = $1`;

const STATES = `
  select location, desired, expected, observed, observed_at as "observedAt", acked_at as "confirmedAt", state, error,
    recheck as "isBeingChecked"
  from listing_stock where organization_id = argosy.tenant() and listing_id = $1`;

/**
 * "Why 3?": the arithmetic from levels to the number pushed, and what the channel last confirmed. Throws HubError
 * LISTING_UNKNOWN.
 */
export async function explainListing(tx: Tx, listingId: string): Promise<StockExplanation> {
  const listing = await tx.maybe<ListingRow>(LISTING, [listingId]);
  if (!listing) throw new HubError("LISTING_UNKNOWN", "not_found", "There is no such listing.");
  const { connectionId, variantId, storeName, title, sku } = listing;
  const states = await tx.rows<ChannelState & { location: string }>(STATES, [listingId]);
  const target = { listingId, connectionId, variantId: variantId ?? "" };
  const allocations = variantId ? allocateTarget(await loadStockPicture(tx, [target]), target) : [];
  return {
    listingId,
    connectionId,
    storeName,
    title,
    sku,
    notPushed: reasons(listing),
    locations: allocations.map(({ location, quantity, steps }) => {
      const found = states.find((state) => state.location === location);
      return { location, quantity, steps, channel: found ? channelState(found) : null };
    }),
  };
}

function channelState({ location: _, ...state }: ChannelState & { location: string }): ChannelState {
  return state;
}

function reasons(listing: ListingRow): string[] {
  const no: [boolean, string][] = [
    [listing.variantId === null, "The listing is not linked to a product of yours."],
    [!listing.stockSync, "Stock sync is switched off for this listing."],
    [!listing.active, "The listing is switched off."],
    [!listing.counted, "The channel does not count stock for this item."],
    [listing.isGone, "The channel no longer has this item."],
    [
      !["active", "paused", "error", "needs_reauth"].includes(listing.storeState),
      `The store is ${listing.storeState.replace("_", " ")}.`,
    ],
    [listing.storeState === "paused", "The store is paused: the number is sent when it resumes."],
  ];
  return no.flatMap(([applies, text]) => (applies ? [text] : []));
}
