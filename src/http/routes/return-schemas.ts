/** Shapes of returns and exchanges as the interface gives them. */

import { z } from "zod";
import { id } from "../schemas.ts";

const nullableText = z.string().nullable();

export const exchangeQuote = z
  .object({
    currency: z.string(),
    units: z.array(
      z.object({
        lineId: id,
        title: z.string(),
        sku: nullableText,
        variantId: id.nullable(),
        quantity: z.int(),
        most: z.int().describe("units that are not exchanged yet"),
        worthMinor: z.int().describe("what these units of the line cost"),
      }),
    ),
    worthMinor: z.int().describe("what these units cost with tax, without what was refunded of them"),
    availableMinor: z
      .int()
      .describe("what of it pays for the goods sent instead: no more than is known to be paid and not given back"),
    paidMinor: z.int().nullable().describe("of the whole order; null: the channel does not tell"),
    refundedMinor: z.int(),
  })
  .meta({ id: "ExchangeQuote" });
