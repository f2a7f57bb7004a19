/** Orders: read by search and notification; shipped, cancelled before shipping, and nothing else, because Amazon takes nothing else. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandOrder, CommandResult, CommandRun, Orders } from "../kit/contract/ports.ts";
import { cancel, cancelRefusal } from "./cancel.ts";
import { fulfil, shippingRefusal, updateTracking } from "./order-fulfil.ts";
import { changed, fetchOrder } from "./order-read.ts";
import { ESSENTIAL_OF_ORDER } from "./order-schemas.ts";
import { message } from "./words.ts";

const TRACKED = message("said.tellsBuyerCountsOrderShipped");
const FEED = message("said.worksCancellationOffWithinMinutes");

export const orders: Orders = {
  essential: { order: ESSENTIAL_OF_ORDER, "orders.*": ESSENTIAL_OF_ORDER },
  sweeps: [changed],
  get: fetchOrder,
  options: (order: CommandOrder) => [
    { kind: "status", allowed: false, warnings: [], statuses: [] },
    { kind: "fulfil", allowed: canShip(order), warnings: [TRACKED] },
    { kind: "cancel", allowed: cancelRefusal(order.platformStatus) === null, warnings: [FEED] },
    { kind: "refund", allowed: false, warnings: [] },
    { kind: "note", allowed: false, warnings: [] },
  ],
  execute,
  updateTracking,
};

const canShip = ({ platformStatus }: CommandOrder): boolean =>
  /^(?:UNSHIPPED|PARTIALLY_SHIPPED) /.test(platformStatus) && shippingRefusal(platformStatus) === null;

async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return fulfil(run, command, ctx);
    case "cancel":
      return cancel(run, command, ctx);
    case "refund":
      return {
        state: "unsupported",
        text: message("refused.refundBuyerSellerCentralOrders"),
      };
    case "note":
      return { state: "unsupported", text: message("refused.keepsNoNotesOrdersNote") };
    case "status":
      return {
        state: "unsupported",
        text: message("refused.setsStatusOrdersItselfStays", { status: command.status }),
      };
  }
}
