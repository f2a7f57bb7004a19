/** What came back, as a report and as a file. */

import { z } from "zod";
import {
  MOST_RETURNED,
  percentOfSold,
  RETURNED_BY,
  returnedReport,
  returnedUnitsSchema,
} from "../../hub/analytics/returned.ts";
import { returnedTable } from "../../hub/analytics/tables.ts";
import { type Route, routes } from "../route.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { days, questionOf } from "./requested-days.ts";

const route = routes({ tag: "analytics", reads: "view" });

const by = z.enum(RETURNED_BY).default("reason");

const returnedReportSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    zone: z.string(),
    by: z.enum(RETURNED_BY),
    isCounting: z.boolean().describe("sold units are still being counted"),
    returns: z.int(),
    units: z.int().describe("of returns opened on these days, without rejected and cancelled ones"),
    soldUnits: z.int(),
    percentOfSold: percentOfSold,
    isCut: z.boolean().describe(`there are more than these ${MOST_RETURNED} rows, of fewer units`),
    items: z.array(returnedUnitsSchema),
  })
  .meta({ id: "ReturnedReport" });

export const returnedRoutes: readonly Route[] = [
  route.get("/analytics/returns", {
    isReport: true,
    summary: "Returned units by reason, product or channel, with their value and their share of sold units",
    query: z.object({ ...days, by }),
    response: returnedReportSchema,
    handler: async (call) => {
      const { calendar, range, storeIds } = await questionOf(call);
      const { zone, isCounting } = calendar;
      const { by: requested } = call.query;
      const question = { calendar, range, storeIds, by: requested };
      return {
        ...range,
        zone,
        isCounting,
        by: requested,
        ...(await call.tenant((tx) => returnedReport(tx, question))),
      };
    },
  }),
  route.get("/analytics/returns/export", {
    isReport: true,
    summary: "This report as a file: CSV or JSON lines",
    query: z.object({ ...days, ...tableQuery, by }),
    produces: tableTypes,
    handler: async (call) => {
      const { format, bom, by: requested } = call.query;
      const { calendar, range, storeIds } = await questionOf(call);
      const table = returnedTable(() =>
        call.tenant((tx) => returnedReport(tx, { calendar, range, storeIds, by: requested })),
      );
      const name = `returns-by-${requested}-${range.from}-${range.to}`;
      return tableAnswer(call.reply, { name, table, style: { format, bom } });
    },
  }),
];
