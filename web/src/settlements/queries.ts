/** What the screens of settlements read and send. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Sent } from "../data/hub.ts";

export const settlementQuery = (id: string) =>
  queryOptions({
    queryKey: ["settlements", id],
    queryFn: () => body(hub.GET("/api/settlements/{id}", { params: { path: { id } } })),
  });

export const settingsQuery = queryOptions({
  queryKey: ["settlements", "settings"],
  queryFn: () => body(hub.GET("/api/settlement-settings")),
});

export type Import = Sent<"postSettlements">;
export type Mapping = NonNullable<Import["mapping"]>;
export type AmountColumn = NonNullable<Mapping["columns"]>[number];
export type Kind = AmountColumn["kind"];

export const importSettlement = (file: Import) => body(hub.POST("/api/settlements", { body: file }));
export type ReadFile = Awaited<ReturnType<typeof importSettlement>>;

export const feeRulesQuery = queryOptions({
  queryKey: ["settlements", "rules"],
  queryFn: () => body(hub.GET("/api/fee-rules")),
});

export type Rules = Sent<"postFeeRulesDryRun">["rules"];
export type Rule = Rules[number];

export const tryRules = (rules: Rules) => body(hub.POST("/api/fee-rules/dry-run", { body: { rules } }));
export type DryRun = Awaited<ReturnType<typeof tryRules>>;

/** In the order they are offered. */
export const KINDS = [
  "sale",
  "refund",
  "commission",
  "payment_fee",
  "shipping_forward",
  "shipping_return",
  "cod_fee",
  "packaging",
  "service_fee",
  "advertising",
  "withheld_tax",
  "platform_discount",
  "adjustment",
  "reserve",
  "payout",
  "other",
] as const satisfies readonly Kind[];

export const CASE_KINDS = ["short_paid", "over_paid", "over_charged", "unpaid", "unknown_line"] as const;
export const REASONS = ["claimed", "received", "accepted", "wrong_rule", "other"] as const;
