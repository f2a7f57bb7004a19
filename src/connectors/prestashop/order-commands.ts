/**
 * What is done to orders. The shop runs a change of state with everything behind it, and runs it again each time it is
 * asked: units move twice, the customer gets two mails. So the order is read before each step and after each doubt.
 */
import { parseMoney } from "../../commerce/money.ts";
import type { CommandOf, OrderCommand } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun, TrackingRun } from "../kit/contract/ports.ts";
import { refusal, rejected, unsupported } from "../kit/contract/results.ts";
import { change, fieldNodes } from "./change.ts";
import { ship, track } from "./order-fulfil.ts";
import { hasSlips, orderReader } from "./order-read.ts";
import type { Acting } from "./order-steps.ts";
import { currentOrder, done, enter, kindNow, reachedKind } from "./order-steps.ts";
import type { Order } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { TARGET_KIND } from "./state-change.ts";
import { readStates } from "./state-list.ts";
import type { Kind } from "./statuses.ts";
import { isGone, PAYMENT_ERROR } from "./statuses.ts";
import { message } from "./words.ts";

export function executeCommand(run: CommandRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  return acting(run, shop, ctx, (work) => execute(run.command, work));
}

export function updateTracking(run: TrackingRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  return acting(run, shop, ctx, (work) => track(run.command, work));
}

function execute(command: OrderCommand, work: Acting): Promise<CommandResult> | CommandResult {
  switch (command.kind) {
    case "fulfil":
      return ship(command, work);
    case "cancel":
      return cancel(command.notifyCustomer, work);
    case "refund":
      return refund(command, work);
    case "status":
      return setStatus(command, work);
    case "note":
      return command.visibleToCustomer
        ? unsupported(message("refused.noNoteCustomerWayNothing"))
        : note(command.text, work);
  }
}

/** Reads the order, acts, and tells the order as it is afterwards where the hub cannot know it. */
async function acting(
  { order: { key }, command }: CommandRun | TrackingRun,
  shop: ShopFacts,
  ctx: Context,
  act: (work: Acting) => Promise<CommandResult> | CommandResult,
): Promise<CommandResult> {
  const order = await currentOrder(key, ctx);
  if (!order) return rejected("unknown_order", message("refused.shopNotKnowOrder"));
  const states = await readStates(shop, ctx);
  let result: CommandResult;
  try {
    result = await act({ order, states, shop, ctx });
  } catch (error) {
    return refusal(error);
  }
  if (result.state !== "done" || !movesMore(command.kind, order)) return result;
  const after = await orderReader(shop, ctx).afterCommand(key);
  return after ? { ...result, order: after } : result;
}

/**
 * A parcel that leaves, and a note, change nothing but what was asked: the hub knows that, and the next look brings the
 * shop's own words for it. Out of a payment error the shop takes the units again.
 */
function movesMore(kind: (CommandRun | TrackingRun)["command"]["kind"], order: Order): boolean {
  return kind !== "note" && (kind !== "fulfil" || order.current_state === PAYMENT_ERROR);
}

async function setStatus(command: CommandOf<"status">, work: Acting): Promise<CommandResult> {
  if (command.status === "cancelled") return cancel(false, work);
  const kind = requestedKind(command.status, work);
  if (!kind) return unsupported(message("refused.noStateNothingSent", { status: command.status }));
  // The shop would take a parcel back into preparation without a word.
  if (kind !== "delivered" && isGone(await reachedKind(work)))
    return kind === "on_hold"
      ? rejected("shipped", message("refused.orderLeftCannotPutHold"))
      : done(message("done.orderLeftAlreadyStateStays"));
  return enter(kind, false, work);
}

/** An order to be paid at the door is confirmed by preparing it: "payment accepted" would not be true. */
function requestedKind(status: keyof typeof TARGET_KIND, { order, shop }: Acting): Kind | undefined {
  const kind = TARGET_KIND[status];
  return kind === "confirmed" && shop.codModules.includes(order.module ?? "") ? "processing" : kind;
}

async function cancel(notifyCustomer: boolean, work: Acting): Promise<CommandResult> {
  const now = await reachedKind(work);
  if (now === "refunded") return rejected("refunded", message("refused.orderRefundedShopCancelIf"));
  if (now === "delivered") return rejected("delivered", message("refused.orderDeliveredWouldPutUnits"));
  return enter("cancelled", notifyCustomer, work);
}

async function refund(command: CommandOf<"refund">, work: Acting): Promise<CommandResult> {
  const { order, shop } = work;
  const now = kindNow(work);
  const currency = shop.currencies[order.id_currency] ?? shop.currency;
  const totalMinor = parseMoney(order.total_paid_tax_incl, currency).minor;
  if (command.amount.currency !== currency)
    return rejected("currency", message("refused.orderRefundCurrency", { currency }));
  if (now === "cancelled") return rejected("cancelled", message("refused.cancelledOrderCannotRefundedAny"));
  // The whole is asked for by whoever has not read a slip yet: with it more would go back than was paid.
  if (command.amount.minor !== totalMinor || (await hasSlips(order.id, work.ctx)))
    return rejected("partial", message("refused.noStatePartMoneyRefund"));
  const result = await enter("refunded", command.notifyCustomer ?? false, work);
  return result.state === "done"
    ? { ...result, text: message("refused.orderMarkedRefundedShop"), moneyMoved: false }
    : result;
}

/** Adds a line to the private note; a line that stands there is not added again. */
async function note(text: string, work: Acting): Promise<CommandResult> {
  const { order, shop, ctx } = work;
  if (!shop.hasPatch || order.note === undefined) return unsupported(message("refused.versionKeepsNoNoteOrder"));
  const before = order.note ?? "";
  if (before.split("\n").includes(text) || before.endsWith(text)) return done(message("done.noteStandsOrder"));
  const after = before === "" ? text : `${before}\n${text}`;
  const fields = fieldNodes({ note: after });
  await change(ctx, shop, {
    resource: "orders",
    node: "order",
    id: order.id,
    fields,
    operation: "orders.note",
  });
  return done(message("done.noteStandsOrderPrivateNote"));
}
