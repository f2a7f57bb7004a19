import { z } from "zod";
import { lengthOf } from "../../commerce/days.ts";
import { calendarOf, requestedRange } from "../../hub/analytics/calendar.ts";
import { HubError } from "../../hub/errors.ts";
import { activeAdAccounts, adSpendReadSchema } from "../../hub/marketing/ad-spend.ts";
import { SPEND_BY, spendReport, spendRowSchema, spentSchema } from "../../hub/marketing/spend-report.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "analytics", reads: "view_profit", changes: "edit_catalogue" });

const day = z.iso.date();

/** Longer ago no ad platform tells days. */
const MOST_DAYS = 1_110;

/** What ad accounts spent. */
export const adSpendRoutes: readonly Route[] = [
  route.get("/analytics/ad-spend", {
    summary: "Ad spend by day, campaign, account or channel, in the account's own currency",
    description:
      "Days are those of the ad account's own calendar. Conversions are what the platform claims. Spend entered by hand is among it, under its label. 5,000 rows at most; rows and totals are of all.",
    query: z.object({
      from: day.optional().describe("first day; default: 30 days including the last"),
      to: day.optional().describe("last day, included; default today"),
      by: z.enum(SPEND_BY).default("campaign"),
    }),
    response: z.object({
      items: z.array(spendRowSchema),
      rows: z.int().describe("how many there are"),
      totals: z.array(spentSchema).describe("of all of them, a currency each"),
    }),
    handler: ({ tenant, query, now }) =>
      tenant(async (tx) => {
        const range = requestedRange(query, (await calendarOf(tx, now)).today);
        return spendReport(tx, { ...range, by: query.by });
      }),
  }),
  route.post("/integrations/ad-spend/sync", {
    tag: "integrations",
    summary: "Read ad spend now: a day, a range, or without a body yesterday in the organization's time zone",
    description:
      "Days are replaced by what the platform tells now, never added. A report that takes longer goes on by itself.",
    body: z
      .strictObject({
        from: day.optional(),
        to: day.optional().describe("included; default the first day"),
        accountId: id.optional().describe("default: every ad account"),
      })
      .nullish(),
    response: z.object({
      from: z.string(),
      to: z.string(),
      accounts: z.array(adSpendReadSchema),
    }),
    handler: async ({ tenant, body, access, deps }) => {
      const { from, to = from, accountId } = body ?? {};
      const span = from === undefined || to === undefined ? undefined : { from, to };
      const isRange = span && span.to >= span.from && lengthOf(span) <= MOST_DAYS;
      if (to !== undefined && !isRange)
        throw new HubError(
          "AD_SPEND_DAYS",
          "validation",
          "Name the first day and, where there are several, a last one that is not before it, three years of days at most.",
          "to",
        );
      await tenant((tx) => activeAdAccounts(tx, accountId));
      const { span: read, accounts } = await deps.engine.adSpend.sync({
        organization: access.organization,
        span,
        accountId,
      });
      return { ...read, accounts: [...accounts] };
    },
  }),
];
