/** Takes what stood for a deleted product off sale on its channel; all else of it stays as the channel has it. */

import { message } from "../../commerce/message.ts";
import { type ChannelProduct, isOnSale, type ProductForChannel } from "../../commerce/product.ts";
import type { Products } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";
import type { ProductToSend } from "./product-to-send.ts";

interface Port {
  readonly put: NonNullable<Products["put"]>;
  readonly get: Products["get"];
}

/** Throws ConnectorError. Nothing is written where the channel shows it no more, or it stands for another product by now. */
export async function takeOffSale(
  session: OutboundSession,
  port: Port,
  row: ProductToSend & { readonly title: string; readonly want_seq: bigint },
): Promise<void> {
  const { ext_key: key } = row;
  if (key === null || !(await session.tenant((tx) => isDeleted(tx, row)))) return;
  const seen = await session.call((ctx) => port.get(key, ctx));
  if (!seen || !isOnSale(seen)) return;
  const skus = await session.tenantWithLease((tx) => ourSkus(tx, row.id));
  const product = offSale(seen, skus);
  const result = await session.call((ctx) =>
    port.put({ key, product, idempotencyKey: `product:${row.id}:${row.want_seq}` }, ctx),
  );
  const { id } = session.open.row;
  const now = session.now();
  const entry = {
    connectionId: id,
    action: "sync_products",
    status: "success",
    ref: key,
    text: message("log.product.offSale", { title: row.title }),
    at: now,
  } as const;
  await session.tenantWithLease(async (tx) => {
    await recordChannelProducts(tx, { connectionId: id, products: [result.product], now, initial: false });
    await writeJournal(tx, id, [entry], session.callLog.drifts.splice(0), now);
  });
}

async function isDeleted(tx: Tx, { product_id }: ProductToSend): Promise<boolean> {
  const gone = await tx.maybe(
    "select 1 from argosy.product where organization_id = argosy.tenant() and id = $1 and deleted_at is not null",
    [product_id],
  );
  return gone !== undefined;
}

/** What the channel's items are called where the channel does not say; by its key. */
async function ourSkus(tx: Tx, productListing: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ key: string; sku: string }>(
    `select ext_key as key, sku
     from argosy.listing
     where organization_id = argosy.tenant() and product_listing_id = $1 and sku is not null`,
    [productListing],
  );
  return new Map(rows.map(({ key, sku }) => [key, sku]));
}

function offSale(seen: ChannelProduct, skus: ReadonlyMap<string, string>): ProductForChannel {
  return {
    title: seen.title,
    descriptionHtml: seen.descriptionHtml ?? "",
    brand: seen.brand,
    active: false,
    categoryKeys: seen.categoryKeys,
    images: seen.images,
    variants: seen.variants.map(({ key, sku, barcode, options, weightGrams, ext }) => ({
      id: key,
      key,
      sku: sku ?? skus.get(key) ?? "",
      barcode,
      options,
      weightGrams,
      levels: [],
      ext,
    })),
  };
}
