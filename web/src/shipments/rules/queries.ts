/** What the screen of the rules reads and sends. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Sent } from "../../data/hub.ts";

export const rulesQuery = queryOptions({
  queryKey: ["shipping", "rules"],
  queryFn: () => body(hub.GET("/api/shipping-rules")),
});

export type Rules = Sent<"postShippingRulesDryRun">;
export type Rule = Rules["rules"][number];

export const tryRules = (rules: Rules) => body(hub.POST("/api/shipping-rules/dry-run", { body: rules }));
export type DryRun = Awaited<ReturnType<typeof tryRules>>;
export type Way = DryRun["went"][number];
