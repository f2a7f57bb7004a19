/** What the catalog shows of Mirakl and what the connect form asks. */
import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { LIMITS } from "./limits.ts";
import { catalog, english } from "./words.ts";

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "mirakl",
  name: "Mirakl",
  icon: "mirakl",
  color: "#03182F",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "instanceUrl", type: "url", required: true, placeholder: "https://marketplace-prod.mirakl.net" },
    { id: "apiKey", type: "secret", required: true },
    { id: "shopId", type: "text", pattern: "^\\d{1,18}$" },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "stockTakes", type: "select", defaultValue: "placed", options: ["placed", "accepted", "never"] },
    { id: "acceptHours", type: "number" },
    { id: "warehouseCode", type: "text" },
    { id: "refundReason", type: "text" },
    { id: "invoiceType", type: "text", defaultValue: "CUSTOMER_INVOICE" },
    { id: "creditNoteType", type: "text" },
    { id: "externalPartner", type: "boolean", defaultValue: "false" },
  ]),
  topics: [],
  limits: LIMITS,
  orderPrefix: "MK",
  api: { version: "seller APIs, described 2026-08" },
  orderHistory: { days: "all" },
  docs: "docs/providers/mirakl.md",
  facts: {
    shop: english("fact.shop"),
    marketplace: english("fact.marketplace"),
    currency: english("fact.currency"),
    state: english("fact.state"),
  },
};
