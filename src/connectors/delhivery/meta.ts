import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";

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

const setupFormFields: readonly Field[] = [
  {
    id: "apiToken",
    label: "API token",
    type: "secret",
    required: true,
    pattern: "^[A-Za-z0-9]{20,80}$",
    patternHint: "Letters and digits, 40 as a rule.",
    help: "In Delhivery One: Settings, API Setup, Request live API token. It is shown for five minutes.",
  },
  {
    id: "pickupLocations",
    label: "Pickup locations",
    type: "text",
    required: true,
    placeholder: "Main Warehouse; Second Warehouse",
    help: "The names in Delhivery One, Settings, Pickup locations, letter by letter, separated by semicolons. The first is used for locations you do not map to another.",
  },
  {
    id: "defaultMode",
    label: "Shipping mode",
    type: "select",
    required: true,
    defaultValue: "Surface",
    options: [
      { value: "Surface", label: "Surface" },
      { value: "Express", label: "Express" },
    ],
    help: "As in your contract. With accounts for both, connect Delhivery twice.",
  },
  {
    id: "sellerGstTin",
    label: "Seller GSTIN",
    type: "text",
    required: false,
    pattern: "^[0-9A-Z]{15}$",
    patternHint: "15 capitals and digits.",
  },
  {
    id: "webhookSecret",
    label: "Webhook secret",
    type: "secret",
    required: false,
    afterSave: true,
    help: "Only if Delhivery was given another value than the one shown in the steps.",
  },
  {
    id: "environment",
    label: "Environment",
    type: "select",
    required: true,
    defaultValue: "production",
    options: [
      { value: "production", label: "Production" },
      { value: "staging", label: "Staging" },
    ],
  },
];

export const meta: ConnectorMeta = {
  id: "delhivery",
  kind: "logistics",
  name: "Delhivery",
  section: "logistics",
  icon: "delhivery",
  color: "#d92b2b",
  connectType: "api_key",
  setupFormFields,
  setupSteps: [
    {
      title: "Get the API token",
      text: "In Delhivery One open Settings, API Setup, and request the live API token. Copy it at once: it is shown for five minutes.",
    },
    {
      title: "Note the pickup locations",
      text: "In Settings, Pickup locations note the exact name of each, and enter them in the form.",
    },
    {
      title: "Have scans pushed",
      text: "Fill in Delhivery's webhook requirement document with the address {webhookUrl:tracking} and the header Authorization with the value Bearer {webhookSecret}, and mail it to lastmile-integration@delhivery.com with your contact at Delhivery in copy. Until then, parcels are asked for every 30 minutes.",
    },
  ],
  topics: [{ id: "tracking", label: "Parcel tracking", secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  orderPrefix: "",
  api: { version: "CMU, as read in 2026-11" },
  orderHistory: { days: "none" },
  notes: [
    "Prices are Delhivery's estimates; fifty can be asked for in five minutes.",
    "What Delhivery bills and pays out is in its panel alone: enter it as a file.",
  ],
  docs: "docs/providers/delhivery.md",
  facts: { currency: "Currency" },
};
