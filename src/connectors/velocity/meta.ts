import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";

const limits: readonly Bucket[] = [
  {
    id: "calls",
    scope: "connection",
    rate: 2,
    burst: 4,
    source: "No limit is published for most calls; two a second keep well below what others were seen to do",
  },
  {
    id: "finance",
    scope: "connection",
    operations: ["finance.*"],
    rate: 5 / 60,
    burst: 1,
    source: "Velocity documentation, shipping charges and COD remittance: 5 requests a minute; taken for both together",
  },
];

const setupFormFields: readonly Field[] = [
  {
    id: "apiKey",
    label: "API key",
    type: "secret",
    required: false,
    help: "From Settings, API in the Velocity dashboard. It is shown once, when it is made.",
  },
  {
    id: "apiKeyExpiresOn",
    label: "Key ends on",
    type: "text",
    required: false,
    placeholder: "2027-05-31",
    pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
    patternHint: "A date like 2027-05-31.",
    help: "As chosen when the key was made. Argosy warns you 14 days before.",
  },
  {
    id: "username",
    label: "Mobile number of the old login",
    type: "text",
    required: false,
    placeholder: "+919000000000",
    pattern: "^\\+91\\d{10}$",
    patternHint: "+91 and ten digits.",
    help: "Only without an API key. Velocity is shutting this login off.",
  },
  {
    id: "password",
    label: "Password of the old login",
    type: "secret",
    required: false,
    help: "Only without an API key.",
  },
  {
    id: "warehouses",
    label: "Warehouses",
    type: "text",
    required: true,
    placeholder: "WHEX01 Main warehouse; WHEX02 Second warehouse",
    pattern: "^WH[A-Z0-9]{4,}\\s+[^;]+(;\\s*WH[A-Z0-9]{4,}\\s+[^;]+)*;?$",
    patternHint: "Id and name of each, separated by semicolons: WHEX01 Main warehouse; WHEX02 Second warehouse.",
    help: "As in Velocity's Settings, Warehouses, the name letter by letter. The first is used for locations you do not map to another.",
  },
  {
    id: "storeName",
    label: "Store tag",
    type: "text",
    required: false,
    pattern: "^[A-Za-z0-9-]+$",
    patternHint: "Letters, digits and hyphens.",
    help: "A store of your Velocity account. Orders with a tag it does not know are refused.",
  },
  {
    id: "webhookSecret",
    label: "Webhook API key",
    type: "secret",
    required: false,
    afterSave: true,
    help: "Only if Velocity was given another key than the one shown in the steps.",
  },
  {
    id: "environment",
    label: "Environment",
    type: "select",
    required: true,
    defaultValue: "production",
    options: [
      { value: "production", label: "Production" },
      { value: "staging", label: "Staging (by request to Velocity)" },
    ],
  },
];

export const meta: ConnectorMeta = {
  id: "velocity",
  kind: "logistics",
  name: "Velocity Shipping",
  section: "logistics",
  icon: "velocity",
  color: "#1f3fd1",
  connectType: "api_key",
  setupFormFields,
  setupSteps: [
    {
      title: "Make an API key",
      text: "In the Velocity dashboard open Settings, API, choose Generate API Key and copy the key. It is shown once.",
    },
    {
      title: "Note the warehouses",
      text: "In Settings, Warehouses note the id and the exact name of each warehouse, and enter them in the form.",
    },
    {
      title: "Let Velocity report parcels",
      text: "In Settings, Webhooks enter {webhookUrl:tracking}, choose API Key as authentication with the key {webhookSecret}, and subscribe to status_change and tracking_addition.",
    },
  ],
  topics: [{ id: "tracking", label: "Parcel tracking", secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  orderPrefix: "",
  api: { version: "custom/api/v1" },
  orderHistory: { days: "none" },
  notes: [
    "Booking charges your Velocity wallet at once.",
    "Velocity tells the price only after booking.",
    "A label can be fetched for an hour after booking. Later it is in Velocity's dashboard alone.",
  ],
  docs: "docs/providers/velocity.md",
  facts: { currency: "Currency" },
};
