/** What the screens of campaigns and spend read and send. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Sent } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { readingItems } from "../data/reading.ts";

export type Campaign = RowOf<"/api/marketing/campaigns">;
export type Spend = RowOf<"/api/marketing/spend">;

export const rulesQuery = queryOptions({
  queryKey: ["marketing", "rules"],
  queryFn: async () => (await body(hub.GET("/api/marketing/campaign-rules"))).rules,
});
export type Rule = Sent<"putMarketingCampaignRules">["rules"][number];

export const tryRules = (rules: Rule[]) => body(hub.POST("/api/marketing/campaign-rules/dry-run", { body: { rules } }));
export type Tried = Awaited<ReturnType<typeof tryRules>>;

export const adAccountsQuery = readingItems(["marketing", "accounts"], () =>
  hub.GET("/api/stores", { params: { query: { kind: "marketing", limit: 200 } } }),
);

export const spendMappingQuery = queryOptions({
  queryKey: ["marketing", "spend-mapping"],
  queryFn: async () => (await body(hub.GET("/api/marketing/spend-file"))).mapping,
});
export type SpendFile = Sent<"postMarketingSpendFile">;
export type SpendMapping = SpendFile["mapping"];
