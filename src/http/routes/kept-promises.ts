/** Which orders were shipped by their due time, as a report and as a file. */
import { z } from "zod";
import { promiseReport } from "../../hub/analytics/kept-promises.ts";
import { promiseTable } from "../../hub/analytics/tables.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { days, questionOf } from "./asked-days.ts";

const route = routes({ tag: "analytics", reads: "view" });

const figures = {
  orders: z.int().describe("due on these days, and shipped or due by now"),
  onTime: z.int().describe("shipped by their due time"),
  late: z.int().describe("shipped after it"),
  waiting: z.int().describe("past it, and not shipped yet"),
  unknown: z.int().describe("shipped, and neither channel nor courier told when"),
  percentOnTime: z.number().nullable().describe("of the orders it is known of; null: none"),
  hoursLate: z.number().nullable().describe("of late and waiting orders on average, until now; null: none"),
  mostHoursLate: z.number().nullable(),
  lateWithinDay: z.int().describe("late and waiting orders that are up to 24 hours late"),
  lateBeyondThreeDays: z.int().describe("those that are more than 72 hours late"),
};

const report = z
  .object({
    from: z.string(),
    to: z.string(),
    zone: z.string(),
    all: z.object(figures),
    items: z.array(
      z.object({
        storeId: id.nullable().describe("null: manual orders"),
        storeName: z.string().nullable(),
        ...figures,
      }),
    ),
  })
  .meta({ id: "PromiseReport" });

export const keptPromiseRoutes: readonly Route[] = [
  route.get("/analytics/promises", {
    isReport: true,
    summary: "Orders shipped by their due time, by channel: on time, late, how late",
    description:
      "Orders count by the day they are due, where their channel, an automation or a handling time says by when. Those without are left out, as are cancelled orders, orders to be collected and those the channel ships.",
    query: z.object(days),
    response: report,
    handler: async (call) => {
      const question = await questionOf(call);
      const { range, calendar } = question;
      return { ...range, zone: calendar.zone, ...(await call.tenant((tx) => promiseReport(tx, question))) };
    },
  }),
  route.get("/analytics/promises/export", {
    isReport: true,
    summary: "On-time shipping by channel as a file: CSV or JSON lines",
    query: z.object({ ...days, ...tableQuery }),
    produces: tableTypes,
    handler: async (call) => {
      const { format, bom } = call.query;
      const question = await questionOf(call);
      const table = promiseTable(() => call.tenant((tx) => promiseReport(tx, question)));
      const { from, to } = question.range;
      return tableAnswer(call.reply, { name: `promises-${from}-${to}`, table, style: { format, bom } });
    },
  }),
];
