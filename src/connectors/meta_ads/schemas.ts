/** The fields of Meta's answers that are read. Every figure of a report is text (sheet section 8). */
import { z } from "zod";
import { decimal, idText, listOf, optionalText, texts } from "../kit/parse/parse.ts";

const paging = z
  .object({ cursors: z.object({ after: optionalText }).nullish(), next: optionalText })
  .nullish()
  .transform((reported) => (reported?.next === undefined ? undefined : reported.cursors?.after));

const actions = listOf(z.object({ action_type: z.string(), value: decimal }));

const count = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((reported) => Number(reported ?? 0))
  .refine((reported) => Number.isSafeInteger(reported) && reported >= 0, { error: "not a count" });

const row = z.object({
  campaign_id: idText,
  ...texts("campaign_name", "adset_id", "adset_name"),
  spend: decimal,
  impressions: count,
  clicks: count,
  actions,
  action_values: actions,
  date_start: z.iso.date(),
  date_stop: z.iso.date(),
});
export type InsightRow = z.output<typeof row>;

export const insightsPage = z.object({
  data: z.array(row),
  paging,
  summary: z.object({ spend: decimal.nullish() }).nullish(),
});

export const startedReport = z.object({ report_run_id: idText });

export const reportRun = z.object({
  async_status: z.string(),
  async_percent_completion: z.coerce.number(),
  error_message: optionalText,
});

const account = z.object({
  id: z.string(),
  name: optionalText,
  currency: z.string(),
  timezone_name: z.string(),
  account_status: z.number().int().nullish(),
});
export type AdAccount = z.output<typeof account>;
export const adAccount = account;
export const adAccounts = z.object({ data: z.array(account), paging });

export const token = z.object({ access_token: z.string(), expires_in: z.coerce.number().nullish() });
