/** Spend by day, campaign and ad group, asked for in Google's query language (sheet section 5). */
import type { AdSpendDay } from "../../commerce/ad-spend.ts";
import type { DayRange } from "../../commerce/days.ts";
import { decimalText } from "../../commerce/decimal.ts";
import type { Json } from "../../commerce/product.ts";
import type { AdSpend } from "../kit/contract/ad-spend.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { API } from "./meta.ts";
import { type SpendRow, spendPage } from "./schemas.ts";
import { message } from "./words.ts";

/** A page has 10,000 rows; its size cannot be asked for. */
const MOST_PAGES = 200;
const MICRO_DIGITS = 6;

type Level = "campaign" | "ad_group";

export const adSpend: AdSpend = {
  restatedDays: 30,
  historyDays: 37 * 30,
  mostDays: 31,
  async read({ span }, ctx) {
    const days = [...(await readLevel(span, "campaign", ctx))];
    if (ctx.connection.settings.detail === "ad_set") days.push(...(await readLevel(span, "ad_group", ctx)));
    return { state: "read", days };
  },
};

/** Removed campaigns are not left out: they keep what they spent. */
const queryOf = ({ from, to }: DayRange, level: Level): string =>
  `SELECT campaign.id, campaign.name, ${level === "ad_group" ? "ad_group.id, ad_group.name, " : ""}segments.date, ` +
  "metrics.cost_micros, metrics.impressions, metrics.clicks, metrics.conversions, metrics.conversions_value " +
  `FROM ${level} WHERE segments.date BETWEEN '${from}' AND '${to}' ORDER BY segments.date`;

async function readLevel(span: DayRange, level: Level, ctx: Context): Promise<readonly AdSpendDay[]> {
  const days: AdSpendDay[] = [];
  let [ours, reported] = [0n, null as bigint | null];
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const json: { readonly [key: string]: Json } = {
      query: queryOf(span, level),
      ...(pageToken !== undefined && { pageToken }),
      searchSettings: { returnSummaryRow: true },
    };
    const { body } = await ctx.http.json({
      method: "POST",
      url: `${API}/customers/${ctx.connection.account.externalId}/googleAds:search`,
      json,
      operation: "spend.list",
      safe: true,
    });
    const read = parseResponse(spendPage, body, { ctx, what: "what was spent" });
    for (const row of read.results) {
      days.push(dayOf(row, level, ctx));
      ours += BigInt(row.metrics.costMicros);
    }
    if (read.summaryRow) reported = BigInt(read.summaryRow.metrics.costMicros);
    pageToken = read.nextPageToken;
    if (pageToken === undefined) {
      // Days that were left out would make profit too good.
      if (reported !== null && reported !== ours)
        ctx.drift({
          path: "summaryRow.metrics.costMicros",
          problem: "is not the sum of the rows",
          value: String(reported),
        });
      return days;
    }
  }
  throw new ConnectorError({ kind: "drift", path: "nextPageToken" }, message("error.listWhatSpentNotEnd"));
}

function dayOf({ campaign, adGroup, segments, metrics }: SpendRow, level: Level, ctx: Context): AdSpendDay {
  if (level === "ad_group" && !adGroup) ctx.drift({ path: "adGroup", problem: "is missing" });
  return {
    date: segments.date,
    campaign: { id: campaign.id, name: campaign.name ?? campaign.id },
    adSet: level === "ad_group" ? { id: adGroup?.id ?? "", name: adGroup?.name ?? adGroup?.id ?? "" } : null,
    spend: decimalText({ digits: BigInt(metrics.costMicros), scale: MICRO_DIGITS }),
    impressions: Number(metrics.impressions),
    clicks: Number(metrics.clicks),
    conversions: metrics.conversions,
    conversionValue: metrics.conversionsValue,
  };
}
