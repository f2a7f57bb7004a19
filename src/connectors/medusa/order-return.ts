/**
 * Units that come back: a return that is asked for, requested and received in one go. It names a location from the first:
 * without one the shop ends with an error in its last step, the return received with nothing in it and the order locked.
 */
import { z } from "zod";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { CommandRun } from "../kit/contract/ports.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { quantityOf } from "../kit/parse/sold-units.ts";
import { post, remove } from "./client.ts";
import { OUR_COMMAND } from "./order-mapping.ts";
import type { MedusaOrder, MedusaReturn } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export interface Refunding {
  readonly run: CommandRun;
  readonly command: RefundCommand;
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

type Back = { readonly id: string; readonly quantity: number };

/** Receives what the command puts back into stock, unless a return of this command has done so. */
export async function receiveBack(order: MedusaOrder, { run, command, shop, ctx }: Refunding): Promise<void> {
  const items = command.lines
    .filter(({ restock, quantity }) => restock && quantity > 0)
    .map(({ lineKey, quantity }) => ({ id: lineKey, quantity }));
  const own = order.returns.find(
    ({ metadata, status }) => status !== "canceled" && metadata[OUR_COMMAND] === run.idempotencyKey,
  );
  if (items.length === 0 || own?.status === "received") return;
  if (!own) assertLeft(order, items);
  const reported = items.map((item) => ({ id: item.id, quantity: shopQuantity(order, item) }));
  const location = command.lines.find(({ location: place }) => place)?.location ?? shop.locations[0];
  if (location === undefined)
    throw new ConnectorError({ kind: "rejected", code: "no_location" }, message("error.noStockLocationServes"));
  const id = await requested(order, reported, { own, key: run.idempotencyKey, location }, ctx);
  const path = `/admin/returns/${id}`;
  // One that was begun and whose answer was lost is begun anew.
  if (own) await discarded(ctx, `${path}/receive`);
  await step(ctx, `${path}/receive`);
  await step(ctx, `${path}/receive-items`, { items: reported });
  await step(ctx, `${path}/receive/confirm`, { no_notification: true });
}

/** Of goods sold in fractions the last units are what is left of the line. */
function shopQuantity({ items }: MedusaOrder, { id, quantity }: Back): number {
  const line = items.find((one) => one.id === id);
  if (line?.exactQuantity === undefined) return quantity;
  const { return_received_quantity: received, return_dismissed_quantity: dismissed } = line.detail;
  const sold = { orderedQuantity: line.quantity, exactQuantity: line.exactQuantity };
  return Number(quantityOf(sold, quantity, received + dismissed));
}

/** The shop takes back what is in a parcel alone. */
function assertLeft(order: MedusaOrder, items: readonly Back[]): void {
  const isThere = items.every(({ id, quantity }) => {
    const detail = order.items.find((line) => line.id === id)?.detail;
    const back = (detail?.return_received_quantity ?? 0) + (detail?.return_dismissed_quantity ?? 0);
    return (detail?.fulfilled_quantity ?? 0) - back >= quantity;
  });
  if (isThere) return;
  throw new ConnectorError({ kind: "rejected", code: "not_fulfilled" }, message("error.unitsNotLeftPutBack"));
}

const createdSchema = z.object({ return: z.object({ id: idText }) });

/** The return, asked for. Returns its id. */
async function requested(
  order: MedusaOrder,
  items: readonly Back[],
  how: { readonly own: MedusaReturn | undefined; readonly key: string; readonly location: string },
  ctx: Context,
): Promise<string> {
  const { own } = how;
  if (own && own.status !== "open") return own.id;
  // One that was only begun is begun anew: what it holds already is not told.
  if (own) await discarded(ctx, `/admin/returns/${own.id}/request`);
  const body = await post(ctx, "/admin/returns", {
    operation: "returns.create",
    json: {
      order_id: order.id,
      location_id: how.location,
      no_notification: true,
      metadata: { [OUR_COMMAND]: how.key },
    },
  });
  const { id } = parseResponse(createdSchema, body, { ctx, what: "the return" }).return;
  await step(ctx, `/admin/returns/${id}/request-items`, { items });
  await step(ctx, `/admin/returns/${id}/request`);
  return id;
}

async function step(ctx: Context, path: string, json: Parameters<typeof post>[2]["json"] = {}): Promise<void> {
  await post(ctx, path, { operation: "returns.step", json });
}

/** Of a change that is not there the shop says so: that is as it should be. */
async function discarded(ctx: Context, path: string): Promise<void> {
  try {
    await remove(ctx, path, "returns.discard");
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
  }
}
