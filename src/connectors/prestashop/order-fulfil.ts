/** Tracking first, state second: a mail sent with the state carries the number that stands there by then. */

import type { z } from "zod";
import type { OrderCommand } from "../../commerce/order-command.ts";
import { parseAtDoor } from "../kit/parse.ts";
import type { CommandResult, TrackingCommand } from "../kit/ports.ts";
import { change, fieldNodes } from "./change.ts";
import { listByIds } from "./client.ts";
import { TRACKING_SEPARATOR } from "./order-mapping.ts";
import type { Acting } from "./order-steps.ts";
import { done, enter, kindNow, rejected } from "./order-steps.ts";
import { backUnits } from "./order-units.ts";
import { carrierRowSchema, detailSchema } from "./schemas.ts";

type Fulfil = Extract<OrderCommand, { kind: "fulfil" }>;
type CarrierRow = z.output<typeof carrierRowSchema>;

const MAX_TRACKING = 64;
/** Slashes, spaces and whole addresses pass; letters with marks and <> do not. */
const TRACKING = /^[~:#,%&_=()[\].? +\-@/a-zA-Z0-9]*$/;

export async function ship(command: Fulfil, work: Acting): Promise<CommandResult> {
  const number = command.trackingNumbers.join(TRACKING_SEPARATOR);
  const refusal = refused(number);
  if (refusal) return refusal;
  const now = kindNow(work);
  if (now === "cancelled" || now === "refunded")
    return rejected("order_over", "The order is cancelled or refunded in the shop; nothing can be shipped.");
  if (!(await isWhole(command, work)))
    return rejected("partial", "PrestaShop ships an order as a whole: choose all its units.");
  const [row] = await carrierRows(work);
  if (number !== "") {
    if (!row)
      return rejected("no_carrier", "The order has no delivery in the shop that could carry a tracking number.");
    if (row.tracking_number !== undefined && row.tracking_number !== number && isGone(now))
      return rejected("shipped", "The order has left with another tracking number. Change that number instead.");
    await setNumber(row, number, command.notifyCustomer, work);
  }
  if (isGone(now)) return done("The order is shipped in the shop.");
  return enter("shipped", command.notifyCustomer, work);
}

function isGone(kind: ReturnType<typeof kindNow>): boolean {
  return kind === "shipped" || kind === "delivered";
}

export async function track(command: TrackingCommand, work: Acting): Promise<CommandResult> {
  const number = command.trackingNumbers.join(TRACKING_SEPARATOR);
  const refusal = refused(number);
  if (refusal) return refusal;
  const row = (await carrierRows(work)).find((one) => one.id === command.fulfilmentKey);
  if (!row) return rejected("parcel_gone", "The shop no longer has this delivery.");
  await setNumber(row, number, command.notifyCustomer, work);
  return done("The shop has the new tracking number.");
}

function refused(number: string): CommandResult | null {
  if (number.length > MAX_TRACKING)
    return rejected("tracking_too_long", `PrestaShop keeps at most ${MAX_TRACKING} characters of tracking numbers.`);
  return TRACKING.test(number)
    ? null
    : rejected("tracking_signs", "PrestaShop takes plain letters, digits and a few signs in a tracking number.");
}

async function isWhole({ lines }: Fulfil, { order, ctx }: Acting): Promise<boolean> {
  if (!lines) return true;
  const request = { resource: "order_details", operation: "orders.order_details", field: "id_order" };
  const rows = await listByIds(ctx, request, [order.id]);
  const details = rows.map((row) => parseAtDoor(detailSchema, row, { ctx, what: "order row" }));
  const wanted = new Map(lines.map((line) => [line.lineKey, line.quantity]));
  return details.every((one) => (wanted.get(one.id) ?? 0) === Math.max(0, one.product_quantity - backUnits(one)));
}

async function carrierRows({ order, ctx }: Acting): Promise<CarrierRow[]> {
  const request = { resource: "order_carriers", operation: "orders.order_carriers", field: "id_order" };
  const rows = await listByIds(ctx, request, [order.id]);
  const read = rows.map((row) => parseAtDoor(carrierRowSchema, row, { ctx, what: "order carrier" }));
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
