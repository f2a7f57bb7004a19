import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { COURIER_ENVIRONMENT, courier } from "../kit/contract/descriptors.ts";
import { catalog, english } from "./words.ts";

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

const setupFormFields = fieldsOf(catalog.messages, [
  { id: "apiKey", type: "secret" },
  {
    id: "apiKeyExpiresOn",
    type: "text",
    placeholder: "2027-05-31",
    pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
  },
  {
    id: "username",
    type: "text",
    placeholder: "+919000000000",
    pattern: "^\\+91\\d{10}$",
  },
  { id: "password", type: "secret" },
  {
    id: "warehouses",
    type: "text",
    required: true,
    placeholder: "WHEX01 Main warehouse; WHEX02 Second warehouse",
    pattern: "^WH[A-Z0-9]{4,}\\s+[^;]+(;\\s*WH[A-Z0-9]{4,}\\s+[^;]+)*;?$",
  },
  { id: "storeName", type: "text", pattern: "^[A-Za-z0-9-]+$" },
  { id: "webhookSecret", type: "secret", afterSave: true },
  COURIER_ENVIRONMENT,
]);

/** What may be changed of a connected account; another environment has other keys. */
const SETTINGS: readonly string[] = ["warehouses", "storeName", "apiKeyExpiresOn"];

export const meta: ConnectorMeta = {
  ...courier,
  id: "velocity",
  name: "Velocity Shipping",
  icon: "velocity",
  color: "#1f3fd1",
  setupFormFields,
  settingsFields: setupFormFields.filter(({ id }) => SETTINGS.includes(id)),
  setupSteps: setupStepsOf(catalog.messages),
  topics: [{ id: "tracking", label: english("topic.parcelTracking"), secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  api: { version: "custom/api/v1" },
  notes: [
    english("note.bookingChargesWalletOnce"),
    english("note.tellsPriceAfterBooking"),
    english("note.labelFetchedHourAfterBooking"),
  ],
  docs: "docs/providers/velocity.md",
  facts: { currency: english("fact.currency") },
};
