/** Refunds of what a buyer sends back: a return is refunded as a return, or Walmart has done it already (sheet section 5.6). */
import { parseMoney } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { write } from "./client.ts";
import type { Order, Return, ReturnLine } from "./order-schemas.ts";
import { isCancelled, unitsOf } from "./returns.ts";
import { message } from "./words.ts";

/** The seller says when; all other channels pay by themselves. */
const BY_SELLER = "SELLER_MANUAL_REFUND";
/** REFUND_INITIATED, REFUND_ISSUED, REFUND_COMPLETED: guide and samples differ in the last word. */
const REFUNDED = /^REFUND_/;

const unitsBack = (line: ReturnLine): number =>
  REFUNDED.test(line.currentRefundStatus ?? "")
    ? Math.max(unitsOf(line), line.refundedQty ?? 0)
    : (line.refundedQty ?? 0);

const linesFor = ({ returnOrderLines }: Return, orderKey: string): readonly ReturnLine[] =>
  returnOrderLines.filter((line) => line.purchaseOrderId === orderKey && !isCancelled(line));

/** Units of a line that were refunded with a return. */
export function refundedUnits(returns: readonly Return[], orderKey: string): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const line of returns.flatMap((one) => linesFor(one, orderKey))) {
    const key = line.purchaseOrderLineNumber ?? "";
    units.set(key, (units.get(key) ?? 0) + unitsBack(line));
  }
  return units;
}

/** A return with units of these lines that were not refunded yet. A refund beside it could be paid twice. */
export function openReturn(
  returns: readonly Return[],
  command: Pick<RefundCommand, "lines">,
  order: Order,
): Return | null {
  const named = command.lines.filter(({ quantity }) => quantity > 0);
  const isMeant = (line: ReturnLine) =>
    named.length === 0 || named.some(({ lineKey }) => lineKey === line.purchaseOrderLineNumber);
  const isOpen = (line: ReturnLine) => isMeant(line) && unitsBack(line) < unitsOf(line);
  return returns.find((one) => linesFor(one, order.purchaseOrderId).some(isOpen)) ?? null;
}

/** Refunding the whole return, where that is what was asked for; Walmart works the amount out. */
export function byReturn(
  open: Return,
  command: RefundCommand,
  order: Order,
): CommandResult | { send(ctx: Context): Promise<void> } {
  const lines = linesFor(open, order.purchaseOrderId);
  const id = open.returnOrderId;
  if (lines.some(({ refundChannel }) => refundChannel !== BY_SELLER))
    return rejected("return", message("refused.returnPaysItself", { id }));
  const reported = open.totalRefundAmount;
  const isSum = reported && parseMoney(reported.currencyAmount, reported.currencyUnit).minor === command.amount.minor;
  const isAlone = lines.length === open.returnOrderLines.filter((line) => !isCancelled(line)).length;
  const isSame = lines.every((line) =>
    command.lines.some(
      ({ lineKey, quantity }) => lineKey === line.purchaseOrderLineNumber && quantity === unitsOf(line),
    ),
  );
  const requested = command.lines.filter(({ quantity }) => quantity > 0).length;
  if (!isSum || !isAlone || !isSame || requested !== lines.length)
    return rejected(
      "return",
      message("refused.returnOpen", {
        id,
        amount: reported ? `${reported.currencyUnit} ${reported.currencyAmount}` : "?",
      }),
    );
  return {
    async send(ctx) {
      await write(ctx, {
        method: "POST",
        url: `/returns/${encodeURIComponent(id)}/refund`,
        operation: "returns.refund",
        json: {
          customerOrderId: open.customerOrderId,
          refundLines: lines.map((line) => ({
            returnOrderLineNumber: line.returnOrderLineNumber,
            quantity: { unitOfMeasure: "EACH", measurementValue: unitsOf(line) },
          })),
        },
      });
    },
  };
}
