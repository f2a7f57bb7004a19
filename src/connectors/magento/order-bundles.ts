/** How the bundles of an order are sent: as one, by the bundle's own row, or in parts ("Ship Bundle Items"). */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { among, searchAll } from "./client.ts";
import type { OrderRow } from "./order-lines.ts";
import { customAttributes } from "./schemas.ts";

const SEPARATELY = "1";
const bundleSchema = z.object({ id: idText, custom_attributes: customAttributes });

/**
 * Ids of the rows of bundles that are sent in parts: of these a parcel has to name the parts, of others the bundle. What
 * has been sent tells, and before that the product, as the interface leaves it out of the order.
 */
export async function sentInParts(rows: readonly OrderRow[], ctx: Context): Promise<ReadonlySet<string>> {
  const bundles = rows.flatMap(({ row, parts }) => (parts ? [{ row, parts }] : []));
  const isSent = (text: string | undefined) => Number(text ?? 0) > 0;
  const started = bundles.filter(({ parts }) => parts.some((part) => isSent(part.qty_shipped)));
  const untold = bundles.filter((one) => !started.includes(one) && !isSent(one.row.qty_shipped));
  const separate = await separateProducts([...new Set(untold.flatMap(({ row }) => row.product_id ?? []))], ctx);
  const apart = untold.filter(({ row }) => row.product_id !== undefined && separate.has(row.product_id));
  return new Set([...started, ...apart].map(({ row }) => row.item_id));
}

async function separateProducts(ids: readonly string[], ctx: Context): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const found = await searchAll(ctx, {
    path: "/products",
    operation: "products.bundles",
    groups: [[among("entity_id", ids)]],
    size: ids.length,
    fields: "items[id,custom_attributes]",
  });
  const bundles = found.map((row) => parseResponse(bundleSchema, row, { ctx, what: "product" }));
  return new Set(
    bundles.flatMap(({ id, custom_attributes }) => {
      const type = custom_attributes.find(({ attribute_code }) => attribute_code === "shipment_type")?.value;
      return String(type) === SEPARATELY ? [id] : [];
    }),
  );
}
