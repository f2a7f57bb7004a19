/**
 * Kit items: products made of others (get_kit_item_info, documents of 2024-10-18). Neither making nor changing one takes a
 * number of stock: what can be sold of it follows from its components, which a sale lowers.
 */
import type { Pack } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { remembering } from "../kit/http/remembering.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { variantKey } from "./product-mapping.ts";
import { baseInfo } from "./product-read.ts";
import { kitSchema, taggedSchema } from "./schemas.ts";

/** What is in a kit, by the key of its variant. */
export type Kits = ReadonlyMap<string, Pack>;

/** A seller may make one of something else: asked for again after ten minutes. */
const RETENTION_MS = 10 * 60_000;
const SIDE_BY_SIDE = 50;

/** By item; empty for what is no kit. */
const existing = remembering(RETENTION_MS, async (_shop: null, _ctx: Context) => new Map<string, Kits>());

/** The kits among these items, as they are made now: an order keeps no copy of what was in one. */
export async function kitsOf(itemIds: readonly string[], ctx: Context): Promise<Kits> {
  const stored = await existing(null, ctx);
  const requested = [...new Set(itemIds)];
  for (const ids of chunks(
    requested.filter((id) => !stored.has(id)),
    SIDE_BY_SIDE,
  )) {
    const rows = await baseInfo(ids, ctx);
    const tagged = rows.map((row) => parseResponse(taggedSchema, row, { ctx, what: "a product" }));
    for (const id of ids) {
      const isKit = tagged.some(({ item_id, tag }) => item_id === id && tag?.kit === true);
      stored.set(id, isKit ? await recipesOf(id, ctx) : new Map());
    }
  }
  return new Map(requested.flatMap((id) => [...(stored.get(id) ?? [])]));
}

/** Null for one that was deleted ("The information you queried is not found", error_param): the hub keeps what it was sold as. */
async function kitInfo(itemId: string, ctx: Context): Promise<Json | null> {
  const query = [["item_id", itemId]] as const;
  try {
    return await call(ctx, { path: "product/get_kit_item_info", operation: "products.kit", query });
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "rejected" || error.kind === "not_found")) return null;
    throw error;
  }
}

async function recipesOf(itemId: string, ctx: Context): Promise<Kits> {
  const body = await kitInfo(itemId, ctx);
  if (body === null) return new Map();
  const { product_info: kit } = parseResponse(kitSchema, body, { ctx, what: `the contents of kit ${itemId}` });
  return new Map(
    kit.model_list.map(({ model_id: model, component_list: components }) => {
      const parts = components
        .map((one) => ({
          variantKey: variantKey(one.component_item_id, one.component_model_id ?? "0"),
          quantity: one.quantity,
        }))
        .sort((a, b) => (a.variantKey < b.variantKey ? -1 : 1));
      return [variantKey(itemId, model), { parts, takesOwn: false }];
    }),
  );
}
