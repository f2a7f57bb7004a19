import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { executeCommand } from "./order-commands.ts";
import { createOrder, quoteOrder } from "./order-create.ts";
import { orderPart } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import type { ShopFacts } from "./shop.ts";

export function ordersPort(shop: ShopFacts): Orders {
  return {
    sweeps: orderSweeps(shop),
    get: (key, ctx) => orderPart(key, shop, ctx),
    options,
    execute: (run, ctx) => executeCommand(run, shop, ctx),
    quote: (draft, ctx) => quoteOrder(draft, shop, ctx),
    create: (draft, ctx) => createOrder(draft, shop, ctx),
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
      warnings: canComplete
        ? ["Its parcels are marked as delivered, and a payment that is only authorised is settled."]
        : [],
      statuses,
    },
    {
      kind: "fulfil",
      allowed: SHIPPABLE.includes(state) && isOpen,
      warnings: ["Tracking numbers cannot be changed later, and a tracking address has no place in the shop."],
    },
    {
      kind: "cancel",
      allowed: !isEdited && !CLOSED.includes(state) && isOpen,
      warnings: [
        "The shop puts every unit that has not left back into its own stock.",
        "No money moves: refund what was paid as well.",
        ...(hasLeft ? ["What has left stays sold: only the rest is cancelled."] : []),
      ],
    },
    {
      kind: "refund",
      allowed: !["ArrangingPayment", "PaymentAuthorized"].includes(state),
      warnings: [
        "The shop's payment handler pays the money back; of payments entered by hand the refund is only noted.",
        "Units put back into stock count as cancelled in the shop.",
      ],
      money: "by_payment",
    },
    { kind: "note", allowed: true, warnings: [] },
  ];
}
