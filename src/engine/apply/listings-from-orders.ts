/** Creates listings from order lines, for platforms that list no products. */
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";

/**
 * Makes items known that a platform takes stock for and lists nowhere, so that they can be linked and told their stock.
 * Nothing where there is a catalog to read.
 */
export async function recordListingsFromOrders(
  tx: Tx,
  { ports, row }: Pick<OpenConnection, "ports" | "row">,
  parts: readonly OrderPart[],
  now: Date,
): Promise<void> {
  if (ports.products || !ports.stock) return;
  const sold = new Map<string, ChannelProduct>();
  for (const { lines, totals } of parts)
    for (const { variantKey, sku, title } of lines)
      if (variantKey !== undefined)
        sold.set(variantKey, itemOf({ key: variantKey, sku, title, currency: totals.currency }));
  if (sold.size === 0) return;
  const listed = await tx.rows<{ key: string }>(
    `select ext_key as key
     from argosy.listing
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any ($2::text[])`,
    [row.id, [...sold.keys()]],
  );
  for (const { key } of listed) sold.delete(key);
  if (sold.size > 0)
    await recordChannelProducts(tx, { connectionId: row.id, products: [...sold.values()], now, initial: false });
}

function itemOf({
  key,
  sku,
  title,
  currency,
}: {
  key: string;
  sku: string | undefined;
  title: string;
  currency: string;
}): ChannelProduct {
  return {
    key,
    version: { kind: "rank", value: 0n },
    title,
    status: "active",
    categoryKeys: [],
    images: [],
    variants: [{ key, sku, options: [], currency, levels: [], ext: null }],
    ext: null,
    raw: { soldAs: title },
  };
}
