import { queryOptions } from "@tanstack/react-query";
import type { AutomationDefinition } from "../../../src/commerce/automations/definition.ts";
import { readAutomation } from "../../../src/commerce/automations/read.ts";
import { body, hub, ofId, type Sent, type Shape } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";
import { weekOf } from "./week.ts";

export type Rule = Shape<"Automation">;

export const rulesQuery = readingItems(["automations", "rules"], () => hub.GET("/api/automations"));

export const ruleQuery = (id: string) =>
  reading(["automations", "rule", id], () => hub.GET("/api/automations/{id}", ofId(id)));

export const versionsQuery = (id: string) =>
  readingItems(["automations", "versions", id], () => hub.GET("/api/automations/{id}/versions", ofId(id)));

export type MessageTemplate = Shape<"MessageTemplate">;

export const messageTemplatesQuery = readingItems(["automations", "message-templates"], () =>
  hub.GET("/api/message-templates"),
);

type Definition = Omit<Sent<"postAutomations">, "isOn">;

/** What is sent is read by the hub, which says what is missing where. */
const sentOf = (definition: AutomationDefinition): Definition => definition as unknown as Definition;

/** Null: not of this version's words. */
export function definitionOfRule(rule: Shape<"AutomationDefinition">): AutomationDefinition | null {
  const { name, trigger, at, channels, when, actions, stopHere, limits } = rule;
  return readAutomation({ name, trigger, at, channels, when, actions, stopHere, limits }).definition;
}

export const saveRule = (id: string, definition: AutomationDefinition, ifVersion: number) =>
  body(hub.PUT("/api/automations/{id}", { ...ofId(id), body: { ...sentOf(definition), ifVersion } }));

export const addRule = (definition: AutomationDefinition) =>
  body(hub.POST("/api/automations", { body: sentOf(definition) }));

export const switchRule = (id: string, isOn: boolean) =>
  body(hub.PATCH("/api/automations/{id}", { ...ofId(id), body: { isOn } }));

export type Run = Shape<"AutomationRun">;

const WEEK_MS = 7 * 86_400_000;
const MOST_RUNS = 200;

const runsSince = (from: string, outcome: "acted" | "failed") =>
  body(hub.GET("/api/automations/runs", { params: { query: { from, outcome, limit: MOST_RUNS } } }));

export const weekQuery = queryOptions({
  queryKey: ["automations", "week"],
  queryFn: async () => {
    const from = new Date(Date.now() - WEEK_MS).toISOString();
    const [acted, failed] = await Promise.all([runsSince(from, "acted"), runsSince(from, "failed")]);
    return weekOf(acted.items, failed.items, acted.nextCursor !== null);
  },
});

export const tryRule = (definition: AutomationDefinition, orders: number) =>
  body(hub.POST("/api/automations/dry-run", { body: { automations: [definition], orders } }));
export type DryRun = Shape<"AutomationDryRun">;

/** In their order. */
export const tryShippingRules = (automations: readonly AutomationDefinition[]) =>
  body(hub.POST("/api/automations/dry-run/shipments", { body: { automations: [...automations] } }));
export type ShippingDryRun = Awaited<ReturnType<typeof tryShippingRules>>;
