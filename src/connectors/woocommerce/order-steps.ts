/** Single remote writes that several commands share. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { asList, asRecord, shopCall } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { loadOrder } from "./order-read.ts";

/** Writes a status and nothing else, so that no totals are worked out again. */
export function putStatus(existing: LoadedOrder, slug: string, ctx: Context): Promise<LoadedOrder> {
  return putOrder(existing, { status: slug }, ctx);
}

/** Status and notes of ours in one call. Setting either twice is harmless: the shop does nothing the second time. */
export async function putOrder(
  existing: LoadedOrder,
  json: { readonly status?: string; readonly meta_data?: Json },
  ctx: Context,
): Promise<LoadedOrder> {
  const path = `orders/${existing.order.id}`;
  const operation = json.status === undefined ? "orders.meta" : "orders.status";
  const { body } = await shopCall(ctx, { method: "PUT", path, json, operation, safe: true });
  return loadOrder(body, ctx, existing);
}

export interface NoteToAdd {
  readonly orderId: string;
  readonly text: string;
  readonly toCustomer: boolean;
  /** An earlier attempt may have added it: look first. */
  readonly uncertain: boolean;
}

export async function addNote(given: NoteToAdd, ctx: Context): Promise<void> {
  const path = `orders/${given.orderId}/notes`;
  if (given.uncertain) {
    // Notes come all at once: the route knows no pages.
    const { body } = await shopCall(ctx, { path, operation: "notes.list" });
    if (asList(body, ctx, "notes.list").some((one) => asRecord(one)["note"] === given.text)) return;
  }
  await shopCall(ctx, {
    method: "POST",
    path,
    json: { note: given.text, customer_note: given.toCustomer },
    operation: "notes.create",
  });
}
