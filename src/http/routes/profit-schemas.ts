/** What the profit routes answer. Amounts are minor units of the organization's currency. */
import { z } from "zod";
import { BRIDGE_STEPS } from "../../commerce/profit/bridge.ts";
import { MISSING, RUNG_OF_KIND } from "../../commerce/profit/facts.ts";
import { LOSS_REASONS } from "../../hub/profit/products.ts";
import { boundedCount } from "../../hub/answer-schemas.ts";
import { id } from "../schemas.ts";

const minor = z.int();
const day = z.string().describe("YYYY-MM-DD, in the organization's time zone");
const percent = z.number().nullable().describe("of revenue; null without any");

const figures = {
  orders: z.int(),
  units: z.int().describe("ordered"),
  returnedUnits: z.int().describe("of these: removed, refused or returned"),
  grossMinor: minor.describe("units at list price, without tax"),
  discountMinor: minor.describe("paid by the seller"),
  chargedMinor: minor.describe("shipping and charges the buyer pays"),
  refundMinor: minor,
  revenueMinor: minor.describe("gross - discounts + charged - refunds"),
  taxMinor: minor.describe("collected; never part of revenue"),
  cogsMinor: minor.describe("cost of goods"),
  cm1Minor: minor.describe("revenue - cost of goods"),
  cm1Percent: percent,
  commissionMinor: minor,
  paymentFeeMinor: minor,
  shippingMinor: minor.describe("paid to couriers, forward"),
  returnShippingMinor: minor,
  codFeeMinor: minor,
  packagingMinor: minor,
  otherFeeMinor: minor.describe("service fees, adjustments and others"),
  sellingMinor: minor.describe("all of these together"),
  cm2Minor: minor.describe("CM1 - selling costs"),
  cm2Percent: percent,
  adsMinor: minor,
  overheadMinor: minor.describe("what channels charge for no order"),
  cm3Minor: minor.describe("CM2 - ads - overhead"),
  cm3Percent: percent,
};

const dayFigures = {
  ...figures,
  estimatedPercent: z.number().nullable().describe("share of costs that rules and bookings estimate"),
  missing: z
    .object({ rate: z.int(), cost: z.int(), fees: z.int(), shipping: z.int() })
    .describe("orders that lack something; those without a rate are in no amount"),
};
const totalFigures = {
  ...dayFigures,
  unallocatedAdsMinor: minor.describe("spent where no order brought anything: in no order's profit"),
  unallocatedOverheadMinor: minor,
};
const total = z.object(totalFigures).meta({ id: "ProfitTotal" });

const product = {
  variantId: id.nullable().describe("null: lines linked to no product"),
  productId: id.nullable(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
  ...figures,
};

const campaignFigures = {
  orders: z.int().describe("that name the campaign"),
  revenueMinor: minor.describe("with a share of what channels sold that tell no campaigns"),
  cm2Minor: minor,
  spendMinor: minor.describe("as it is spent, with the tax billed on top"),
  cm3Minor: minor.describe("CM2 - spend"),
};
const campaign = z
  .object({
    accountId: id.nullable(),
    account: z.string().nullable().describe("null: no spend on what orders name"),
    campaignKey: z.string(),
    campaign: z.string(),
    storeId: id.nullable().describe("null: all channels"),
    storeName: z.string().nullable(),
    ...campaignFigures,
    cm3Percent: percent,
    namedPercent: percent.describe("of the revenue: told by orders themselves; the rest is shared out by spend"),
  })
  .meta({ id: "CampaignProfit" });
const withoutCampaign = z.object(campaignFigures);

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
    products: z.array(z.object(product).meta({ id: "ProductProfit" })).describe("by=product: a page"),
    nextCursor: z.string().nullable().describe("of products"),
    campaigns: z.array(campaign).describe("by=campaign: the largest CM3 first"),
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
            ...figures,
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
          ...product,
          reasons: z
            .array(
              z.object({
                kind: z.enum(LOSS_REASONS),
                amountMinor: minor,
                percent: z.number().nullable().describe("of the list price"),
                usualPercent: z.number().nullable().describe("of everything sold in these days"),
              }),
            )
            .describe("what takes most beyond the usual first"),
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

const kinds = [...(Object.keys(RUNG_OF_KIND) as (keyof typeof RUNG_OF_KIND)[]), "cogs"] as const;

const ratePayout = z
  .object({ id, reference: z.string() })
  .describe("the payout whose exchange rate it is; null: the organization's own rate of the day");

export const orderProfitSchema = z
  .object({
    state: z
      .enum(["due", "no_rate", "open", "counted"])
      .describe("due: not worked out yet; no_rate: an amount has no rate; open: does not count yet"),
    recognisedOn: day.nullable(),
    isCounting: z.boolean(),
    currency: z.string(),
    orderCurrency: z.string(),
    rate: z.string().nullable().describe("of the order's currency: of its payout, else of the day it was placed"),
    ratePayout: ratePayout.nullable(),
    figures: z.object(figures).nullable(),
    withheldMinor: minor.describe("taxes withheld: a receivable, no cost"),
    estimatedPercent: z.number().nullable(),
    missing: z.array(z.enum(MISSING)),
    entries: z.array(
      z.object({
        n: z.int(),
        kind: z.enum(kinds),
        lineId: id.nullable(),
        amountMinor: minor.describe("without tax that is given back"),
        taxMinor: minor,
        originalMinor: minor.describe("as told, with tax"),
        currency: z.string(),
        rate: z.string(),
        ratePayout: ratePayout.nullable(),
        occurredAt: z.string().nullable(),
        quality: z.enum(["actual", "imported", "estimated"]),
        source: z
          .string()
          .describe("the record it stands in: channel_fee, settlement_line, parcel_charge, shipment ..."),
        sourceId: z.string().nullable(),
        sourceText: z.string().nullable().describe("in the words of the channel or statement"),
        pageId: z.string().nullable().describe("of the settlement, shipment or product that shows it"),
      }),
    ),
    shares: z.array(z.object({ kind: z.enum(["ads", "overhead"]), day, amountMinor: minor })),
    lines: z.array(
      z.object({ lineId: id, variantId: id.nullable(), title: z.string(), sku: z.string().nullable(), ...figures }),
    ),
  })
  .meta({ id: "OrderProfit" });
