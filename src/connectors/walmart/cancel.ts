/** Cancelling what has not left; Walmart charges the buyer for none of it (sheet section 5.1). */
import type { CancelReason } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { rejected } from "../kit/contract/results.ts";
import { isMerchants, type LoadedOrder, requestsCancel } from "./order-mapping.ts";
import type { Line } from "./order-schemas.ts";
import { done, openUnits, sendAction } from "./order-steps.ts";
import { CANCELLED } from "./statuses.ts";
import { message } from "./words.ts";

/** Only where the buyer asked for it there. */
const BUYER_REQUEST = "CUSTOMER_REQUESTED_SELLER_TO_CANCEL";
const NOT_THERE = "SELLER_CANCEL_OUT_OF_STOCK";
const REASONS: Readonly<Record<CancelReason, string>> = {
  customer: NOT_THERE,
  inventory: NOT_THERE,
  fraud: "SELLER_CANCEL_FRAUD_STOP_SHIPMENT",
  declined: "SELLER_CANCEL_FRAUD_STOP_SHIPMENT",
  other: NOT_THERE,
};

export const cancel: CommandExecutor<"cancel", LoadedOrder> = async ({ command }, { order, part }, ctx) => {
  if (part.platformStatus === CANCELLED) return done(message("done.cancelled"), order.purchaseOrderId, ctx);
  if (!isMerchants(order)) return rejected("fulfilled_elsewhere", message("refused.walmartShips"));
  const due = order.orderLines.orderLine.filter((line) => openUnits(line) > 0);
  if (due.length === 0) return rejected("shipped", message("refused.shippedAlready"));
  const reasonOf = (line: Line) => (requestsCancel(line) ? BUYER_REQUEST : REASONS[command.reason]);
  const lines = due.map(
    (line): Json => ({
      lineNumber: line.lineNumber,
      orderLineStatuses: {
        orderLineStatus: [
          {
            status: CANCELLED,
            cancellationReason: reasonOf(line),
            statusQuantity: { unitOfMeasurement: "EACH", amount: String(openUnits(line)) },
          },
        ],
      },
    }),
  );
  await sendAction(order, "cancel", { orderCancellation: { orderLines: { orderLine: lines } } }, ctx);
  return done(message("done.cancelled"), order.purchaseOrderId, ctx);
};
