/** What the screens of settlements read and send. */
import { body, hub, ofId, type Sent } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export const settlementQuery = (id: string) =>
  reading(["settlements", id], () => hub.GET("/api/settlements/{id}", ofId(id)));

export const settingsQuery = reading(["settlements", "settings"], () => hub.GET("/api/settlement-settings"));

export type Import = Sent<"postSettlements">;
export type Mapping = NonNullable<Import["mapping"]>;
export type AmountColumn = NonNullable<Mapping["columns"]>[number];
export type Kind = AmountColumn["kind"];

export const importSettlement = (file: Import) => body(hub.POST("/api/settlements", { body: file }));
export type ReadFile = Awaited<ReturnType<typeof importSettlement>>;

export const feeRulesQuery = reading(["settlements", "rules"], () => hub.GET("/api/fee-rules"));

export type Rules = Sent<"postFeeRulesDryRun">["rules"];
export type Rule = Rules[number];

export const tryRules = (rules: Rules) => body(hub.POST("/api/fee-rules/dry-run", { body: { rules } }));
export type DryRun = Awaited<ReturnType<typeof tryRules>>;

export const CASE_KINDS = ["short_paid", "over_paid", "over_charged", "unpaid", "unknown_line"] as const;
export const REASONS = ["claimed", "received", "accepted", "wrong_rule", "other"] as const;
