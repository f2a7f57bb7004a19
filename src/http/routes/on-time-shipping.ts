/** Which orders were shipped by their due time, as a report and as a file. */

import { z } from "zod";
import { channelPromisesSchema, onTimeSchema, promiseReport } from "../../hub/analytics/on-time-shipping.ts";
import { promiseTable } from "../../hub/analytics/tables.ts";
import { type Route, routes } from "../route.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { days, questionOf } from "./requested-days.ts";

const route = routes({ tag: "analytics", reads: "view" });

const report = z
  .object({
    from: z.string(),
    to: z.string(),
    zone: z.string(),
    all: onTimeSchema,
    items: z.array(channelPromisesSchema),
  })
  .meta({ id: "PromiseReport" });

export const onTimeRoutes: readonly Route[] = [
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
