/** What the shop shows of an item at the channel's locations: pieces on hand, of which some are reserved for orders. */
import type { ChannelLevel } from "../../commerce/product.ts";
import type { Linked, VariantRow } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

export interface Shown {
  /** The stock item the variant is linked to: its SKU may be another. */
  readonly itemId: string;
  /** The item has a number at the location; without one it cannot be sold from there. */
  readonly hasLevel: boolean;
  /** Whole pieces for sale. */
  readonly free: number;
  /** As many pieces as contain what is reserved. */
  readonly reserved: number;
}

type Counted = Pick<VariantRow, "manage_inventory" | "inventory_items">;

/** A variant made of several pieces: what can be sold of it follows from other items' numbers. */
export function isKit({ inventory_items }: Pick<Linked, "inventory_items">): boolean {
  return inventory_items.length > 1 || inventory_items.some(({ required_quantity }) => required_quantity !== 1);
}

/** Null where the variant has no stock item yet. */
export function shownAt({ inventory_items }: Counted, location: string): Shown | null {
  const [link] = inventory_items;
  if (!link) return null;
  const level = link.inventory?.location_levels.find(({ location_id }) => location_id === location);
  return {
    itemId: link.inventory_item_id,
    hasLevel: level !== undefined,
    free: Math.floor(exact(amountOf(level?.stocked_quantity) - amountOf(level?.reserved_quantity))),
    reserved: Math.ceil(amountOf(level?.reserved_quantity)),
  };
}

/** Fractions of a piece are on hand and reserved there; what is whole of their difference can be sold. */
const amountOf = (reported: string | undefined): number => exact(Number(reported ?? "0"));
const exact = (amount: number): number => Number(amount.toFixed(6));

/** At each location of the channel; one without a number has none to sell. */
export function levelsOf(variant: Counted, { locations }: ShopFacts): ChannelLevel[] {
  return locations.map((location) => {
    const shown = variant.inventory_items.map((link) => {
      const one = shownAt({ ...variant, inventory_items: [link] }, location);
      return { free: one?.free ?? 0, reserved: one?.reserved ?? 0, each: link.required_quantity };
    });
    const sets = shown.map(({ free, each }) => Math.floor(free / Math.max(1, each)));
    const available = shown.length === 0 ? 0 : Math.min(...sets);
    return { location, available, ...(shown.length === 1 && { committed: shown[0]?.reserved ?? 0 }) };
  });
}
