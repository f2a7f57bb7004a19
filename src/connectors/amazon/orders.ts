/** Orders: read by search and notification; shipped, cancelled before shipping, and nothing else, because Amazon takes nothing else. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandOrder, CommandResult, CommandRun, Orders } from "../kit/contract/ports.ts";
import { cancel, cancelRefusal } from "./cancel.ts";
import { changed, fetchOrder } from "./order-reads.ts";
import { fulfil, shippingRefusal, updateTracking } from "./ship.ts";

const TRACKED = "Amazon tells the buyer and counts the order as shipped; every parcel needs a tracking number.";
const FEED = "Amazon works a cancellation off within minutes and tells the buyer; it counts as cancelled by you.";

export const orders: Orders = {
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
        text: "Refund the buyer in Seller Central (Orders, Manage Orders, Refund Order): nothing was sent. Amazon's own charges then show the refund here.",
      };
    case "note":
      return { state: "unsupported", text: "Amazon keeps no notes on orders; the note stays in the hub." };
    case "status":
      return {
        state: "unsupported",
        text: `Amazon sets the status of its orders itself; "${command.status}" stays in the hub. Ship or cancel the order instead.`,
      };
  }
}
