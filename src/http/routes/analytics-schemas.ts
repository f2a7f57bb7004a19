/** What the analytics routes answer. Amounts are minor units. */
import { z } from "zod";
import { CONNECTION_HEALTH, CONNECTION_STATES } from "../../commerce/connection-states.ts";
import { boundedCount, id } from "../schemas.ts";
import { alertSchema } from "./records.ts";

const minor = z.int();
const day = z.string().describe("YYYY-MM-DD, in the organization's time zone");
const storeId = id.nullable().describe("null: orders made in the hub itself");
const isCounting = z.boolean().describe("changes of the last moments are still being counted");

const otherCurrency = z
  .object({ currency: z.string(), orders: z.int(), grossMinor: minor, refundsMinor: minor, netMinor: minor })
  .meta({ id: "OtherCurrencySales", description: "Sales in a currency without a rate into the organization's" });

const figures = {
  orders: z.int().describe("without cancelled ones, in whatever currency"),
  cancelled: z.int(),
  units: z.int(),
  grossMinor: minor.describe("order totals without goods taken out unpaid, in the organization's currency"),
  refunds: z.int(),
  refundsMinor: minor.describe("refunded in this period, whenever the order was placed"),
  netMinor: minor.describe("gross less refunds"),
  averageMinor: minor.nullable().describe("gross an order whose amount is known"),
  withoutTotal: z.int().describe("orders whose total the platform hides: counted, without an amount"),
  apart: z.array(otherCurrency).describe("what could not be converted; not in the amounts"),
};
const salesFigures = z.object(figures).meta({ id: "SalesFigures" });

const channelSales = z
  .object({
    storeId,
    storeName: z.string().nullable(),
    provider: z.string().nullable(),
    ...figures,
    previous: salesFigures.nullable(),
  })
  .meta({ id: "ChannelSales" });

const daySales = z
  .object({
    day,
    ...figures,
    previous: salesFigures.nullable().describe("of the day at the same place in the previous period"),
    stores: z.array(z.object({ storeId, ...figures })),
  })
  .meta({ id: "DaySales" });

const sold = {
  units: z.int(),
  returnedUnits: z.int().describe("of these units, those that have come back by now"),
  grossMinor: minor.describe("lines after discounts, in the organization's currency"),
  netMinor: minor.describe("without what came back"),
  apart: z.array(z.object({ currency: z.string(), grossMinor: minor, netMinor: minor })),
};

const productSales = z
  .object({
    variantId: id,
    productId: id,
    sku: z.string(),
    title: z.string(),
    ...sold,
    onHand: z.int(),
    available: z.int(),
    sellThroughPercent: z.number().nullable().describe("units sold of those sold and those still there"),
    stockValueMinor: minor
      .nullable()
      .describe("what is there, at its cost; null where the cost is not known or may not be seen"),
  })
  .meta({ id: "ProductSales" });

const rangeFields = { from: day, to: day, zone: z.string(), currency: z.string(), isCounting };

export const salesReportSchema = z
  .object({
    ...rangeFields,
    total: salesFigures,
    previous: z.object({ from: day, to: day, total: salesFigures }).nullable(),
    days: z.array(daySales).describe("by=day: every day, also those without a sale"),
    stores: z.array(channelSales).describe("of the reports by day and by channel: highest net first"),
    products: z.array(productSales).describe("by=product: the 50 that sold most by net"),
  })
  .meta({ id: "SalesReport" });

export const productReportSchema = z
  .object({
    ...rangeFields,
    items: z.array(productSales),
    nextCursor: z.string().nullable(),
    total: boundedCount.optional().describe("where total=true asks for it"),
    unlinked: z.object(sold).describe("lines of products the hub does not know"),
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

const period = z
  .object({
    from: day,
    to: day,
    days: z.int(),
    total: salesFigures,
    previous: salesFigures.describe("as many days before, the last one up to the same time of day"),
    stores: z.array(channelSales),
  })
  .meta({ id: "PeriodSales" });

const oldest = z.object({ orderId: id, number: z.string(), placedAt: z.string() }).nullable();
const orderCount = { count: z.int().describe("to 10,000"), more: z.boolean(), oldest };

export const runningOutSchema = z
  .object({
    variantId: id,
    productId: id,
    sku: z.string(),
    title: z.string(),
    available: z.int(),
    sold: z.int().nullable().describe("in the last 30 days, alone and in bundles; null: its reorder point says it"),
    daysOfCover: z.int().nullable().describe("how long the stock lasts at that pace; null: low by its reorder point"),
    reorderPoint: z.int().nullable(),
    locationName: z.string().nullable().describe("of the reorder point; null: over all locations"),
  })
  .meta({ id: "RunningOut" });

const storeSync = z
  .object({
    storeId: id,
    name: z.string(),
    provider: z.string(),
    state: z.enum(CONNECTION_STATES),
    health: z.enum(CONNECTION_HEALTH),
    syncState: z.string(),
    lastError: z.string().nullable(),
    lastSuccessAt: z.string().nullable(),
    throttledUntil: z.string().nullable().describe("the platform asked to wait until then"),
    successPercent: z.number().nullable().describe("of the attempts of 24 hours"),
    failed: z.int(),
    isSandbox: z.boolean().describe("an emulated store inside this hub"),
    outboundWaiting: z.int().describe("changes on their way to the channel, to 1,000"),
    inboundWaiting: z.int().describe("deliveries not yet applied, to 1,000"),
  })
  .meta({ id: "StoreSync" });

const homeDay = z
  .object({
    day,
    orders: z.int(),
    netMinor: minor,
    previousNetMinor: minor.describe("thirty days before"),
    stores: z.array(z.object({ storeId, orders: z.int(), netMinor: minor })),
  })
  .meta({ id: "HomeDay" });

export const inboxSchema = z
  .object({
    alerts: z.int().describe("open and more than information; unlinked orders are counted one by one instead"),
    conflicts: z.int().describe("differences with channels that a person settles"),
    unlinkedOrders: z.int().describe("open orders with items linked to no product"),
    total: z.int(),
  })
  .meta({ id: "InboxCounts", description: "How much needs a person; each part is counted to 10,000." });

export const homeSchema = z
  .object({
    at: z.string(),
    zone: z.string(),
    currency: z.string(),
    isCounting,
    sales: z.object({ today: period, week: period, month: period, days: z.array(homeDay) }),
    toShip: z.object({
      ...orderCount,
      late: z.int(),
      lateAfterHours: z.int(),
      labelled: boundedCount,
      onHold: boundedCount,
    }),
    short: z.object(orderCount).describe("orders without enough stock"),
    runningOut: z.array(runningOutSchema).describe("the first of what is low"),
    lowStock: z.int().describe("how much is low, as /inventory/low-stock lists it; to 10,000"),
    stores: z.array(storeSync),
    alerts: z
      .array(
        alertSchema
          .extend({ alike: z.int().describe("others of the same cause, of the 50 newest of each severity") })
          .meta({ id: "HomeAlert" }),
      )
      .describe("the five worst causes"),
    inbox: inboxSchema,
  })
  .meta({ id: "Home" });

const syncFigures = {
  orders: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  throttled: z.int().describe("times the platform asked to wait (429)"),
  successPercent: z.number().nullable(),
  latencyMsP50: z.int().nullable(),
  latencyMsP95: z.int().nullable(),
  lagMsAverage: z.int().nullable().describe("how long deliveries waited before they were understood"),
  lagMsMost: z.int().nullable(),
};

export const storeMetricsSchema = z
  .looseObject({
    range: z.enum(["24h", "30d"]),
    zone: z.string(),
    total: z.object(syncFigures),
    points: z.array(z.object({ at: z.string().describe("begin of the hour, or the day"), ...syncFigures })),
  })
  .meta({ id: "StoreMetrics", description: "A channel's health, and its metrics by hour or by day" });
