/** Commands of people, as the shop's workflows. Nothing locks there: each is looked up before it is repeated. */

import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { actOn, refusal, rejected } from "../kit/contract/results.ts";
import { BEING_CHANGED } from "./classify.ts";
import { post } from "./client.ts";
import { fulfil, withdrawPacked } from "./order-fulfil.ts";
import { currentOrder, orderPart, reportedOrder, WHOLE_ORDER } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import type { MedusaOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { CANCELED, CLOSED, leftOf } from "./statuses.ts";
import { message } from "./words.ts";

export async function executeCommand(run: CommandRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return acting(run, shop, ctx, (order) => fulfil(order, { run, command, shop, ctx }));
    case "cancel":
      return acting(run, shop, ctx, (order) => cancel(order, shop, ctx));
    case "refund":
      return acting(run, shop, ctx, (order) => refund(order, { run, command, shop, ctx }));
    case "note":
      return { state: "unsupported", text: message("refused.ordersNoNotesNothingSent") };
    case "status":
      if (command.status === "completed") return acting(run, shop, ctx, (order) => complete(order, ctx));
      if (command.status === "cancelled") return acting(run, shop, ctx, (order) => cancel(order, shop, ctx));
      return {
        state: "unsupported",
        text: message("refused.noWaySetOrderNothing", { status: command.status }),
      };
  }
}

function acting(
  run: CommandRun,
  shop: ShopFacts,
  ctx: Context,
  act: (order: MedusaOrder) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { key } = run.order;
  return actOn(
    {
      read: () => currentOrder(key, shop, ctx),
      unknown: message("refused.shopNotKnowOrder"),
      refused,
      after: () => orderPart(key, shop, ctx),
    },
    act,
  );
}

function refused(error: unknown): CommandResult {
  if (isConnectorError(error) && error.info.kind === "rejected" && error.info.code === BEING_CHANGED)
    return rejected(BEING_CHANGED, message("refused.somebodyBeganEditReturnExchange"));
  return refusal(error);
}

/** All of it or nothing: the shop cancels no part, and nothing of which a parcel stands. */
async function cancel(order: MedusaOrder, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  if (order.status === CANCELED) return done(message("done.orderCancelledShop"));
  if (order.items.some((line) => leftOf(line) > 0))
    return rejected("has_left", message("refused.parcelOrderLeftCancelsWhole"));
  await withdrawPacked(order, ctx);
  const readAtMs = ctx.clock.now();
  const body = await post(ctx, `/admin/orders/${order.id}/cancel`, { operation: "orders.cancel", query: WHOLE_ORDER });
  return {
    ...done(message("done.orderCancelledShopUnitsFree")),
    order: reportedOrder(body, shop, ctx, readAtMs),
  };
}

async function complete(order: MedusaOrder, ctx: Context): Promise<CommandResult> {
  if (order.status === CANCELED) return rejected("cancelled", message("done.orderCancelledShop"));
  if (!CLOSED.includes(order.status))
    await post(ctx, `/admin/orders/${order.id}/complete`, { operation: "orders.complete", query: [["fields", "id"]] });
  return done(message("done.orderCompletedShop"));
}

function done(text: AnswerText): Extract<CommandResult, { state: "done" }> {
  return { state: "done", text };
}
