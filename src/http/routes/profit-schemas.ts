/** What the profit routes answer. Amounts are minor units of the organization's currency. */

import { z } from "zod";
import { BRIDGE_STEPS } from "../../commerce/profit/bridge.ts";
import { boundedCount } from "../../hub/answer-schemas.ts";
import { campaignFiguresFields, campaignProfitSchema } from "../../hub/profit/campaigns.ts";
import { figuresFields } from "../../hub/profit/order-profit.ts";
import { lossPartSchema, productProfitSchema } from "../../hub/profit/products.ts";
import { lackingSchema } from "../../hub/profit/report.ts";
import { id } from "../schemas.ts";

const minor = z.int();
const day = z.string().describe("YYYY-MM-DD, in the organization's time zone");

const dayFigures = {
  ...figuresFields,
  estimatedPercent: z.number().nullable().describe("share of costs that rules and bookings estimate"),
  missing: lackingSchema.describe("orders that lack something; those without a rate are in no amount"),
};
const totalFigures = {
  ...dayFigures,
  unallocatedAdsMinor: minor.describe("spent where no order brought anything: in no order's profit"),
  unallocatedOverheadMinor: minor,
};
const total = z.object(totalFigures).meta({ id: "ProfitTotal" });

const withoutCampaign = z.object(campaignFiguresFields);

export const profitReportSchema = z
  .object({
    from: day,
    to: day,
    zone: z.string(),
    currency: z.string(),
    isCounting: z.boolean().describe("changes of the last moments are still being worked out"),
    total,
    previous: z.object({ from: day, to: day, total }).nullable(),
    days: z.array(z.object({ day, ...totalFigures })).describe("by=day: every day of the range"),
    channels: z
      .array(
        z
          .object({
            storeId: id.nullable(),
            storeName: z.string().nullable(),
            provider: z.string().nullable(),
            ...dayFigures,
          })
          .meta({ id: "ChannelProfit" }),
      )
      .describe("by=day and by=channel: the largest CM3 first"),
    products: z.array(productProfitSchema).describe("by=product: a page"),
    nextCursor: z.string().nullable().describe("of products"),
    campaigns: z.array(campaignProfitSchema).describe("by=campaign: the largest CM3 first"),
    withoutCampaign: withoutCampaign
      .nullable()
      .describe(
        "by=campaign: orders that came by none, and what is advertised without one; with the campaigns the total",
      ),
    cohorts: z
      .array(
        z
          .object({
            cohort: z.string().nullable().describe("YYYY-MM of the customers' first order; null: customer not known"),
            ...figuresFields,
            estimatedPercent: z.number().nullable(),
          })
          .meta({ id: "CohortProfit" }),
      )
      .describe("by=cohort: the newest first"),
  })
  .meta({ id: "ProfitReport" });

export const bridgeSchema = z
  .object({
    from: day,
    to: day,
    previous: z.object({ from: day, to: day }),
    currency: z.string(),
    startMinor: minor.describe("CM3 before"),
    endMinor: minor.describe("CM3 of the range: the start and all steps"),
    steps: z.array(z.object({ kind: z.enum(BRIDGE_STEPS), amountMinor: minor })),
  })
  .meta({ id: "ProfitBridge" });

export const losingSchema = z
  .object({
    items: z.array(
      z
        .object({
          ...productProfitSchema.shape,
          reasons: z.array(lossPartSchema).describe("what takes most beyond the usual first"),
        })
        .meta({ id: "LosingProduct" }),
    ),
    nextCursor: z.string().nullable(),
    total: boundedCount.optional().describe("where total=true asks for it"),
  })
  .meta({ id: "LosingProducts" });

const whatIf = z
  .object({
    units: z.int(),
    priceMinor: minor.describe("list price of a unit, without tax"),
    grossMinor: minor,
    discountMinor: minor,
    revenueMinor: minor,
    cogsMinor: minor,
    cm1Minor: minor,
    sellingMinor: minor,
    cm2Minor: minor,
    adsMinor: minor,
    overheadMinor: minor,
    cm3Minor: minor,
    breakEvenPriceMinor: minor.nullable().describe("from this list price on CM3 is not below zero"),
  })
  .meta({ id: "WhatIf" });
export const whatIfSchema = z
  .object({ currency: z.string(), now: whatIf, changed: whatIf })
  .meta({ id: "ProductWhatIf" });
