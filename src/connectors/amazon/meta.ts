/** What the catalog shows of Amazon and what the connect form asks. */

import { fieldsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { limits } from "./limits.ts";
import { MARKETPLACES, REGIONS } from "./marketplaces.ts";
import { RESTRICTED_ROLE, ROLES, WAREHOUSE_ROLE } from "./roles.ts";
import { catalog, english } from "./words.ts";

const store: Field = {
  id: "marketplaceId",
  label: english("field.marketplaceId"),
  type: "select",
  required: true,
  options: MARKETPLACES.map(({ id, name, region }) => ({ value: id, label: `${name} (${REGIONS[region].name})` })),
  help: english("field.marketplaceId.help"),
};

const app = fieldsOf(catalog.messages, [
  {
    id: "lwaClientId",
    type: "text",
    pattern: "^amzn1\\.application-oa2-client\\.[0-9A-Za-z]{10,64}$",
  },
  { id: "lwaClientSecret", type: "secret" },
  {
    id: "lwaSecretIssuedOn",
    type: "text",
    pattern: "^\\d{4}-\\d{2}-\\d{2}$",
  },
  { id: "refreshToken", type: "secret", pattern: "^Atzr\\|.+" },
  {
    id: "sellerId",
    type: "text",
    pattern: "^[A-Z0-9]{9,21}$",
  },
  { id: "applicationId", type: "text", pattern: "^amzn1\\.sp\\.solution\\..+" },
  { id: "appStatusDraft", type: "boolean" },
]);

const notifications = fieldsOf(catalog.messages, [
  { id: "sqsQueueArn", type: "text", pattern: "^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d+:[A-Za-z0-9_-]+$" },
  {
    id: "awsAccessKeyId",
    type: "text",
    pattern: "^[A-Z0-9]{16,128}$",
  },
  { id: "awsSecretAccessKey", type: "secret" },
]);

const settingsFields = fieldsOf(catalog.messages, [
  { id: "feeds", type: "boolean", defaultValue: "true" },
  { id: "listingEvents", type: "boolean" },
  { id: "orderMarketplaces", type: "text" },
  { id: "carrierCodes", type: "text", placeholder: "Delhivery, DHL, UPS" },
  { id: "productType", type: "text", placeholder: "HOME", pattern: "^[A-Z][A-Z0-9_]+$" },
  {
    id: "newListingAttributes",
    type: "json",
    placeholder: '{"country_of_origin":[{"value":"IN"}]}',
  },
  { id: "restocksOnCancel", type: "boolean", defaultValue: "true" },
]);

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "amazon",
  name: "Amazon",
  icon: "amazon",
  color: "#FF9900",
  connectType: "api_key",
  setupFormFields: [store, ...app, ...notifications],
  setupSteps: [
    {
      title: english("step.1.title"),
      text: `In Seller Central open Apps and Services, Develop Apps, and add a private app with the roles ${ROLES.map(
        ({ role }) => role,
      ).join(", ")}. For buyers' names and addresses ask for ${RESTRICTED_ROLE}, too.`,
    },
    { title: english("step.2.title"), text: english("step.2.text") },
    { title: english("step.3.title"), text: english("step.3.text") },
    { title: english("step.4.title"), text: english("step.4.text") },
  ],
  settingsFields,
  topics: [],
  limits,
  orderPrefix: "AZ",
  api: { version: "orders 2026-01-01, listings 2021-08-01, feeds 2021-06-30, finances 2024-06-19" },
  appEnvironment: {
    clientId: "AMAZON_LWA_CLIENT_ID",
    clientSecret: "AMAZON_LWA_CLIENT_SECRET",
    applicationId: "AMAZON_APPLICATION_ID",
  },
  scopes: [
    ...ROLES.map(({ role, disables, features }) => ({ scope: role, enables: disables, features })),
    { scope: WAREHOUSE_ROLE, enables: english("scope.numbersOwnWarehousesFba"), optional: true },
    { scope: RESTRICTED_ROLE, enables: english("scope.namesAddressesPhonesOrders"), optional: true },
  ],
  orderHistory: { days: 730, note: english("note.tellsOrdersLastTwoYears") },
  docs: "docs/providers/amazon.md",
  facts: {
    name: english("fact.name"),
    sellerId: english("field.sellerId"),
    country: english("fact.country"),
    currency: english("fact.currency"),
    url: english("fact.url"),
  },
};
