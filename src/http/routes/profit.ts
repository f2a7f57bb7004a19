import { z } from "zod";
import { previousOf } from "../../commerce/days.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { requestedRange } from "../../hub/analytics/calendar.ts";
import { profitByCampaign, profitByCohort } from "../../hub/profit/campaigns.ts";
import { rebuildProfit } from "../../hub/profit/due.ts";
import { orderProfit, orderProfitViewSchema } from "../../hub/profit/order-profit.ts";
import {
  losingProducts,
  PROFIT_SORTS,
  productWhatIf,
  profitBridge,
  profitByProduct,
} from "../../hub/profit/products.ts";
import { profitReport } from "../../hub/profit/report.ts";
import { profitSettings, putProfitSettings, RECOGNITIONS, SPREADS } from "../../hub/profit/settings.ts";
import {
  bridgeTable,
  campaignTable,
  cohortTable,
  losingTable,
  profitChannelTable,
  profitDayTable,
  profitProductTable,
} from "../../hub/profit/tables.ts";
import { marketingTable } from "../../hub/summaries/marketing-table.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, minor, page, uncountedPage } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { bridgeSchema, losingSchema, profitReportSchema, whatIfSchema } from "./profit-schemas.ts";
import { days, questionOf } from "./requested-days.ts";

const route = routes({ tag: "profit", reads: "view_profit", changes: "edit_catalogue" });

const percent = z
  .string()
  .regex(/^(?:100(?:\.0{1,4})?|\d{1,2}(?:\.\d{1,4})?)$/, fieldMessage("field.decimal"))
  .meta({ description: "18 means 18 %", examples: ["18"] });

const before = {
  previousFrom: z.iso.date().optional().describe("default: the same number of days before"),
  previousTo: z.iso.date().optional(),
};

type Question = Awaited<ReturnType<typeof questionOf>>;

/** The period a bridge begins from. */
function beforeOf(
  { range, calendar }: Question,
  query: { readonly previousFrom?: string | undefined; readonly previousTo?: string | undefined },
) {
  const { previousFrom, previousTo } = query;
  if (previousFrom === undefined && previousTo === undefined) return previousOf(range);
  return requestedRange({ from: previousFrom, to: previousTo }, calendar.today);
}

const settings = z
  .strictObject({
    recognition: z
      .enum(RECOGNITIONS)
      .describe(
        "booked: as it is placed; delivered: cash on delivery at the door, all else as it is paid; cash: as it arrives",
      ),
    spread: z.enum(SPREADS).describe("what an order's share of ads follows: what it brought, or one share an order"),
    adTaxPercent: percent.describe("billed by ad platforms on top of what they tell as spend"),
    courierTaxPercent: percent.describe("contained in couriers' bills"),
    hasInputCredit: z.boolean().describe("tax on fees, couriers and ads is given back"),
  })
  .meta({ id: "ProfitSettings" });

/** What orders, products, channels and days earn, and how that is worked out. */
export const profitRoutes: readonly Route[] = [
  route.get("/analytics/profit", {
    isReport: true,
    summary:
      "Profit from gross sales to CM3 by day, channel, product, campaign or cohort, with that of the time before",
    description:
      "All of an order stands on the day it counts (see the profit settings). docs/profit.md has the formulas.",
    query: z.object({
      ...days,
      ...uncountedPage,
      by: z.enum(["day", "channel", "product", "campaign", "cohort"]).default("day"),
      sort: z.enum(PROFIT_SORTS).optional().describe("of products; default cm3"),
      compare: z.enum(["previous"]).optional().describe("also the same number of days before"),
    }),
    response: profitReportSchema,
    handler: async (call) => {
      const { by, compare, sort, cursor, limit } = call.query;
      const question = await questionOf(call);
      return call.tenant(async (tx) => {
        const report = await profitReport(tx, { ...question, compare: compare === "previous" });
        const none = { products: [], nextCursor: null, campaigns: [], withoutCampaign: null, cohorts: [] };
        if (by === "day") return { ...report, ...none };
        if (by === "channel") return { ...report, ...none, days: [] };
        const answer = { ...report, ...none, days: [], channels: [] };
        if (by === "cohort") return { ...answer, cohorts: await profitByCohort(tx, question) };
        if (by === "campaign") {
          const { campaigns, rest } = await profitByCampaign(tx, question, report.total);
          return { ...answer, campaigns, withoutCampaign: rest };
        }
        const { items, nextCursor } = await profitByProduct(tx, { ...question, sort, cursor, limit });
        return { ...answer, products: items, nextCursor };
      });
    },
  }),
  route.get("/analytics/profit/bridge", {
    isReport: true,
    summary: "What changed CM3 between two periods: volume, price, discounts, costs, fees, shipping, ads, returns",
    description: "The start and all steps add up to the end exactly.",
    query: z.object({ ...days, ...before }),
    response: bridgeSchema,
    handler: async (call) => {
      const question = await questionOf(call);
      const previous = beforeOf(question, call.query);
      const steps = await call.tenant((tx) => profitBridge(tx, question, previous));
      return { ...question.range, previous, currency: question.calendar.currency, ...steps };
    },
  }),
  route.get("/analytics/profit/losing", {
    isReport: true,
    summary: "Products whose CM3 is below zero, the largest loss first, with what takes more than usual",
    query: z.object({ ...days, ...page }),
    response: losingSchema,
    handler: async (call) => {
      const question = await questionOf(call);
      const { cursor, limit, total } = call.query;
      return call.tenant((tx) => losingProducts(tx, { ...question, cursor, limit, total }));
    },
  }),
  route.get("/analytics/profit/what-if", {
    isReport: true,
    summary: "What a product would have earned with another price, discount, ad budget or number of units",
    query: z.object({
      ...days,
      variantId: id,
      priceMinor: z.coerce
        .number()
        .pipe(minor)
        .optional()
        .describe("list price of a unit, without tax, in the organization's currency; default: unchanged"),
      discountPercent: percent.optional(),
      adsMinor: z.coerce.number().pipe(minor).optional().describe("ad spend in these days"),
      units: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
    }),
    response: whatIfSchema,
    handler: async (call) => {
      const question = await questionOf(call);
      const { variantId, priceMinor, discountPercent, adsMinor, units } = call.query;
      const change = { priceMinor, discountPercent, adsMinor, units };
      const answer = await call.tenant((tx) => productWhatIf(tx, { ...question, variantId }, change));
      return { currency: question.calendar.currency, ...answer };
    },
  }),
  route.get("/analytics/profit/export", {
    isReport: true,
    summary:
      "A report of profit as a file: by day, channel, product, campaign or cohort, the bridge, losing products, or marketing",
    query: z.object({
      ...days,
      ...before,
      ...tableQuery,
      report: z
        .enum(["days", "channels", "products", "campaigns", "cohorts", "bridge", "losing", "marketing"])
        .default("days"),
    }),
    produces: tableTypes,
    handler: async (call) => {
      const { report, format, bom } = call.query;
      const question = await questionOf(call);
      const { from, to } = question.range;
      const file = { name: `profit-${report}-${from}-${to}`, style: { format, bom } };
      const { tenant, reply } = call;
      if (report === "days") return tableAnswer(reply, { ...file, table: profitDayTable(tenant, question) });
      if (report === "channels") return tableAnswer(reply, { ...file, table: profitChannelTable(tenant, question) });
      if (report === "products") return tableAnswer(reply, { ...file, table: profitProductTable(tenant, question) });
      if (report === "campaigns") return tableAnswer(reply, { ...file, table: campaignTable(tenant, question) });
      if (report === "cohorts") return tableAnswer(reply, { ...file, table: cohortTable(tenant, question) });
      if (report === "marketing")
        return tableAnswer(reply, { ...file, table: marketingTable(tenant, { ...question, now: call.now }) });
      if (report === "losing") return tableAnswer(reply, { ...file, table: losingTable(tenant, question) });
      return tableAnswer(reply, { ...file, table: bridgeTable(tenant, question, beforeOf(question, call.query)) });
    },
  }),
  route.get("/orders/:id/profit", {
    summary: "An order's profit as a waterfall: every cost with its quality and the record it comes from",
    response: orderProfitViewSchema,
    handler: byId(orderProfit),
  }),
  route.get("/profit/settings", {
    summary: "How profit is calculated",
    response: settings,
    handler: ({ tenant }) => tenant(profitSettings),
  }),
  route.put("/profit/settings", {
    summary: "Choose how profit is calculated; every order is calculated again",
    body: settings,
    response: settings,
    handler: ({ tenant, body }) =>
      tenant(async (tx) => {
        await putProfitSettings(tx, body);
        return profitSettings(tx);
      }),
  }),
  route.post("/profit/rebuild", {
    permission: "repair",
    summary: "Calculate every order's profit again, from what is kept",
    status: 202,
    response: z.object({ accepted: z.literal(true) }),
    handler: ({ tenant }) =>
      tenant(async (tx) => {
        await rebuildProfit(tx);
        return { accepted: true } as const;
      }),
  }),
];
