/** Commands of people, as the shop's mutations. Nothing locks there: each is looked up before it is repeated. */

import { z } from "zod";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { actOn, refusal, rejected } from "../kit/contract/results.ts";
import { anyJson, idText } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { deliver, fulfil, withdrawPending } from "./order-fulfil.ts";
import { toOrderPart, unitsIn } from "./order-mapping.ts";
import { currentOrder, orderPart } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { refusable, refuse } from "./refusals.ts";
import type { VendureOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { LEFT } from "./statuses.ts";
import { message } from "./words.ts";

export async function executeCommand(run: CommandRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return acting(run, shop, ctx, (order) => fulfil(order, { run, command, ctx }));
    case "cancel":
      return acting(run, shop, ctx, (order) => cancel(order, command.note ?? command.reason, shop, ctx));
    case "refund":
      return acting(run, shop, ctx, (order) => refund(order, { run, command, shop, ctx }));
    case "note":
      return note(run, command, ctx);
    case "status":
      if (command.status === "completed") return acting(run, shop, ctx, (order) => complete(order, ctx));
      if (command.status === "cancelled") return acting(run, shop, ctx, (order) => cancel(order, "", shop, ctx));
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
  act: (order: VendureOrder) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { key } = run.order;
  return actOn(
    {
      read: () => currentOrder(key, shop, ctx),
      unknown: message("refused.shopNotKnowOrder"),
      after: () => orderPart(key, shop, ctx),
    },
    act,
  );
}

/**
 * What has not left, with the shipping where nothing has. Without lines the shop would take back what has left as well,
 * and put it into its stock.
 */
async function cancel(order: VendureOrder, reason: string, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  if (order.state === "Cancelled") return done(message("done.orderCancelledShop"));
  const open = order.lines
    .map((line) => ({ orderLineId: line.id, quantity: line.quantity - unitsIn(line, order, LEFT) }))
    .filter(({ quantity }) => quantity > 0);
  if (open.length === 0) return rejected("all_left", message("refused.allUnitsLeftCancelledBefore"));
  await withdrawPending(order, ctx);
  const hasLeft = order.lines.some((line) => unitsIn(line, order, LEFT) > 0);
  const input = { orderId: order.id, reason, ...(hasLeft ? { lines: open } : { cancelShipping: true }) };
  const readAtMs = ctx.clock.now();
  const { cancelOrder } = await graphql(ctx, documents.CANCEL, {
    variables: { input },
    schema: z.object({ cancelOrder: anyJson }),
    what: "the cancellation",
  });
  refuse(refusable.parse(cancelOrder), "the cancellation");
  return {
    ...done(hasLeft ? message("done.restCancelledShopUnitsFree") : message("done.orderCancelledShopUnitsFree")),
    order: toOrderPart(cancelOrder, { shop, ctx, readAtMs }) ?? undefined,
  };
}

/** Core closes an order whose parcels are delivered; money that is only authorised is taken before. */
async function complete(order: VendureOrder, ctx: Context): Promise<CommandResult> {
  if (order.state === "Delivered" && order.payments.every(({ state }) => state !== "Authorized"))
    return done(message("done.orderDeliveredShop"));
  if (order.lines.some((line) => line.quantity > unitsIn(line, order, LEFT)))
    return rejected("not_shipped", message("refused.completesOrderOnceAllDelivered"));
  for (const payment of order.payments.filter(({ state }) => state === "Authorized")) {
    const { settlePayment } = await graphql(ctx, documents.SETTLE_PAYMENT, {
      variables: { id: payment.id },
      schema: z.object({ settlePayment: refusable }),
      what: "the payment",
    });
    refuse(settlePayment, "the payment");
  }
  await deliver(order, ctx);
  return done(message("done.parcelsMarkedDeliveredShop"));
}

const NOTED = message("done.noteStands");

const notesSchema = z.object({
  order: z
    .object({ history: z.object({ items: z.array(z.object({ data: z.object({ note: z.string().optional() }) })) }) })
    .nullable(),
});

/** After an attempt without an answer the order is looked at: the note may stand there already. */
async function note(
  { order: { key: id }, uncertain }: CommandRun,
  { text, visibleToCustomer }: { readonly text: string; readonly visibleToCustomer: boolean },
  ctx: Context,
): Promise<CommandResult> {
  if (uncertain) {
    const { order } = await graphql(ctx, documents.ORDER_NOTES, {
      variables: { id },
      schema: notesSchema,
      what: "the notes",
    });
    if (order?.history.items.some(({ data }) => data.note === text)) return done(NOTED);
  }
  try {
    await graphql(ctx, documents.ADD_NOTE, {
      variables: { input: { id, note: text, isPublic: visibleToCustomer } },
      schema: z.object({ addNoteToOrder: z.object({ id: idText }) }),
      what: "the note",
    });
  } catch (error) {
    return refusal(error);
  }
  return done(NOTED);
}

function done(text: AnswerText): Extract<CommandResult, { state: "done" }> {
  return { state: "done", text };
}
