import { z } from "zod";
import { calendarOf, requestedRange } from "../../hub/analytics/calendar.ts";
import { marketingReport, marketingReportSchema } from "../../hub/summaries/marketing-report.ts";
import { type Route, routes } from "../route.ts";

const route = routes({ tag: "analytics", reads: "view_profit" });

/** What advertising returned. */
export const marketingReportRoutes: readonly Route[] = [
  route.get("/analytics/marketing", {
    isReport: true,
    summary: "Spend beside sales and profit of the same days, in the organization's currency",
    description:
      "What platforms claim stands beside what was measured. Spend of all channels together is in the total and in no channel.",
    query: z.object({
      from: z.iso.date().optional().describe("first day; default: 30 days including the last"),
      to: z.iso.date().optional().describe("last day, included; default today"),
    }),
    response: marketingReportSchema,
    handler: ({ tenant, query, now }) =>
      tenant(async (tx) => {
        const calendar = await calendarOf(tx, now);
        return marketingReport(tx, { calendar, range: requestedRange(query, calendar.today), now });
      }),
  }),
];
