/** What the analytics routes answer. Amounts are minor units. */

import { z } from "zod";
import { productSalesSchema, soldSchema } from "../../hub/analytics/products.ts";
import { rangeFields, salesReportSchema } from "../../hub/analytics/sales.ts";
import { boundedCount } from "../../hub/answer-schemas.ts";

const minor = z.int();

export const reportSchema = salesReportSchema
  .extend({ products: z.array(productSalesSchema).describe("by=product: the 50 that sold most by net") })
  .meta({ id: "SalesReport" });

export const productReportSchema = z
  .object({
    ...rangeFields,
    items: z.array(productSalesSchema),
    nextCursor: z.string().nullable(),
    total: boundedCount.optional().describe("where total=true asks for it"),
    unlinked: soldSchema.describe("lines of products the hub does not know"),
    stock: z
      .object({
        units: z.int(),
        valueMinor: minor,
        unitsWithoutCost: z.int().describe("not in the value: their cost, or a rate for it, is not known"),
      })
      .nullable()
      .describe("null for whoever may not see costs"),
  })
  .meta({ id: "ProductReport" });
