import type { OrderStatus } from "../../commerce/statuses.ts";
import { ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { executeCommand, updateTracking } from "./order-commands.ts";
import { createOrder, quoteOrder } from "./order-create.ts";
import { orderReader } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { ESSENTIAL } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { TARGET_KIND } from "./state-change.ts";
import { REFUNDED } from "./statuses.ts";
import { message } from "./words.ts";

export function orders(shop: ShopFacts): Orders {
  const here = forShop(shop);
  return {
    essential: Object.fromEntries(Object.entries(ESSENTIAL).map(([list, fields]) => [`${list}.*`, fields])),
    sweeps: orderSweeps(shop),
    get: (key, ctx) => orderReader(shop, ctx).byId(key),
    options: (order) => options(order, shop),
    execute: here(executeCommand),
    updateTracking: here(updateTracking),
    quote: here(quoteOrder),
    create: here(createOrder),
  };
}

const STATUS_WARNINGS = [message("warning.booksWholePaymentWritesInvoice")];

/** The shop itself refuses nothing: any state may follow any other. What makes no sense is refused here. */
function options(order: CommandOrder, shop: ShopFacts): ReturnType<Orders["options"]> {
  const isOver = order.status === "cancelled";
  const [state = ""] = order.platformStatus.split(" ");
  const hasLeft = order.lines.some((line) => line.fulfilledQuantity > 0);
  const statuses: readonly OrderStatus[] = ORDER_TRANSITIONS[order.status].filter(
    (to) =>
      to === "completed" ||
      (!hasLeft && to !== "cancelled" && TARGET_KIND[to] !== undefined && (to !== "on_hold" || hasOnHold(shop))),
  );
  return [
    { kind: "status", allowed: statuses.length > 0, warnings: STATUS_WARNINGS, statuses },
    {
      kind: "fulfil",
      allowed: !isOver && order.status !== "completed" && !hasLeft,
      warnings: [message("warning.shipsOrderWholeTrackingNumber")],
    },
    {
      kind: "cancel",
      allowed: !isOver && order.status !== "completed",
      warnings: [message("warning.shopPutsEveryUnitBack"), message("warning.noMoneyReturnedRefundBooked")],
    },
    {
      kind: "refund",
      allowed: !isOver && state !== REFUNDED && order.status !== "pending",
      warnings: [message("warning.wholeOrderMarkedRefundedNo"), message("warning.nothingPutBackStock")],
      money: "never",
    },
    {
      kind: "note",
      allowed: shop.hasPatch,
      warnings: [message("warning.noteStandsOrderPrivateNote")],
    },
  ];
}

/** Only where the merchant named a state for it: the shop's own are for errors and backorders. */
function hasOnHold(shop: ShopFacts): boolean {
  return Object.values(shop.stateMap).includes("on_hold");
}
