/** Commands of people, as the shop's workflows. Nothing locks there: each is looked up before it is repeated. */
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { refusal, rejected } from "../kit/contract/results.ts";
import { BEING_CHANGED } from "./classify.ts";
import { post } from "./client.ts";
import { fulfil, withdrawPacked } from "./order-fulfil.ts";
import { currentOrder, orderPart, toldOrder, WHOLE_ORDER } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import type { MedusaOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { CANCELED, CLOSED, leftOf } from "./statuses.ts";

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
      return { state: "unsupported", text: "Medusa's orders have no notes; nothing was sent." };
    case "status":
      if (command.status === "completed") return acting(run, shop, ctx, (order) => complete(order, ctx));
      if (command.status === "cancelled") return acting(run, shop, ctx, (order) => cancel(order, shop, ctx));
      return {
        state: "unsupported",
        text: `Medusa has no way to set an order to "${command.status}"; nothing was sent.`,
      };
  }
}

/** Reads the order, acts, and tells the order as it is afterwards. */
async function acting(
  run: CommandRun,
  shop: ShopFacts,
  ctx: Context,
  act: (order: MedusaOrder) => Promise<CommandResult>,
): Promise<CommandResult> {
  const order = await currentOrder(run.order.key, shop, ctx);
  if (!order) return rejected("unknown_order", "The shop does not know this order.");
  const result = await act(order).catch(refused);
  if (result.state !== "done" || result.order) return result;
  const after = await orderPart(run.order.key, shop, ctx);
  return after ? { ...result, order: after } : result;
}

function refused(error: unknown): CommandResult {
  if (isConnectorError(error) && error.info.kind === "rejected" && error.info.code === BEING_CHANGED)
    return rejected(
      BEING_CHANGED,
      "Somebody began an edit, a return or an exchange of this order in the shop and has not ended it. Confirm or discard it there, then try again.",
    );
  return refusal(error);
}

/** All of it or nothing: the shop cancels no part, and nothing of which a parcel stands. */
async function cancel(order: MedusaOrder, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  if (order.status === CANCELED) return done("The order is cancelled in the shop.");
  if (order.items.some((line) => leftOf(line) > 0))
    return rejected(
      "has_left",
      "A parcel of this order has left, and Medusa cancels whole orders alone. Refund it instead.",
    );
  await withdrawPacked(order, ctx);
  const readAtMs = ctx.clock.now();
  const body = await post(ctx, `/admin/orders/${order.id}/cancel`, { operation: "orders.cancel", query: WHOLE_ORDER });
  return {
    ...done("The order is cancelled in the shop, and its units are free again."),
    order: toldOrder(body, shop, ctx, readAtMs),
  };
}

async function complete(order: MedusaOrder, ctx: Context): Promise<CommandResult> {
  if (order.status === CANCELED) return rejected("cancelled", "The order is cancelled in the shop.");
  if (!CLOSED.includes(order.status))
    await post(ctx, `/admin/orders/${order.id}/complete`, { operation: "orders.complete", query: [["fields", "id"]] });
  return done("The order is completed in the shop.");
}

function done(text: string): Extract<CommandResult, { state: "done" }> {
  return { state: "done", text };
}
