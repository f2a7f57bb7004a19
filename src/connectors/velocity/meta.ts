import { setupStepsOf } from "../kit/connect/words.ts";
import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { english, speech } from "./words.ts";

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
    label: english("field.apiKey"),
    type: "secret",
    required: false,
    help: english("field.apiKey.help"),
  },
  {
    id: "apiKeyExpiresOn",
    label: english("field.apiKeyExpiresOn"),
    type: "text",
    required: false,
    placeholder: "2027-05-31",
    pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
    patternHint: english("field.apiKeyExpiresOn.patternHint"),
    help: english("field.apiKeyExpiresOn.help"),
  },
  {
    id: "username",
    label: english("field.username"),
    type: "text",
    required: false,
    placeholder: "+919000000000",
    pattern: "^\\+91\\d{10}$",
    patternHint: english("field.username.patternHint"),
    help: english("field.username.help"),
  },
  {
    id: "password",
    label: english("field.password"),
    type: "secret",
    required: false,
    help: english("field.password.help"),
  },
  {
    id: "warehouses",
    label: english("field.warehouses"),
    type: "text",
    required: true,
    placeholder: "WHEX01 Main warehouse; WHEX02 Second warehouse",
    pattern: "^WH[A-Z0-9]{4,}\\s+[^;]+(;\\s*WH[A-Z0-9]{4,}\\s+[^;]+)*;?$",
    patternHint: english("field.warehouses.patternHint"),
    help: english("field.warehouses.help"),
  },
  {
    id: "storeName",
    label: english("field.storeName"),
    type: "text",
    required: false,
    pattern: "^[A-Za-z0-9-]+$",
    patternHint: english("field.storeName.patternHint"),
    help: english("field.storeName.help"),
  },
  {
    id: "webhookSecret",
    label: english("field.webhookSecret"),
    type: "secret",
    required: false,
    afterSave: true,
    help: english("field.webhookSecret.help"),
  },
  {
    id: "environment",
    label: english("field.environment"),
    type: "select",
    required: true,
    defaultValue: "production",
    options: [
      { value: "production", label: english("option.production") },
      { value: "staging", label: english("option.staging") },
    ],
  },
];

/** What may be changed of a connected account; another environment has other keys. */
const SETTINGS: readonly string[] = ["warehouses", "storeName", "apiKeyExpiresOn"];

export const meta: ConnectorMeta = {
  id: "velocity",
  kind: "logistics",
  name: "Velocity Shipping",
  section: "logistics",
  icon: "velocity",
  color: "#1f3fd1",
  connectType: "api_key",
  setupFormFields,
  settingsFields: setupFormFields.filter(({ id }) => SETTINGS.includes(id)),
  setupSteps: setupStepsOf(speech.sentences),
  topics: [{ id: "tracking", label: english("topic.parcelTracking"), secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  orderPrefix: "",
  api: { version: "custom/api/v1" },
  orderHistory: { days: "none" },
  notes: [
    english("note.bookingChargesWalletOnce"),
    english("note.tellsPriceAfterBooking"),
    english("note.labelFetchedHourAfterBooking"),
  ],
  docs: "docs/providers/velocity.md",
  facts: { currency: english("fact.currency") },
};
