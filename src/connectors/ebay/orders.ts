/** Orders: polled, shipped by parcels, cancelled whole, paid back. eBay takes no notes and no statuses. */
import { executing } from "../kit/contract/executing.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { refusal, unsupported } from "../kit/contract/results.ts";
import { cancel } from "./cancel.ts";
import { fulfil, shippingRefusal } from "./order-fulfil.ts";
import { type ExistingOrder, fetchOrder, readExisting } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { ESSENTIAL_OF_ORDER } from "./order-schemas.ts";
import { changedOrders, openOrders } from "./order-sweeps.ts";
import { returnedOrders } from "./returns.ts";
import { message } from "./words.ts";

const TELLS_BUYER = message("warning.shippingIsFinal");
const PAYS_BACK = message("warning.cancelPaysBack");
const REAL_MONEY = message("warning.refundMovesMoney");

export const orders: Orders = {
  essential: { "": ESSENTIAL_OF_ORDER, "orders.*": ESSENTIAL_OF_ORDER },
  sweeps: [changedOrders, openOrders, returnedOrders],
  get: fetchOrder,
  options: (order: CommandOrder) => [
    { kind: "status", allowed: false, warnings: [], statuses: [] },
    { kind: "fulfil", allowed: mayShip(order), warnings: [TELLS_BUYER] },
    { kind: "cancel", allowed: mayCancel(order), warnings: [PAYS_BACK] },
    { kind: "refund", allowed: mayRefund(order), warnings: [REAL_MONEY], money: "moves" },
    { kind: "note", allowed: false, warnings: [] },
  ],
  execute: executing<ExistingOrder>({
    read: readExisting,
    gone: { code: "not_found", text: message("refused.orderUnknown") },
    refused: refusal,
    by: {
      fulfil,
      cancel,
      refund,
      note: async () => unsupported(message("refused.noNotes")),
      status: async ({ command: { status } }) => unsupported(message("refused.noStatus", { status })),
    },
  }),
};

const mayShip = ({ platformStatus, status }: CommandOrder): boolean =>
  status !== "completed" && shippingRefusal(platformStatus) === null;

const mayCancel = ({ platformStatus, lines }: CommandOrder): boolean =>
  !/ CANCELED/.test(platformStatus) && lines.every(({ fulfilledQuantity }) => fulfilledQuantity === 0);

const mayRefund = ({ platformStatus }: CommandOrder): boolean =>
  / (?:PAID|PARTIALLY_REFUNDED) NONE_REQUESTED/.test(platformStatus);
