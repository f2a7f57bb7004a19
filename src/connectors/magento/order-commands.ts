/**
 * What the shop can be asked to do with an order: verbs, not statuses. A refused repetition of a verb is harmless, so
 * that whatever is uncertain is read again and asked again.
 */
import type { Json } from "../../commerce/product.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun, HoldRun } from "../kit/contract/ports.ts";
import { refusal, rejected } from "../kit/contract/results.ts";
import { request } from "./client.ts";
import { ship } from "./order-fulfil.ts";
import { invoicedOf } from "./order-lines.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { toOrderPart } from "./order-mapping.ts";
import type { SalesDocument } from "./order-read.ts";
import { readOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { type Acted, done, VERB_TIMEOUT_MS } from "./order-steps.ts";
import { basicSigns } from "./product-save.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export async function executeCommand(run: CommandRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return acting(run, shop, ctx, (whole) => ship(whole, { ...run, command }, shop, ctx));
    case "cancel":
      return acting(run, shop, ctx, (whole) => cancel(whole, ctx));
    case "refund":
      return acting(run, shop, ctx, (whole) => refund(whole, { ...run, command }, ctx), ["invoices", "creditmemos"]);
    case "note":
      return acting(run, shop, ctx, (whole) =>
        note(whole, command.text, command.visibleToCustomer, run.uncertain, ctx),
      );
    case "status":
      return acting(run, shop, ctx, (whole) => setStatus(whole, run, command.status, shop, ctx));
  }
}

/** Reads the order with what the act needs of it, acts, and tells the order as it is afterwards. */
async function acting(
  run: Pick<CommandRun, "order">,
  shop: ShopFacts,
  ctx: Context,
  act: (whole: WholeOrder) => Promise<CommandResult | Acted>,
  papers: readonly SalesDocument[] = ["shipments"],
): Promise<CommandResult> {
  const whole = await readOrder(run.order.key, ctx, papers);
  if (!whole) return rejected("unknown_order", message("refused.shopNotKnowOrder"));
  const acted = await act(whole).catch(refusal);
  const result = "after" in acted ? acted.result : acted;
  if (result.state !== "done" && result.state !== "uncertain") return result;
  const after = "after" in acted ? acted.after : await readOrder(run.order.key, ctx);
  return after ? { ...result, order: toOrderPart(after, shop, ctx) } : result;
}

async function setStatus(
  whole: WholeOrder,
  run: CommandRun,
  status: OrderStatus,
  shop: ShopFacts,
  ctx: Context,
): Promise<CommandResult | Acted> {
  const { state } = whole.order;
  if (state === "holded" && ["pending", "confirmed", "processing"].includes(status)) return unhold(whole, ctx);
  switch (status) {
    case "on_hold":
      return hold(whole, ctx);
    case "cancelled":
      return cancel(whole, ctx);
    case "processing":
      return invoice(whole, ctx);
    case "completed":
      return complete(whole, run, shop, ctx);
    case "confirmed": {
      const noted = await note(whole, "Confirmed", false, run.uncertain, ctx);
      return noted.state === "done" ? done(message("done.notedOrderKeepsShowingPending")) : noted;
    }
    case "pending":
      return rejected("state", message("refused.noWayBackPending", { state }));
  }
}

async function verb(ctx: Context, path: string, operation: string, json?: Json): Promise<Json> {
  return request(ctx, { method: "POST", path, operation, json, timeoutMs: VERB_TIMEOUT_MS });
}

async function hold({ order }: WholeOrder, ctx: Context): Promise<CommandResult> {
  if (order.state === "holded") return done(message("done.orderHoldShop"));
  await verb(ctx, `/orders/${order.entity_id}/hold`, "orders.hold");
  return done(message("done.orderHoldShop"));
}

/** A shop has one hold of an order and does not say whose: what was on hold before is not ours to release. */
export async function changeHold(run: HoldRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  return acting(run, shop, ctx, async (whole) => {
    if (run.command.action === "place") return placeHold(whole, run.uncertain, ctx);
    return whole.order.state === "holded" ? unhold(whole, ctx) : done(message("done.orderNotHeldShop"));
  });
}

/** States in which nothing is left to hold. */
const OVER: readonly string[] = ["complete", "closed", "canceled"];

async function placeHold(whole: WholeOrder, isUncertain: boolean, ctx: Context): Promise<CommandResult | Acted> {
  const { state, entity_id: id } = whole.order;
  const found = { state: "done", text: message("done.nothingOfOursHeldShop"), found: true } as const;
  if (state === "holded") return isUncertain ? done(message("done.orderHoldShop")) : found;
  if (OVER.includes(state)) return found;
  const held = await hold(whole, ctx).catch(refusal);
  if (held.state !== "rejected") return held;
  const after = await readOrder(id, ctx);
  return after && (after.order.state === "holded" || OVER.includes(after.order.state))
    ? { result: found, after }
    : held;
}

async function unhold({ order }: WholeOrder, ctx: Context): Promise<CommandResult> {
  await verb(ctx, `/orders/${order.entity_id}/unhold`, "orders.unhold");
  return done(message("done.orderReleasedShopStatusBefore"));
}

/** `true` does not mean cancelled, and `false` comes without a reason: the order is read again. */
async function cancel({ order }: WholeOrder, ctx: Context): Promise<CommandResult | Acted> {
  if (order.state === "canceled") return done(message("done.orderCancelledShop"));
  if (invoicedOf(order) === "invoiced")
    return rejected("invoiced", message("refused.everythingOrderInvoicedCancelsNo"));
  if (!["new", "pending_payment", "processing"].includes(order.state))
    return rejected("state", message("refused.cancelsNoOrderState", { state: order.state }));
  const answer = await verb(ctx, `/orders/${order.entity_id}/cancel`, "orders.cancel");
  const after = await readOrder(order.entity_id, ctx);
  const text =
    after?.order.state === "canceled" ? message("done.cancelledReservedFree") : message("done.restStaysOpen");
  if (after?.order.state === "canceled" || answer === true) return { result: done(text), after };
  return rejected("not_cancelled", message("refused.notCancelOrderGivesNo"));
}

/** With an offline method an invoice marks the order as paid; no money is drawn. */
export async function invoice({ order }: WholeOrder, ctx: Context): Promise<CommandResult> {
  if (invoicedOf(order) === "invoiced") return done(message("done.orderInvoicedShop"));
  if (!["new", "pending_payment", "processing"].includes(order.state))
    return rejected("state", message("refused.makesNoInvoiceState", { state: order.state }));
  const json = { capture: false, notify: false };
  await verb(ctx, `/order/${order.entity_id}/invoice`, "orders.invoice", json);
  return done(message("done.orderInvoicedShopNothingCaptured"));
}

/** An order is complete when all of it is invoiced and shipped; the word itself cannot be set. */
async function complete(
  whole: WholeOrder,
  run: CommandRun,
  shop: ShopFacts,
  ctx: Context,
): Promise<CommandResult | Acted> {
  const { order } = whole;
  if (order.state === "complete") return done(message("done.orderCompleteShop"));
  const invoiced = await invoice(whole, ctx);
  if (invoiced.state !== "done") return invoiced;
  const now = (await readOrder(order.entity_id, ctx)) ?? whole;
  if (now.order.state !== "complete") {
    const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
    const shipped = await ship(now, { ...run, command }, shop, ctx);
    if (shipped.state !== "done") return shipped;
  }
  const after = await readOrder(order.entity_id, ctx);
  if (after?.order.state === "complete") return { result: done(message("done.orderInvoicedShippedCompleted")), after };
  return rejected("still_open", message("refused.keepsOrderState", { state: after?.order.state ?? order.state }));
}

/** The status is sent along: without it older versions empty it, and the order leaves the shop's lists. */
async function note(
  { order }: WholeOrder,
  text: string,
  isVisible: boolean,
  isUncertain: boolean,
  ctx: Context,
): Promise<CommandResult> {
  const written = (order.status_histories ?? []).some((one) => sameText(one.comment ?? "", text));
  if (isUncertain && written) return done(message("done.noteStandsOrderShop"));
  const statusHistory = {
    comment: text,
    is_customer_notified: 0,
    is_visible_on_front: isVisible ? 1 : 0,
    parent_id: Number(order.entity_id),
    entity_name: "order",
    status: order.status,
  };
  await verb(ctx, `/orders/${order.entity_id}/comments`, "orders.note", { statusHistory });
  return done(message("done.noteStandsOrderShop"));
}

/** The shop's database may write "????" for an emoji. */
function sameText(reported: string, requested: string): boolean {
  const plain = (text: string) => basicSigns(text.replaceAll("????", "")).trim();
  return plain(reported) === plain(requested);
}
