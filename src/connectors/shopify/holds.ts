/** Holding an order back and reporting progress: both happen on its fulfilment orders. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { may, readFulfilmentOrders } from "./fulfilment-orders.ts";
import { graphql } from "./graphql.ts";
import { mustLoadOrder } from "./order-read.ts";
import type { RunOf } from "./order-steps.ts";
import { orderGone, refusedBy } from "./order-steps.ts";
import * as q from "./queries-orders.ts";
import { message } from "./words.ts";

/** Puts every open fulfilment order on hold; ours are told apart by a handle, so a repeat holds nothing twice. */
export async function holdOrder(run: RunOf<"status">, ctx: Context): Promise<CommandResult> {
  const orders = await readFulfilmentOrders(run.order.key, ctx);
  if (!orders) return orderGone;
  const open = orders.filter(
    (order) => may(order, "HOLD") && ["OPEN", "IN_PROGRESS", "SCHEDULED"].includes(order.status),
  );
  if (open.length === 0 && !orders.some((order) => order.status === "ON_HOLD"))
    return {
      state: "rejected",
      code: "NOTHING_TO_HOLD",
      text: message("refused.nothingLeftShipNothingPut"),
    };
  const handle = `argosy-${createHash("sha256").update(run.idempotencyKey).digest("hex").slice(0, 32)}`;
  const schema = z.object({ fulfillmentOrderHold: z.object({ userErrors }) });
  for (const order of open) {
    const hold = { reason: "OTHER", reasonNotes: "Put on hold in the hub", handle };
    const answer = await graphql(ctx, q.HOLD, { variables: { id: order.id, hold }, schema, what: "holding the order" });
    const errors = answer.fulfillmentOrderHold.userErrors.filter(
      (error) => error.code !== "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
    );
    const refused = refusedBy(errors, "the hold");
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
      return {
        state: "rejected",
        code: "ON_HOLD",
        text: message("refused.someoneElsePutOrderHold"),
      };
    const variables = { id: order.id, holds: own };
    const schema = z.object({ fulfillmentOrderReleaseHold: z.object({ userErrors }) });
    const answer = await graphql(ctx, q.RELEASE_HOLD, { variables, schema, what: "releasing the hold" });
    const refused = refusedBy(answer.fulfillmentOrderReleaseHold.userErrors, "to release the hold");
    if (refused) return refused;
  }
  if (held.length > 0) orders = (await readFulfilmentOrders(run.order.key, ctx)) ?? [];
  if (!orders.some((order) => order.status === "OPEN" || order.status === "IN_PROGRESS"))
    return { state: "rejected", code: "NOTHING_OPEN", text: message("refused.nothingLeftWorkOrder") };
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
