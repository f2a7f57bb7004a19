/** Holds of fulfilment orders, and progress on them. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { HoldCommand } from "../../commerce/order-command.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, HoldRun } from "../kit/contract/ports.ts";
import { type UserError, userErrors } from "../kit/graphql/refusals.ts";
import { type FulfilmentOrder, may, readFulfilmentOrders } from "./fulfilment-orders.ts";
import { graphql } from "./graphql.ts";
import { mustLoadOrder } from "./order-read.ts";
import type { RunOf } from "./order-steps.ts";
import { orderGone, refusedBy } from "./order-steps.ts";
import * as q from "./queries-orders.ts";
import { message } from "./words.ts";

/** FulfillmentHoldReason of 2026-10. */
const REASONS: Readonly<Record<HoldCommand["reason"], string>> = {
  fraud: "HIGH_RISK_OF_FRAUD",
  address: "INCORRECT_ADDRESS",
  payment: "AWAITING_PAYMENT",
  stock: "INVENTORY_OUT_OF_STOCK",
  customer: "OTHER",
  other: "OTHER",
};

/** An app's holds on one fulfilment order are told apart by their handles: the same one twice is refused. */
interface OwnHold {
  readonly handle: string;
  readonly reason: string;
}

/** Fulfilment orders that can be held: also those somebody holds already. */
const canHold = (order: FulfilmentOrder): boolean =>
  may(order, "HOLD") && ["OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD"].includes(order.status);

const ownHolds = (order: FulfilmentOrder, handle: string) =>
  order.fulfillmentHolds.filter((hold) => hold.heldByRequestingApp && hold.handle === handle);

/** Places a hold on everything that is still to be shipped, or releases it. Those of others stay. */
export async function changeHold(run: HoldRun, ctx: Context): Promise<CommandResult> {
  const { action, holdId, reason } = run.command;
  const hold = { handle: `argosy-${holdId}`, reason: REASONS[reason] };
  const { key } = run.order;
  return action === "place" ? placeHold(key, hold, ctx) : releaseHold(key, hold, ctx);
}

async function placeHold(key: string, hold: OwnHold, ctx: Context): Promise<CommandResult> {
  const orders = await readFulfilmentOrders(key, ctx);
  if (!orders) return orderGone;
  let held = 0;
  for (const order of orders) {
    if (ownHolds(order, hold.handle).length > 0) held += 1;
    else if (canHold(order)) {
      const errors = await holdOne(order, hold, ctx);
      if (errors.length === 0) held += 1;
      else if (await isStillOpen(key, order, ctx)) return refuseHold(key, hold, { errors, ctx });
    }
  }
  const order = await mustLoadOrder(key, ctx);
  if (held > 0) return { state: "done", text: message("refused.orderHold"), order };
  return { state: "done", text: message("refused.nothingLeftShipNothingPut"), order, found: true };
}

async function holdOne(order: FulfilmentOrder, hold: OwnHold, ctx: Context): Promise<readonly UserError[]> {
  const schema = z.object({ fulfillmentOrderHold: z.object({ userErrors }) });
  const variables = { id: order.id, hold: { ...hold, reasonNotes: "Put on hold in the hub" } };
  const answer = await graphql(ctx, q.HOLD, { variables, schema, what: "holding the order" });
  // An earlier attempt, whose answer was lost, has placed it.
  return answer.fulfillmentOrderHold.userErrors.filter((error) => error.code !== "DUPLICATE_FULFILLMENT_HOLD_HANDLE");
}

async function isStillOpen(key: string, { id }: FulfilmentOrder, ctx: Context): Promise<boolean> {
  const now = (await readFulfilmentOrders(key, ctx))?.find((order) => order.id === id);
  return now !== undefined && canHold(now);
}

/** Of an order that cannot be held as a whole no part stays on hold. */
async function refuseHold(
  key: string,
  hold: OwnHold,
  { errors, ctx }: { readonly errors: readonly UserError[]; readonly ctx: Context },
): Promise<CommandResult> {
  const released = await releaseHold(key, hold, ctx);
  return released.state === "done" ? (refusedBy(errors, "the hold") ?? released) : released;
}

async function releaseHold(key: string, hold: OwnHold, ctx: Context): Promise<CommandResult> {
  const orders = await readFulfilmentOrders(key, ctx);
  if (!orders) return orderGone;
  for (const order of orders) {
    const holds = ownHolds(order, hold.handle).map(({ id }) => id);
    if (holds.length === 0) continue;
    const errors = await releaseOne(order, holds, ctx);
    const now = errors.length === 0 ? undefined : await readFulfilmentOrders(key, ctx);
    const isOn = now?.some((one) => one.id === order.id && ownHolds(one, hold.handle).length > 0);
    const refused = isOn ? refusedBy(errors, "to release the hold") : null;
    if (refused) return refused;
  }
  return { state: "done", text: message("done.holdReleased"), order: await mustLoadOrder(key, ctx) };
}

/** Only the holds named: without names Shopify releases all of them, those of others too. */
async function releaseOne(
  { id }: FulfilmentOrder,
  holds: readonly string[],
  ctx: Context,
): Promise<readonly UserError[]> {
  const schema = z.object({ fulfillmentOrderReleaseHold: z.object({ userErrors }) });
  const answer = await graphql(ctx, q.RELEASE_HOLD, { variables: { id, holds }, schema, what: "releasing the hold" });
  return answer.fulfillmentOrderReleaseHold.userErrors;
}

/** The status `on_hold`; where somebody holds the order already, nothing is added. */
export async function holdOrder(run: RunOf<"status">, ctx: Context): Promise<CommandResult> {
  const orders = await readFulfilmentOrders(run.order.key, ctx);
  if (!orders) return orderGone;
  const handle = `argosy-${createHash("sha256").update(run.idempotencyKey).digest("hex").slice(0, 32)}`;
  const open = orders.filter((order) => canHold(order) && order.status !== "ON_HOLD");
  if (open.length === 0 && !orders.some((order) => order.status === "ON_HOLD"))
    return { state: "rejected", code: "NOTHING_TO_HOLD", text: message("refused.nothingLeftShipNothingPut") };
  for (const order of open) {
    const refused = refusedBy(await holdOne(order, { handle, reason: REASONS.other }, ctx), "the hold");
    if (refused) return refused;
  }
  return { state: "done", text: message("refused.orderHold"), order: await mustLoadOrder(run.order.key, ctx) };
}

/** Marks the open fulfilment orders as being worked on; holds of ours are released first. */
export async function reportProgress(run: RunOf<"status">, ctx: Context): Promise<CommandResult> {
  let orders = await readFulfilmentOrders(run.order.key, ctx);
  if (!orders) return orderGone;
  const held = orders.filter((order) => order.status === "ON_HOLD");
  for (const order of held) {
    const own = order.fulfillmentHolds.filter((hold) => hold.heldByRequestingApp).map((hold) => hold.id);
    if (own.length < order.fulfillmentHolds.length)
      return rejected("ON_HOLD", message("refused.someoneElsePutOrderHold"));
    const refused = refusedBy(await releaseOne(order, own, ctx), "to release the hold");
    if (refused) return refused;
  }
  if (held.length > 0) orders = (await readFulfilmentOrders(run.order.key, ctx)) ?? [];
  if (!orders.some((order) => order.status === "OPEN" || order.status === "IN_PROGRESS"))
    return rejected("NOTHING_OPEN", message("refused.nothingLeftWorkOrder"));
  const schema = z.object({ fulfillmentOrderReportProgress: z.object({ userErrors }) });
  for (const order of orders.filter((candidate) => candidate.status === "OPEN" && may(candidate, "REPORT_PROGRESS"))) {
    const answer = await graphql(ctx, q.REPORT_PROGRESS, {
      variables: { id: order.id },
      schema,
      what: "the order's progress",
    });
    const refused = refusedBy(answer.fulfillmentOrderReportProgress.userErrors, "the progress report");
    if (refused) return refused;
  }
  return {
    state: "done",
    text: message("refused.orderMarkedProgress"),
    order: await mustLoadOrder(run.order.key, ctx),
  };
}

const rejected = (code: string, text: AnswerText): CommandResult => ({ state: "rejected", code, text });
