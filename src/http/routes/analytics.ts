import { z } from "zod";
import { homeFigures, homeSchema } from "../../hub/analytics/home.ts";
import { countInbox, inboxCountsSchema } from "../../hub/analytics/inbox.ts";
import { sandboxSales, sandboxSalesStatusSchema } from "../../hub/analytics/own-sales.ts";
import { bestSellers, productSorts, stockValue, unlinkedSales } from "../../hub/analytics/products.ts";
import { runningOut, runningOutSchema } from "../../hub/analytics/running-out.ts";
import { salesReport } from "../../hub/analytics/sales.ts";
import { metricsRanges, storeMetrics, storeMetricsSchema } from "../../hub/analytics/store-metrics.ts";
import { metricsTable, productTable, salesTable } from "../../hub/analytics/tables.ts";
import { courierPerformance, courierPerformanceSchema } from "../../hub/shipping/performance.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { translateAlerts } from "../alert-texts.ts";
import { type Call, type Route, routes } from "../route.ts";
import { list, page } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { productReportSchema, reportSchema } from "./analytics-schemas.ts";
import { days, questionOf } from "./requested-days.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "analytics", reads: "view" });

const showsCosts = ({ access }: Pick<Call<unknown, unknown, unknown>, "access">): boolean =>
  access.actions.includes("view_costs");

const PRODUCTS_OF_REPORT = 50;

/** As many as are looked for at a time. */
const MOST_RUNNING_OUT = 200;

const range = z.enum(metricsRanges).default("24h").describe("24h: hour by hour; 30d: day by day");

const metricsRoutes: readonly Route[] = [
  route.get("/stores/:id/metrics", {
    isReport: true,
    tag: "stores",
    summary: "Orders, success rate, latency, throttling and lag, hour by hour or day by day",
    query: z.object({ range }),
    response: storeMetricsSchema
      .loose()
      .meta({ id: "StoreMetrics", description: "A channel's health, and its metrics by hour or by day" }),
    handler: async (call) => {
      const store = await storeOf(call);
      return call.tenant(async (tx) => ({
        ...(await storeHealth(tx, store.id, call.now)),
        ...(await storeMetrics(tx, store.id, { range: call.query.range, now: call.now })),
      }));
    },
  }),
  route.get("/stores/:id/metrics/export", {
    isReport: true,
    tag: "stores",
    summary: "These figures as a file: CSV or JSON lines",
    query: z.object({ range, ...tableQuery }),
    produces: tableTypes,
    handler: async (call) => {
      const store = await storeOf(call);
      const { range: requested, format, bom } = call.query;
      const read = () => call.tenant((tx) => storeMetrics(tx, store.id, { range: requested, now: call.now }));
      return tableAnswer(call.reply, {
        name: `${store.code}-${requested}`,
        table: metricsTable(read),
        style: { format, bom },
      });
    },
  }),
];

/** What was sold, what it says of the stock, and how the stores do. */
export const analyticsRoutes: readonly Route[] = [
  route.get("/analytics/sales", {
    isReport: true,
    summary: "Orders, units, gross, refunds and net by day, channel or product, with the same of the time before",
    query: z.object({
      ...days,
      by: z.enum(["day", "store", "product"]).default("day"),
      compare: z
        .enum(["previous"])
        .optional()
        .describe("also the same number of days before, up to the same time of day where the range includes today"),
    }),
    response: reportSchema,
    handler: async (call) => {
      const { by, compare } = call.query;
      const question = await questionOf(call);
      return call.tenant(async (tx) => {
        const report = await salesReport(tx, { ...question, compare: compare === "previous" });
        const isProducts = by === "product";
        const best = { ...question, sort: "net", limit: PRODUCTS_OF_REPORT } as const;
        return {
          ...report,
          days: by === "day" ? report.days : [],
          stores: isProducts ? [] : report.stores,
          products: isProducts ? (await bestSellers(tx, best)).items : [],
        };
      });
    },
  }),
  route.get("/analytics/products", {
    isReport: true,
    summary: "Best sellers by units or net, with sell-through, and what the stock is worth",
    query: z.object({
      ...page,
      ...days,
      sort: z.enum(productSorts).optional().describe("units (default) or net"),
    }),
    response: productReportSchema,
    handler: async (call) => {
      const { sort, cursor, limit, total } = call.query;
      const question = { ...(await questionOf(call)), sort, cursor, limit, total };
      const { calendar, range, now } = question;
      return call.tenant(async (tx) => ({
        ...range,
        zone: calendar.zone,
        currency: calendar.currency,
        isCounting: calendar.isCounting,
        ...(await bestSellers(tx, question)),
        unlinked: await unlinkedSales(tx, question),
        stock: showsCosts(call) ? await stockValue(tx, calendar, now) : null,
      }));
    },
  }),
  route.get("/analytics/couriers", {
    isReport: true,
    permission: "view_costs",
    summary:
      "Courier performance of the shipments booked in a period: delivery days, returns and charges, by country and, at home, by region",
    query: z.object({ from: days.from, to: days.to }),
    response: list(courierPerformanceSchema),
    handler: async (call) => {
      const { calendar, range } = await questionOf(call);
      return { items: await call.tenant((tx) => courierPerformance(tx, { ...range, zone: calendar.zone })) };
    },
  }),
  route.get("/analytics/export", {
    isReport: true,
    summary: "A report as a file: sales by day and channel, sales by channel, or best sellers",
    query: z.object({
      ...days,
      ...tableQuery,
      report: z.enum(["days", "stores", "products"]).default("days"),
      sort: z.enum(productSorts).optional().describe("of best sellers"),
    }),
    produces: tableTypes,
    handler: async (call) => {
      const { report, sort, format, bom } = call.query;
      const question = await questionOf(call);
      const { from, to } = question.range;
      const file = { name: `${report}-${from}-${to}`, style: { format, bom } };
      if (report === "products")
        return tableAnswer(call.reply, {
          ...file,
          table: productTable(call.tenant, { ...question, sort }, { showsCosts: showsCosts(call) }),
        });
      const by = report === "days" ? "day" : "store";
      return tableAnswer(call.reply, { ...file, table: salesTable(call.tenant, { ...question, compare: false, by }) });
    },
  }),
  route.get("/inbox/counts", {
    tag: "alerts",
    summary: "How many alerts, conflicts and unlinked orders need a person, each counted once",
    response: inboxCountsSchema,
    handler: ({ tenant, now }) => tenant((tx) => countInbox(tx, now)),
  }),
  route.get("/analytics/home", {
    summary:
      "Sales, orders to ship, stock that runs out, sync health and alerts: what is looked at first, in one answer",
    response: homeSchema,
    handler: async (call) => {
      const { tenant, access, now } = call;
      const { alerts, ...figures } = await tenant((tx) => homeFigures(tx, now, access.userId));
      return { ...figures, alerts: translateAlerts(call.deps, call, alerts) };
    },
  }),
  route.get("/analytics/sandbox-sales", {
    summary: "Whether sales of sandbox channels count in sales, profit and low stock, and since when they do not",
    response: sandboxSalesStatusSchema,
    handler: ({ tenant }) => tenant(sandboxSales),
  }),
  route.get("/analytics/running-out", {
    isReport: true,
    summary:
      "What is low: at its reorder point or, without one, too little for its pace; what lasts the shortest first",
    query: z.object({
      days: z.coerce
        .number()
        .int()
        .min(0)
        .max(730)
        .optional()
        .describe("lasts no more than this many days at its pace; absent: all that is low"),
    }),
    response: list(runningOutSchema),
    handler: async ({ tenant, query }) => ({
      items: await tenant((tx) => runningOut(tx, MOST_RUNNING_OUT, query.days)),
    }),
  }),
  ...metricsRoutes,
];
