import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { executeCommand } from "./order-commands.ts";
import { createOrder, quoteOrder } from "./order-create.ts";
import { orderPart } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { ESSENTIAL_OF_ORDER } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { CANCELED, CLOSED } from "./statuses.ts";
import { message } from "./words.ts";

export function orders(shop: ShopFacts): Orders {
  const here = forShop(shop);
  return {
    essential: { order: ESSENTIAL_OF_ORDER },
    sweeps: orderSweeps(shop),
    get: here(orderPart),
    options,
    execute: here(executeCommand),
    quote: here(quoteOrder),
    create: here(createOrder),
  };
}

/** The shop moves an order by its payments and parcels; what can be asked for are those, cancellation and closing. */
function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const state = order.platformStatus;
  const isCancelled = state === CANCELED;
  const isClosed = CLOSED.includes(state);
  const isOpen = order.lines.some(({ quantity, fulfilledQuantity }) => fulfilledQuantity < quantity);
  const hasLeft = order.lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0);
  const statuses: readonly OrderStatus[] = isClosed ? [] : ["completed"];
  return [
    {
      kind: "status",
      allowed: !isClosed,
      warnings: isClosed ? [] : [message("warning.closesOrderStands")],
      statuses,
    },
    {
      kind: "fulfil",
      allowed: !isCancelled && isOpen,
      warnings: [message("warning.trackingNumbersChangedLater")],
    },
    {
      kind: "cancel",
      allowed: !isClosed && !hasLeft,
      warnings: [message("warning.paysBackItselfCaptured"), message("warning.parcelsPackedNotLeftWithdrawn")],
    },
    {
      kind: "refund",
      allowed: !isCancelled,
      warnings: [message("warning.paymentProviderPaysMoneyBack"), message("warning.unitsPutBackIntoStock")],
      money: "by_payment",
    },
    { kind: "note", allowed: false, warnings: [] },
  ];
}
