/** What returned units are worth in an exchange: what they cost, as far as it was paid and is not refunded. */

import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import { type Answered, id, minorUnits } from "../../answer-schemas.ts";
import { HubError } from "../../errors.ts";
import { refusal } from "../../refusals.ts";
import type { OrderDetail } from "../order-fields/order-schema.ts";

import { unrefundedWorth } from "../refund-plan.ts";
import type { ReturnView } from "./return-view.ts";

export interface UnitsToExchange {
  /** The return's line, by its id. */
  readonly lineId: string;
  readonly quantity: number;
}

export const exchangeQuoteSchema = z
  .object({
    currency: z.string(),
    units: z.array(
      z.object({
        lineId: id,
        title: z.string(),
        sku: z.string().nullable(),
        variantId: id.nullable(),
        quantity: z.int(),
        most: z.int().describe("units that are not exchanged yet"),
        worthMinor: minorUnits.describe("what these units of the line cost"),
      }),
    ),
    worthMinor: minorUnits.describe("what these units cost with tax, without what was refunded of them"),
    availableMinor: minorUnits.describe(
      "what of it pays for the goods sent instead: no more than is known to be paid and not given back",
    ),
    paidMinor: minorUnits.nullable().describe("of the whole order; null: the channel does not tell"),
    refundedMinor: minorUnits,
  })
  .meta({ id: "ExchangeQuote" });
export type ExchangeQuote = Answered<typeof exchangeQuoteSchema>;

export interface ExchangeWorth extends ExchangeQuote {
  /** The order's lines as the refund names them. */
  readonly refunded: readonly { readonly lineKey: string; readonly quantity: number; readonly restocked: boolean }[];
}

/** A refund in these states took no money. */
const WITHOUT_EFFECT: readonly (string | null)[] = [null, "failed", "rejected", "unsupported", "cancelled"];

/** Throws HubError RETURN_STATE, RETURN_REFUNDED, RETURN_LINE_UNKNOWN, RETURN_TOO_MANY. */
export function exchangeWorth(
  one: ReturnView,
  order: OrderDetail,
  requested: readonly UnitsToExchange[] | undefined,
): ExchangeWorth {
  const { number, state } = one;
  if (state !== "approved" && state !== "received" && state !== "closed")
    throw new HubError("RETURN_STATE", "conflict", message("refused.exchangeState", { number, state }));
  if (!WITHOUT_EFFECT.includes(one.refundState))
    throw new HubError("RETURN_REFUNDED", "conflict", message("refused.exchangeRefunded", { number }));
  const units = unitsOf(one, order, requested);
  const gifts = new Set(one.lines.flatMap(({ lineKey, isGift }) => (isGift ? lineKey : [])));
  const lines = units.flatMap(({ lineKey, quantity }) =>
    quantity > 0 && !gifts.has(lineKey) ? { lineKey, quantity, restock: false } : [],
  );
  const { worthMinor: byLine, leftMinor, lines: named } = unrefundedWorth(order, lines);
  const worthMinor = [...byLine.values()].reduce((sum, minor) => sum + minor, 0n);
  const existing = leftMinor ?? 0n;
  return {
    currency: order.currency,
    units: units.map(({ lineKey, ...rest }) => ({ ...rest, worthMinor: byLine.get(lineKey) ?? 0n })),
    worthMinor,
    availableMinor: worthMinor < existing ? worthMinor : existing,
    paidMinor: order.money.paidMinor,
    refundedMinor: order.money.refundedMinor,
    refunded: named.map(({ lineKey, quantity }) => ({ lineKey, quantity, restocked: false })),
  };
}

function unitsOf(one: ReturnView, order: OrderDetail, requested: readonly UnitsToExchange[] | undefined) {
  if (requested?.some(({ lineId }) => !one.lines.some(({ id }) => id === lineId)))
    throw refusal("RETURN_LINE_UNKNOWN", "units");
  return one.lines.map((line) => {
    const most = line.quantity - line.exchangedQuantity;
    const same = requested?.filter(({ lineId }) => lineId === line.id);
    const quantity = same?.reduce((sum, each) => sum + each.quantity, 0) ?? most;
    if (quantity > most)
      throw new HubError(
        "RETURN_TOO_MANY",
        "conflict",
        message("refused.exchangeAtMost", { name: line.title, units: most }),
        "units",
      );
    const variantId = order.lines.find(({ id }) => id === line.orderLineId)?.variantId ?? null;
    const { id: lineId, lineKey, title, sku } = line;
    return { lineId, lineKey, title, sku, variantId, quantity, most };
  });
}
