import type { MedusaFulfilment, MedusaOrder } from "./schemas.ts";

/** Of each line in a parcel how much. Of a kit the shop names every stock item, in pieces. */
export function linesIn({ items }: MedusaFulfilment, order: MedusaOrder): { lineKey: string; quantity: number }[] {
  const named = Map.groupBy(items, ({ line_item_id }) => line_item_id ?? "");
  named.delete("");
  return [...named].map(([lineKey, rows]) => {
    const recipe = order.items.find(({ id }) => id === lineKey)?.variant?.inventory_items ?? [];
    const shares = rows.map(({ inventory_item_id: item, quantity }) => {
      const each = recipe.find((link) => link.inventory_item_id === item)?.required_quantity ?? 1;
      return Number(quantity) / Math.max(1, each);
    });
    // A kit that is made of something else by now, or gone: the fewest pieces of an item come nearest to its units.
    return { lineKey, quantity: Math.min(...shares) };
  });
}
