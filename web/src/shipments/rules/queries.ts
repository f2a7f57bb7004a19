/** What the screen of the rules reads and sends. */
import { body, hub, type Sent } from "../../data/hub.ts";
import { reading } from "../../data/reading.ts";

export const rulesQuery = reading(["shipping", "rules"], () => hub.GET("/api/shipping-rules"));

export type Rules = Sent<"postShippingRulesDryRun">;
export type Rule = Rules["rules"][number];

export const tryRules = (rules: Rules) => body(hub.POST("/api/shipping-rules/dry-run", { body: rules }));
export type DryRun = Awaited<ReturnType<typeof tryRules>>;
export type Way = DryRun["went"][number];
