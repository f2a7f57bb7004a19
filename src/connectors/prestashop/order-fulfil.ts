/** Tracking first, state second: a mail sent with the state carries the number that stands there by then. */

import type { z } from "zod";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { CommandResult, TrackingCommand } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { change, fieldNodes } from "./change.ts";
import { create, listByIds } from "./client.ts";
import { TRACKING_SEPARATOR } from "./order-mapping.ts";
import type { Acting } from "./order-steps.ts";
import { done, enter, reachedKind } from "./order-steps.ts";
import { backUnits } from "./order-units.ts";
import { carrierRowSchema, detailSchema, ESSENTIAL } from "./schemas.ts";
import { isGone, stateFor } from "./statuses.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;
type CarrierRow = z.output<typeof carrierRowSchema>;

const MAX_TRACKING = 64;
/** Slashes, spaces and whole addresses pass; letters with marks and <> do not. */
const TRACKING = /^[~:#,%&_=()[\].? +\-@/a-zA-Z0-9]*$/;

export async function ship(command: Fulfil, work: Acting): Promise<CommandResult> {
  const number = command.trackingNumbers.join(TRACKING_SEPARATOR);
  const refusal = refused(number);
  if (refusal) return refusal;
  const now = await reachedKind(work);
  if (now === "cancelled" || now === "refunded")
    return rejected("order_over", message("refused.orderCancelledRefundedShopNothing"));
  if (!(await isWhole(command, work))) return rejected("partial", message("refused.shipsOrderWholeChooseAll"));
  const [row] = await carrierRows(work);
  const hasLeft = isGone(now);
  if (number !== "") {
    if (row?.tracking_number !== undefined && row.tracking_number !== number && hasLeft)
      return rejected("shipped", message("refused.orderLeftAnotherTrackingNumber"));
    // One mail about one shipment: the state's, which has the number in it; of an order that has left, the number's.
    const mails = command.notifyCustomer && (hasLeft || !mailsOnShipping(work));
    const isStored = await saveNumber(row, number, mails, work);
    if (!isStored) return withoutNumber(command, hasLeft, work);
  }
  if (hasLeft) return done(message("done.orderShippedShop"));
  return enter("shipped", command.notifyCustomer, work);
}

/** The state an order is shipped with tells the customer by itself. */
function mailsOnShipping({ states, shop }: Acting): boolean {
  return stateFor("shipped", [...states.values()], shop.stateMap)?.mails ?? false;
}

/** Orders of downloads, or made by modules, may have neither a delivery nor a carrier: they ship all the same. */
async function withoutNumber(command: Fulfil, hasLeft: boolean, work: Acting): Promise<CommandResult> {
  const result = hasLeft
    ? done(message("done.orderShippedShop"))
    : await enter("shipped", command.notifyCustomer, work);
  if (result.state !== "done") return result;
  return done(message("done.orderShippedShopNoDelivery"));
}

/** False when the order has no place for a number: neither a delivery nor a carrier to make one of. */
async function saveNumber(row: CarrierRow | undefined, number: string, mails: boolean, work: Acting): Promise<boolean> {
  if (row) {
    await setNumber(row, number, mails, work);
    return true;
  }
  const { order, ctx } = work;
  if (order.id_carrier === undefined) return false;
  const fields = fieldNodes({ id_order: order.id, id_carrier: order.id_carrier, tracking_number: number });
  const entities = [element("order_carrier", fields)];
  await create(ctx, { resource: "order_carriers", entities, operation: "orders.delivery" });
  return true;
}

export async function track(command: TrackingCommand, work: Acting): Promise<CommandResult> {
  const number = command.trackingNumbers.join(TRACKING_SEPARATOR);
  const refusal = refused(number);
  if (refusal) return refusal;
  const row = (await carrierRows(work)).find((one) => one.id === command.fulfilmentKey);
  if (!row) return rejected("parcel_gone", message("refused.shopNoLongerDelivery"));
  await setNumber(row, number, command.notifyCustomer, work);
  return done(message("done.shopNewTrackingNumber"));
}

function refused(number: string): CommandResult | null {
  if (number.length > MAX_TRACKING)
    return rejected("tracking_too_long", message("refused.keepsMostCharactersTrackingNumbers", { most: MAX_TRACKING }));
  return TRACKING.test(number) ? null : rejected("tracking_signs", message("refused.takesPlainLettersDigitsFew"));
}

async function isWhole({ lines }: Fulfil, { order, ctx }: Acting): Promise<boolean> {
  if (!lines) return true;
  const request = { resource: "order_details", operation: "orders.order_details", field: "id_order" };
  const rows = await listByIds(ctx, request, [order.id]);
  const details = rows.map((row) =>
    parseResponse(detailSchema, row, { ctx, what: "order row", essential: ESSENTIAL.order_details }),
  );
  const requested = new Map(lines.map((line) => [line.lineKey, line.quantity]));
  return details.every((one) => (requested.get(one.id) ?? 0) === Math.max(0, one.product_quantity - backUnits(one)));
}

async function carrierRows({ order, ctx }: Acting): Promise<CarrierRow[]> {
  const request = { resource: "order_carriers", operation: "orders.order_carriers", field: "id_order" };
  const rows = await listByIds(ctx, request, [order.id]);
  const read = rows.map((row) =>
    parseResponse(carrierRowSchema, row, { ctx, what: "order carrier", essential: ESSENTIAL.order_carriers }),
  );
  return read.sort((a, b) => Number(a.id) - Number(b.id));
}

/** The mail about it goes only for carriers with a tracking address. */
async function setNumber(row: CarrierRow, number: string, notifyCustomer: boolean, work: Acting): Promise<void> {
  if ((row.tracking_number ?? "") === number) return;
  await change(work.ctx, work.shop, {
    resource: "order_carriers",
    node: "order_carrier",
    id: row.id,
    fields: fieldNodes({ tracking_number: number }),
    operation: "orders.tracking",
    query: notifyCustomer ? [["sendemail", "1"]] : [],
  });
}
