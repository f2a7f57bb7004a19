/** Shipping: units with a carrier and a number. It charges the buyer and cannot be taken back (sheet section 5.1). */
import type { Json } from "../../commerce/product.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { shipProblem } from "../kit/contract/order-checks.ts";
import type { RunOf } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { sentUnder, stillToShip } from "../kit/contract/still-to-ship.ts";
import { carrierOf } from "./carriers.ts";
import { isMerchants, type LoadedOrder, requestsCancel } from "./order-mapping.ts";
import type { Order } from "./order-schemas.ts";
import { acknowledge, done, isUnanswered, openUnits, sendAction } from "./order-steps.ts";
import { CANCELLED, SHIPPED } from "./statuses.ts";
import { message } from "./words.ts";

type Fulfil = RunOf<"fulfil">;
type Units = readonly { readonly lineKey: string; readonly quantity: number }[];

const METHODS: ReadonlySet<string> = new Set(["Standard", "Express", "OneDay", "Freight", "WhiteGlove", "Value"]);

/** The way the buyer chose; one that is not in the description is told as the plain one. */
export function methodOf({ shippingInfo }: Order): string {
  const reported = shippingInfo?.methodCode ?? "";
  return METHODS.has(reported) ? reported : "Standard";
}

export const fulfil: CommandExecutor<"fulfil", LoadedOrder> = async (run, existing, ctx) => {
  const { order, part } = existing;
  const { trackingNumbers, trackingUrl } = run.command;
  const [number] = trackingNumbers;
  if (!isMerchants(order)) return rejected("fulfilled_elsewhere", message("refused.walmartShips"));
  if (number === undefined) return rejected("tracking", message("refused.noTracking"));
  const requested = unitsLeft(run, existing, number);
  const text = trackingNumbers.length > 1 ? message("done.shippedFirstNumber") : message("done.shipped");
  if (requested.length === 0 && part.fulfilments.length > 0) return done(text, order.purchaseOrderId, ctx);
  if (part.platformStatus === CANCELLED) return rejected("cancelled", message("refused.cancelled"));
  const left = order.orderLines.orderLine.map((line) => ({
    key: line.lineNumber,
    title: line.item.productName ?? line.item.sku,
    left: openUnits(line),
  }));
  const problem = shipProblem(requested, left);
  if (problem) return rejected("units", problem);
  const carrierName = carrierOf(run.command);
  if (carrierName === null)
    return rejected("carrier", message("refused.carrier", { carrier: run.command.carrier ?? "" }));
  if (isUnanswered(order)) {
    await acknowledge(order, ctx);
    await run.save({ acknowledged: true });
  }
  const trackingInfo = {
    shipDateTime: ctx.shopNow(),
    carrierName,
    methodCode: methodOf(order),
    trackingNumber: number,
    ...(trackingUrl === undefined ? {} : { trackingURL: trackingUrl }),
  };
  await sendAction(order, "shipping", shipment(order, requested, trackingInfo), ctx);
  return done(text, order.purchaseOrderId, ctx);
};

/** The units still to ship under this number; none where an attempt nobody knows the end of, or one by hand, did it. */
function unitsLeft(run: Fulfil, { order, part }: LoadedOrder, number: string): Units {
  const open = order.orderLines.orderLine
    .map((line) => ({ lineKey: line.lineNumber, quantity: openUnits(line) }))
    .filter(({ quantity }) => quantity > 0);
  const { lines } = run.command;
  const exists = part.fulfilments.some((one) => one.trackingNumbers.includes(number));
  if (!exists || lines === undefined) return lines ?? open;
  return stillToShip(lines, sentUnder([number], run, part));
}

export interface LineUnits {
  readonly lineKey: string;
  readonly quantity: number;
}

/** `more` stands beside the tracking of every line. */
export function shipment(order: Order, units: readonly LineUnits[], trackingInfo: Json, more: object = {}): Json {
  const rows = units.map(({ lineKey, quantity }) => {
    const line = order.orderLines.orderLine.find(({ lineNumber }) => lineNumber === lineKey);
    return {
      lineNumber: lineKey,
      // Whoever ships it in spite of the buyer's wish has seen the order on hold.
      intentToCancelOverride: line !== undefined && requestsCancel(line),
      sellerOrderId: order.purchaseOrderId,
      orderLineStatuses: {
        orderLineStatus: [
          {
            status: SHIPPED,
            statusQuantity: { unitOfMeasurement: "EACH", amount: String(quantity) },
            trackingInfo,
            ...more,
          },
        ],
      },
    };
  });
  return { orderShipment: { orderLines: { orderLine: rows } } };
}
