/**
 * Kits: variants that are made of several pieces of stock. A sale reserves the pieces of every item and the kit has no
 * number of its own; the same pieces are sold alone as other variants (measured on 2.18.0: orders, edits, parcels, returns
 * and cancellations move each item by its pieces).
 */
import type { Pack } from "../../commerce/order.ts";
import { isKit } from "./levels.ts";
import type { Linked } from "./schemas.ts";

/**
 * What the shop takes for one; undefined for what is no kit, and for kits of items that are sold in no other way. Where only
 * some of its items are sold alone, its number follows from the others as well and is its own.
 */
export function packOf(variant: Linked): Pack | undefined {
  if (variant.manage_inventory === false || !isKit(variant)) return undefined;
  const parts = variant.inventory_items.flatMap(
    ({ inventory_item_id: item, required_quantity: quantity, inventory }) => {
      const alone = inventory?.variants.find(
        (one) => one.manage_inventory !== false && isOnly(one.inventory_items, item),
      );
      return alone ? [{ variantKey: alone.id, quantity }] : [];
    },
  );
  parts.sort((a, b) => (a.variantKey < b.variantKey ? -1 : 1));
  return parts.length === 0 ? undefined : { parts, takesOwn: parts.length < variant.inventory_items.length };
}

/** The shop shows a number that is not that of other variants alone. */
export const countsOwn = (variant: Linked): boolean =>
  variant.manage_inventory !== false && (packOf(variant)?.takesOwn ?? true);

/** The stock item, where other variants are one piece of it as well and show its number too. */
export function sharedItem({ inventory_items: links }: Linked): string | undefined {
  const [link] = links;
  if (!link || !isOnly(links, link.inventory_item_id)) return undefined;
  const alike = (link.inventory?.variants ?? []).filter(
    (one) => one.manage_inventory !== false && isOnly(one.inventory_items, link.inventory_item_id),
  );
  return alike.length > 1 ? link.inventory_item_id : undefined;
}

type Links = readonly Pick<Linked["inventory_items"][number], "inventory_item_id" | "required_quantity">[];

const isOnly = (links: Links, item: string): boolean =>
  links.length === 1 && links[0]?.inventory_item_id === item && links[0].required_quantity === 1;
