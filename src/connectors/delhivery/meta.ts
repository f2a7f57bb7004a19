import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { COURIER_ENVIRONMENT, courier } from "../kit/contract/descriptors.ts";
import { catalog, english } from "./words.ts";

/** Published for five minutes and an address: every connection of the hub shares them. */
const perFiveMinutes = (
  id: string,
  operations: readonly string[],
  published: number,
  bounds: { readonly rate: number; readonly burst: number },
): Bucket => ({
  id,
  scope: "ip",
  operations,
  ...bounds,
  publishedRate: published / 300,
  whyBelow: "Over the limit the firewall shuts the whole address out",
  source: `Delhivery developer portal, rate limits: ${published} calls in 5 minutes an address`,
});

const limits: readonly Bucket[] = [
  perFiveMinutes("postcodes", ["serviceability.*"], 4_500, { rate: 14, burst: 100 }),
  perFiveMinutes("costs", ["rates.*"], 50, { rate: 0.14, burst: 6 }),
  perFiveMinutes("waybills", ["waybills.*"], 5, { rate: 1 / 75, burst: 1 }),
  perFiveMinutes("bookings", ["shipments.create"], 20_000, { rate: 20, burst: 50 }),
  perFiveMinutes("tracking", ["tracking.*"], 750, { rate: 2.3, burst: 40 }),
  perFiveMinutes("labels", ["labels.link"], 3_000, { rate: 9, burst: 60 }),
  perFiveMinutes("pickups", ["pickups.*"], 4_000, { rate: 10, burst: 20 }),
  {
    id: "edits",
    scope: "ip",
    operations: ["shipments.cancel", "exceptions.*"],
    rate: 5,
    burst: 10,
    source: "None is published for edits and actions; five a second keep well below the others",
  },
];

const setupFormFields = fieldsOf(catalog.messages, [
  {
    id: "apiToken",
    type: "secret",
    required: true,
    pattern: "^[A-Za-z0-9]{20,80}$",
  },
  { id: "pickupLocations", type: "text", required: true, placeholder: "Main Warehouse; Second Warehouse" },
  { id: "defaultMode", type: "select", required: true, defaultValue: "Surface", options: ["Surface", "Express"] },
  {
    id: "sellerGstTin",
    type: "text",
    pattern: "^[0-9A-Z]{15}$",
  },
  { id: "webhookSecret", type: "secret", afterSave: true },
  COURIER_ENVIRONMENT,
]);

/** What may be changed of a connected account; another environment has other keys. */
const SETTINGS: readonly string[] = ["pickupLocations", "defaultMode", "sellerGstTin"];

export const meta: ConnectorMeta = {
  ...courier,
  id: "delhivery",
  name: "Delhivery",
  icon: "delhivery",
  color: "#d92b2b",
  setupFormFields,
  settingsFields: setupFormFields.filter(({ id }) => SETTINGS.includes(id)),
  setupSteps: setupStepsOf(catalog.messages),
  topics: [{ id: "tracking", label: english("topic.parcelTracking"), secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  api: { version: "CMU, as read in 2026-11" },
  notes: [english("note.pricesEstimates"), english("note.billsPaysOutPanelAlone")],
  docs: "docs/providers/delhivery.md",
  facts: { currency: english("fact.currency") },
};
