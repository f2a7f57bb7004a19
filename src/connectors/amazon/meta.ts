/** What the catalogue shows of Amazon and what the connect form asks. */
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { limits } from "./limits.ts";
import { MARKETPLACES, REGIONS } from "./marketplaces.ts";
import { RESTRICTED_ROLE, ROLES, WAREHOUSE_ROLE } from "./roles.ts";
import { english } from "./words.ts";

const store: Field = {
  id: "marketplaceId",
  label: english("field.marketplaceId"),
  type: "select",
  required: true,
  options: MARKETPLACES.map(({ id, name, region }) => ({ value: id, label: `${name} (${REGIONS[region].name})` })),
  help: english("field.marketplaceId.help"),
};

const app: readonly Field[] = [
  {
    id: "lwaClientId",
    label: english("field.lwaClientId"),
    type: "text",
    required: false,
    pattern: "^amzn1\\.application-oa2-client\\.[0-9A-Za-z]{10,64}$",
    patternHint: english("field.lwaClientId.patternHint"),
    help: english("field.lwaClientId.help"),
  },
  {
    id: "lwaClientSecret",
    label: english("field.lwaClientSecret"),
    type: "secret",
    required: false,
    help: english("field.lwaClientSecret.help"),
  },
  {
    id: "lwaSecretIssuedOn",
    label: english("field.lwaSecretIssuedOn"),
    type: "text",
    required: false,
    pattern: "^\\d{4}-\\d{2}-\\d{2}$",
    patternHint: english("field.lwaSecretIssuedOn.patternHint"),
    help: english("field.lwaSecretIssuedOn.help"),
  },
  {
    id: "refreshToken",
    label: english("field.refreshToken"),
    type: "secret",
    required: false,
    pattern: "^Atzr\\|.+",
    patternHint: english("field.refreshToken.patternHint"),
    help: english("field.refreshToken.help"),
  },
  {
    id: "sellerId",
    label: english("field.sellerId"),
    type: "text",
    required: false,
    pattern: "^[A-Z0-9]{9,21}$",
    patternHint: english("field.sellerId.patternHint"),
    help: english("field.sellerId.help"),
  },
  {
    id: "applicationId",
    label: english("field.applicationId"),
    type: "text",
    required: false,
    pattern: "^amzn1\\.sp\\.solution\\..+",
    patternHint: english("field.applicationId.patternHint"),
    help: english("field.applicationId.help"),
  },
  { id: "appStatusDraft", label: english("field.appStatusDraft"), type: "boolean", required: false },
];

const notifications: readonly Field[] = [
  {
    id: "sqsQueueArn",
    label: english("field.sqsQueueArn"),
    type: "text",
    required: false,
    pattern: "^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d+:[A-Za-z0-9_-]+$",
    patternHint: english("field.sqsQueueArn.patternHint"),
    help: english("field.sqsQueueArn.help"),
  },
  {
    id: "awsAccessKeyId",
    label: english("field.awsAccessKeyId"),
    type: "text",
    required: false,
    pattern: "^[A-Z0-9]{16,128}$",
    patternHint: english("field.awsAccessKeyId.patternHint"),
    help: english("field.awsAccessKeyId.help"),
  },
  { id: "awsSecretAccessKey", label: english("field.awsSecretAccessKey"), type: "secret", required: false },
];

const settingsFields: readonly Field[] = [
  {
    id: "feeds",
    label: english("field.feeds"),
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: english("field.feeds.help"),
  },
  {
    id: "listingEvents",
    label: english("field.listingEvents"),
    type: "boolean",
    required: false,
    help: english("field.listingEvents.help"),
  },
  {
    id: "orderMarketplaces",
    label: english("field.orderMarketplaces"),
    type: "text",
    required: false,
    help: english("field.orderMarketplaces.help"),
  },
  {
    id: "carrierCodes",
    label: english("field.carrierCodes"),
    type: "text",
    required: false,
    placeholder: "Delhivery, DHL, UPS",
    help: english("field.carrierCodes.help"),
  },
  {
    id: "productType",
    label: english("field.productType"),
    type: "text",
    required: false,
    placeholder: "HOME",
    pattern: "^[A-Z][A-Z0-9_]+$",
    patternHint: english("field.productType.patternHint"),
    help: english("field.productType.help"),
  },
  {
    id: "newListingAttributes",
    label: english("field.newListingAttributes"),
    type: "json",
    required: false,
    placeholder: '{"country_of_origin":[{"value":"IN"}]}',
    help: english("field.newListingAttributes.help"),
  },
  {
    id: "restocksOnCancel",
    label: english("field.restocksOnCancel"),
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: english("field.restocksOnCancel.help"),
  },
];

export const meta: ConnectorMeta = {
  id: "amazon",
  kind: "commerce",
  name: "Amazon",
  section: "marketplaces",
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
    {
      title: english("step.2.title"),
      text: english("step.2.text"),
    },
    {
      title: english("step.3.title"),
      text: english("step.3.text"),
    },
    {
      title: english("step.4.title"),
      text: english("step.4.text"),
    },
  ],
  settingsFields,
  topics: [],
  topicRouting: "request",
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
