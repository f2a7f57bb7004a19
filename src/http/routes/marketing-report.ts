import { z } from "zod";
import { calendarOf, rangeAsked } from "../../hub/analytics/calendar.ts";
import { marketingReport } from "../../hub/summaries/marketing-report.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "analytics", reads: "view_profit" });

const minor = z.int();
const ratio = z.number().nullable();

const figures = {
  spendMinor: minor.describe("without the tax platforms bill on top"),
  netMinor: minor.describe("net revenue of the orders placed in these days, as in the report of sales"),
  orders: z.int(),
  newCustomers: z.int().describe("whose first paid order, of all channels, is of these days"),
  newMinor: minor.describe("of those first orders"),
  cm2Minor: minor.describe("profit before advertising, of the orders that count in these days"),
  cm2Percent: z.number().nullable(),
  claimedOrders: z.number().describe("by the platforms' own count"),
  claimedMinor: minor,
  cpaMinor: minor.nullable().describe("spend an order"),
  cacMinor: minor.nullable().describe("spend a new customer"),
  claimedRoas: ratio.describe("claimed value / spend of what claims any"),
  mer: ratio.describe("net revenue / spend"),
  newMer: ratio.describe("revenue of first orders / spend"),
  breakEvenRoas: ratio.describe("1 / CM2 margin: a return below it loses money"),
  poas: ratio.describe("CM2 / spend: above 1 the ads earn money"),
};

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
    response: z
      .object({
        from: z.string(),
        to: z.string(),
        currency: z.string(),
        isCounting: z.boolean().describe("changes of the last moments are still being worked out"),
        total: z.object(figures).meta({ id: "MarketingFigures" }),
        apart: z
          .array(z.object({ currency: z.string(), spendMinor: minor }))
          .describe("spend without an exchange rate: in none of the figures"),
        channels: z.array(
          z
            .object({
              storeId: id.nullable(),
              storeName: z.string().nullable(),
              provider: z.string().nullable(),
              ...figures,
            })
            .meta({ id: "ChannelMarketing" }),
        ),
        sharedMinor: minor.describe("spent for all channels together"),
        days: z.array(z.object({ day: z.string(), spendMinor: minor, netMinor: minor })),
      })
      .meta({ id: "MarketingReport" }),
    handler: ({ tenant, query, now }) =>
      tenant(async (tx) => {
        const calendar = await calendarOf(tx, now);
        return marketingReport(tx, { calendar, range: rangeAsked(query, calendar.today), now });
      }),
  }),
];
