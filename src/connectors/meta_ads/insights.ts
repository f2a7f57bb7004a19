/** Spend by day: asked for at once, and as reports where that is too much for one answer (sheet section 5). */
import { z } from "zod";
import type { AdSpendDay } from "../../commerce/ad-spend.ts";
import { type DayRange, dayAfter, halvesOf } from "../../commerce/days.ts";
import { compareDecimal, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import type { AdSpend, AdSpendResult } from "../kit/contract/ad-spend.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { API } from "./meta.ts";
import { type InsightRow, insightsPage, reportRun, startedReport } from "./schemas.ts";
import { message } from "./words.ts";

const PAGE = 500;
const MOST_PAGES = 400;
const POLL_MS = 30_000;
const FIELDS = ["campaign_id", "campaign_name", "spend", "impressions", "clicks", "actions", "action_values"];
const AD_SET_FIELDS = ["adset_id", "adset_name"];
/** Deleted and archived campaigns keep what they spent; without this they are left out and sums are short. */
const EVERY_CAMPAIGN = JSON.stringify([
  {
    field: "campaign.effective_status",
    operator: "IN",
    value: ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES"],
  },
]);
/** One of them, never their sum: they count the same purchases. */
const PURCHASES = ["omni_purchase", "purchase"];

type Level = "campaign" | "adset";

const report = z.object({
  from: z.string(),
  to: z.string(),
  level: z.enum(["campaign", "adset"]),
  run: z.string(),
});
type Report = z.output<typeof report>;
const savedReports = z.object({ reports: z.array(report) });

export const adSpend: AdSpend = {
  restatedDays: 28,
  historyDays: 37 * 30,
  mostDays: 31,
  async read({ span, saved }, ctx) {
    const under = savedReports.safeParse(saved).data;
    if (under) return followReports(under.reports, ctx);
    const levels: readonly Level[] = ctx.connection.settings.detail === "ad_set" ? ["campaign", "adset"] : ["campaign"];
    const days: AdSpendDay[] = [];
    const reports: Report[] = [];
    for (const level of levels) {
      const rows = await readNow(span, level, ctx);
      if (rows === "too much") reports.push(await startReport(span, level, ctx));
      else days.push(...rows);
    }
    if (reports.length === 0) return { state: "read", days };
    // What was read at once is small enough to be read again as a report: no rows are kept between two calls.
    for (const level of levels)
      if (!reports.some((one) => one.level === level)) reports.push(await startReport(span, level, ctx));
    return pending(reports);
  },
};

const pending = (reports: readonly Report[]): AdSpendResult => ({
  state: "pending",
  saved: { reports: reports.map((one) => ({ ...one })) },
  pollAfterMs: POLL_MS,
});

async function readNow(span: DayRange, level: Level, ctx: Context): Promise<readonly AdSpendDay[] | "too much"> {
  try {
    return await readPages(
      `/${ctx.connection.account.externalId}/insights`,
      [...sendRequest(span, level, ctx)],
      level,
      ctx,
    );
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.info.kind === "transient" && error.info.slow) return "too much";
    // By Meta's clock an account ahead of UTC may not have begun its day.
    if (error.kind === "rejected" && /future/i.test(JSON.stringify(error.details)))
      return span.from === span.to ? [] : readNow({ ...span, to: dayAfter(span.to, -1) }, level, ctx);
    throw error;
  }
}

function sendRequest(span: DayRange, level: Level, ctx: Context): readonly (readonly [string, string])[] {
  const { attribution } = ctx.connection.settings;
  const windows = typeof attribution === "string" && attribution !== "default" ? attribution.split(",") : [];
  return [
    ["level", level],
    ["time_range", JSON.stringify({ since: span.from, until: span.to })],
    ["time_increment", "1"],
    ["fields", [...FIELDS, ...(level === "adset" ? AD_SET_FIELDS : [])].join(",")],
    ["filtering", EVERY_CAMPAIGN],
    ...(windows.length === 0 ? [] : [["action_attribution_windows", JSON.stringify(windows)] as const]),
  ];
}

async function readPages(
  path: string,
  query: readonly (readonly [string, string])[],
  level: Level,
  ctx: Context,
): Promise<readonly AdSpendDay[]> {
  const days: AdSpendDay[] = [];
  let reported: string | undefined;
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { body, response } = await ctx.http.json({
      method: "GET",
      url: `${API}${path}`,
      query: [
        ...query,
        ["limit", String(PAGE)],
        ["default_summary", "true"],
        ...(after === undefined ? [] : [["after", after] as const]),
      ],
      operation: "insights.list",
      halves: true,
    });
    const warning = response.headers["x-ad-api-version-warning"];
    if (warning) ctx.log.warn("Meta answers by another version than the one asked for.", { warning });
    const read = parseResponse(insightsPage, body, { ctx, what: "what was spent" });
    days.push(...read.data.map((row) => dayOf(row, level, ctx)));
    reported ??= read.summary?.spend ?? undefined;
    after = read.paging;
    if (after === undefined) {
      if (reported !== undefined && level === "campaign") compareSum(days, reported, ctx);
      return days;
    }
  }
  throw new ConnectorError({ kind: "drift", path: "paging" }, message("error.listWhatSpentNotEnd"));
}

/** Meta's own sum beside ours: days that were left out would make profit too good. */
function compareSum(days: readonly AdSpendDay[], reported: string, ctx: Context): void {
  const ours = days.reduce((sum, { spend }) => plusDecimal(sum, parseDecimal(spend)), parseDecimal("0"));
  if (compareDecimal(ours, parseDecimal(reported)) !== 0)
    ctx.drift({ path: "summary.spend", problem: "is not the sum of the campaigns", value: reported });
}

function dayOf(row: InsightRow, level: Level, ctx: Context): AdSpendDay {
  if (row.date_start !== row.date_stop)
    throw new ConnectorError({ kind: "drift", path: "date_stop" }, message("error.toldSeveralDays"));
  if (level === "adset" && row.adset_id === undefined) ctx.drift({ path: "adset_id", problem: "is missing" });
  const purchases = (list: InsightRow["actions"]): string =>
    PURCHASES.flatMap((type) => list.find((action) => action.action_type === type)?.value ?? [])[0] ?? "0";
  return {
    date: row.date_start,
    campaign: { id: row.campaign_id, name: row.campaign_name ?? row.campaign_id },
    adSet: level === "adset" ? { id: row.adset_id ?? "", name: row.adset_name ?? row.adset_id ?? "" } : null,
    spend: row.spend,
    impressions: row.impressions,
    clicks: row.clicks,
    conversions: purchases(row.actions),
    conversionValue: purchases(row.action_values),
  };
}

async function startReport(span: DayRange, level: Level, ctx: Context): Promise<Report> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${API}/${ctx.connection.account.externalId}/insights`,
    form: sendRequest(span, level, ctx),
    operation: "insights.report",
    // A report twice costs one report.
    safe: true,
  });
  const { report_run_id: run } = parseResponse(startedReport, body, { ctx, what: "the report" });
  return { ...span, level, run };
}

/** Reports under way: failed ones are asked for again in halves, and read all together once each is there. */
async function followReports(reports: readonly Report[], ctx: Context): Promise<AdSpendResult> {
  const next: Report[] = [];
  let isWaiting = false;
  for (const one of reports) {
    const state = await stateOf(one, ctx);
    if (state !== "failed") next.push(one);
    else next.push(...(await inHalves(one, ctx)));
    if (state !== "ready") isWaiting = true;
  }
  if (isWaiting) return pending(next);
  const days: AdSpendDay[] = [];
  for (const { run, level } of next) days.push(...(await readPages(`/${run}/insights`, [], level, ctx)));
  return { state: "read", days };
}

async function stateOf({ run }: Report, ctx: Context): Promise<"waiting" | "ready" | "failed"> {
  const { body } = await ctx.http.json({ method: "GET", url: `${API}/${run}`, operation: "insights.run" });
  const reported = parseResponse(reportRun, body, { ctx, what: "the report's state" });
  switch (reported.async_status) {
    case "Job Completed":
      return reported.async_percent_completion === 100 ? "ready" : "waiting";
    case "Job Failed":
    case "Job Skipped":
      return "failed";
    case "Job Not Started":
    case "Job Started":
    case "Job Running":
      return "waiting";
  }
  ctx.drift({ path: "async_status", problem: "is a word nobody knows", value: reported.async_status });
  return "waiting";
}

async function inHalves({ level, ...span }: Report, ctx: Context): Promise<readonly Report[]> {
  const halves = halvesOf(span);
  if (!halves)
    throw new ConnectorError({ kind: "transient" }, message("error.couldNotMakeReportAsked", { day: span.from }));
  return [await startReport(halves[0], level, ctx), await startReport(halves[1], level, ctx)];
}
