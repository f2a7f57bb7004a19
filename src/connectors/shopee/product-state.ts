/** Whether an item is on sale at Shopee. */
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call, idNumber } from "./client.ts";
import { unlistedSchema } from "./schemas.ts";
import { message } from "./words.ts";

/**
 * Puts an item on sale or takes it off. Throws ConnectorError rejected with Shopee's reason where it answers well and did
 * not do it ("Can't unlist item when item is under promotion"): the item is still as it was.
 */
export async function putOnSale(id: string, isOnSale: boolean, ctx: Context): Promise<void> {
  const json = { item_list: [{ item_id: idNumber(id), unlist: !isOnSale }] };
  const body = await call(ctx, { path: "product/unlist_item", operation: "products.list_state", json, safe: true });
  const [failure] = parseResponse(unlistedSchema, body, { ctx, what: "what was listed" }).failure_list;
  if (failure) throw new ConnectorError({ kind: "rejected" }, failure.failed_reason ?? message("refused.listing"));
}
