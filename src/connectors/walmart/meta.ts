/** What the catalog shows of Walmart and what the connect form asks. */
import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { LIMITS } from "./limits.ts";
import { catalog, english } from "./words.ts";

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "walmart",
  name: "Walmart",
  icon: "walmart",
  color: "#0053E2",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "clientId", type: "text", required: true },
    { id: "clientSecret", type: "secret", required: true },
    { id: "environment", type: "select", defaultValue: "production", options: ["production", "sandbox"] },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "charges", type: "select", defaultValue: "unknown", options: ["unknown", "line", "unit"] },
    { id: "stockTakes", type: "select", defaultValue: "never", options: ["never", "shipped"] },
    { id: "priceFeed", type: "select", defaultValue: "price", options: ["price", "price_and_promotion"] },
    { id: "itemSpec", type: "text", placeholder: "5.0.20260803-17_50_56-api" },
  ]),
  topics: [{ id: "", label: english("topic.events"), secret: { madeBy: "ours" }, automatic: true }],
  limits: LIMITS,
  orderPrefix: "WM",
  api: { version: "Marketplace APIs v3 (US), described 2026-06" },
  orderHistory: { days: 180, note: english("history") },
  docs: "docs/providers/walmart.md",
  facts: {
    seller: english("fact.seller"),
    partnerId: english("fact.partnerId"),
    currency: english("fact.currency"),
    status: english("fact.status"),
  },
};
