import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { executeCommand } from "./order-commands.ts";
import { createOrder, quoteOrder } from "./order-create.ts";
import { orderPart } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { ESSENTIAL_OF_ORDER } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export function orders(shop: ShopFacts): Orders {
  const here = forShop(shop);
  return {
    essential: { "data.orders.items.*": ESSENTIAL_OF_ORDER },
    sweeps: orderSweeps(shop),
    get: here(orderPart),
    options,
    execute: here(executeCommand),
    quote: here(quoteOrder),
    create: here(createOrder),
  };
}

const SHIPPABLE = ["PaymentAuthorized", "PaymentSettled", "PartiallyShipped", "PartiallyDelivered"];
const CLOSED = ["Cancelled", "Delivered"];
/** Orders in the hands of somebody in the shop. */
const BEING_EDITED = ["Modifying", "ArrangingAdditionalPayment", "ArrangingPayment"];

/** The shop moves an order by its payments and parcels; what can be asked for are those, and cancellation. */
function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const state = order.platformStatus;
  const isEdited = BEING_EDITED.includes(state);
  const isOpen = order.lines.some(({ quantity, fulfilledQuantity }) => fulfilledQuantity < quantity);
  const hasLeft = order.lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0);
  const canComplete = !isEdited && !CLOSED.includes(state) && !isOpen && hasLeft;
  const statuses: readonly OrderStatus[] = canComplete ? ["completed"] : [];
  return [
    {
      kind: "status",
      allowed: canComplete,
      warnings: canComplete ? [message("warning.parcelsMarkedDeliveredPaymentAuthorised")] : [],
      statuses,
    },
    {
      kind: "fulfil",
      allowed: SHIPPABLE.includes(state) && isOpen,
      warnings: [message("warning.trackingNumbersCannotChangedLater")],
    },
    {
      kind: "cancel",
      allowed: !isEdited && !CLOSED.includes(state) && isOpen,
      warnings: [
        message("warning.shopPutsEveryUnitNot"),
        message("warning.noMoneyMovesRefundWhat"),
        ...(hasLeft ? [message("warning.whatLeftStaysSoldRest")] : []),
      ],
    },
    {
      kind: "refund",
      allowed: !["ArrangingPayment", "PaymentAuthorized"].includes(state),
      warnings: [message("warning.shopPaymentHandlerPaysMoney"), message("warning.unitsPutBackStockCount")],
      money: "by_payment",
    },
    { kind: "note", allowed: true, warnings: [] },
  ];
}
