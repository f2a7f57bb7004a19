/** What the catalog shows of Shippo and what the connect form asks. */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { courier } from "../kit/contract/descriptors.ts";
import { catalog, english } from "./words.ts";

const SOURCE = "docs.goshippo.com, rate limits (read 2026-11): requests a minute of an account's live token";

/** The limits of a live token; a test token has a tenth, and answers 429 beyond, which is waited out. */
const bucket = (id: string, operations: readonly string[], perMinute: number): Bucket => ({
  id,
  scope: "account",
  operations,
  rate: (perMinute * 0.9) / 60,
  burst: Math.max(2, Math.round(perMinute / 10)),
  publishedRate: perMinute / 60,
  whyBelow: "Other programs of the seller use the same account.",
  source: SOURCE,
});

export const LABEL_FORMATS = [
  { value: "PDF_4x6", label: english("option.PDF_4x6") },
  { value: "PDF_A6", label: english("option.PDF_A6") },
  { value: "PDF_A4", label: english("option.PDF_A4") },
  { value: "PDF", label: english("option.PDF") },
  { value: "PNG", label: english("option.PNG") },
  { value: "ZPLII", label: english("option.ZPLII") },
] as const;

export const meta: ConnectorMeta = {
  ...courier,
  id: "shippo",
  name: "Shippo",
  icon: "shippo",
  color: "#0c7d5d",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "apiToken", type: "secret", required: true, pattern: "^shippo_(live|test)_[0-9A-Za-z]+$" },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "labelFormat", type: "select", defaultValue: "PDF_4x6", options: LABEL_FORMATS },
  ]),
  topics: [{ id: "", label: english("topic.scansParcels"), secret: { madeBy: "ours" }, automatic: true }],
  topicRouting: "request",
  limits: [
    bucket("writes", ["shipments.quote", "transactions.buy", "refunds.create"], 500),
    bucket("reads", ["transactions.get", "carriers.get"], 4_000),
    bucket("lists", ["transactions.list", "carriers.list", "webhooks.list"], 50),
    bucket("tracks", ["tracks.get"], 500),
  ],
  api: { version: "2018-02-08" },
  docs: "docs/providers/shippo.md",
  facts: { mode: english("fact.mode"), carrierNames: english("fact.carrierNames") },
};
