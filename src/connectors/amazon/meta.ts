/** What the catalogue shows of Amazon and what the connect form asks. */
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { limits } from "./limits.ts";
import { MARKETPLACES, REGIONS } from "./marketplaces.ts";
import { RESTRICTED_ROLE, ROLES, WAREHOUSE_ROLE } from "./roles.ts";

const store: Field = {
  id: "marketplaceId",
  label: "Amazon store",
  type: "select",
  required: true,
  options: MARKETPLACES.map(({ id, name, region }) => ({ value: id, label: `${name} (${REGIONS[region].name})` })),
  help: "Listings, stock and prices of this store. Connect each further store you keep prices in by itself.",
};

const app: readonly Field[] = [
  {
    id: "lwaClientId",
    label: "LWA client id",
    type: "text",
    required: false,
    pattern: "^amzn1\\.application-oa2-client\\.[0-9A-Za-z]{10,64}$",
    patternHint: "A client id looks like amzn1.application-oa2-client. followed by letters and digits.",
    help: "Seller Central, Apps and Services, Develop Apps, LWA credentials, View. Left open, this hub's own app is used.",
  },
  { id: "lwaClientSecret", label: "LWA client secret", type: "secret", required: false, help: "Beside the client id." },
  {
    id: "lwaSecretIssuedOn",
    label: "Client secret made on (YYYY-MM-DD)",
    type: "text",
    required: false,
    pattern: "^\\d{4}-\\d{2}-\\d{2}$",
    patternHint: "A date like 2026-11-20.",
    help: "The secret ends 180 days later; you are warned a month before.",
  },
  {
    id: "refreshToken",
    label: "Refresh token",
    type: "secret",
    required: false,
    pattern: "^Atzr\\|.+",
    patternHint: "A refresh token begins with Atzr|.",
    help: "Develop Apps, Authorise app. Left open, you approve the app on Amazon's page.",
  },
  {
    id: "sellerId",
    label: "Merchant token",
    type: "text",
    required: false,
    pattern: "^[A-Z0-9]{9,21}$",
    patternHint: "A merchant token has capitals and digits only, like A2EXAMPLE12345.",
    help: "Settings, Account Info, Merchant Token. Needed with a refresh token; otherwise Amazon tells it.",
  },
  {
    id: "applicationId",
    label: "Application id",
    type: "text",
    required: false,
    pattern: "^amzn1\\.sp\\.solution\\..+",
    patternHint: "An application id begins with amzn1.sp.solution.",
    help: "Only to approve an app of your own on Amazon's page instead of pasting a refresh token.",
  },
  { id: "appStatusDraft", label: "The app is still in draft", type: "boolean", required: false },
];

const notifications: readonly Field[] = [
  {
    id: "sqsQueueArn",
    label: "Queue for notifications (ARN)",
    type: "text",
    required: false,
    pattern: "^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d+:[A-Za-z0-9_-]+$",
    patternHint: "A queue's ARN looks like arn:aws:sqs:eu-west-1:123456789012:argosy.",
    help: "An SQS queue of yours that Amazon may write to: orders then arrive within a minute. Without it they are asked for.",
  },
  {
    id: "awsAccessKeyId",
    label: "AWS access key id",
    type: "text",
    required: false,
    pattern: "^[A-Z0-9]{16,128}$",
    patternHint: "An access key id has capitals and digits only.",
    help: "Of an IAM user that may read this queue and nothing else.",
  },
  { id: "awsSecretAccessKey", label: "AWS secret access key", type: "secret", required: false },
];

const settingsFields: readonly Field[] = [
  {
    id: "feeds",
    label: "Send many changes as one feed",
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: "From 100 numbers or prices on; off, each item is written by itself, five a second. Cancellations go as a feed all the same: Amazon takes them no other way.",
  },
  {
    id: "listingEvents",
    label: "Status and issues of listings come over an event bus of yours",
    type: "boolean",
    required: false,
    help: "Amazon tells of them by Amazon EventBridge only: accept its event source in the account of the queue, with a rule that writes to the queue. Without it they are read with the products.",
  },
  {
    id: "orderMarketplaces",
    label: "Also read orders of these marketplaces (ids)",
    type: "text",
    required: false,
    help: "Marketplace ids of the same region, with commas. Leave it open when each store has its own connection.",
  },
  {
    id: "carrierCodes",
    label: "Carrier codes of Amazon you use",
    type: "text",
    required: false,
    placeholder: "Delhivery, DHL, UPS",
    help: "Letter by letter as in Amazon's list, with commas. Carriers not named here are sent as Other with their name.",
  },
  {
    id: "productType",
    label: "Product type of new listings",
    type: "text",
    required: false,
    placeholder: "HOME",
    pattern: "^[A-Z][A-Z0-9_]+$",
    patternHint: "A product type of Amazon's has capitals, digits and underscores, like HOME_BED_AND_BATH.",
    help: "For products that are in none of Amazon's product types (its categories). Left open, Amazon proposes one by the title.",
  },
  {
    id: "newListingAttributes",
    label: "Attributes of every new listing",
    type: "json",
    required: false,
    placeholder: '{"country_of_origin":[{"value":"IN"}]}',
    help: "As Amazon writes them. Those a product type does not have are left out.",
  },
  {
    id: "restocksOnCancel",
    label: "A cancelled order's units go back into Amazon's own number",
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: "Amazon does not publish this. To be sure, note a listing's quantity, have a test order cancelled, look again.",
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
      title: "Register an app",
      text: `In Seller Central open Apps and Services, Develop Apps, and add a private app with the roles ${ROLES.map(
        ({ role }) => role,
      ).join(", ")}. For buyers' names and addresses ask for ${RESTRICTED_ROLE}, too.`,
    },
    {
      title: "Authorise it",
      text: "Choose Authorise app and copy the refresh token. Copy the LWA client id and secret and your merchant token into this form as well.",
    },
    {
      title: "Or approve this hub's app",
      text: "If this hub has its own Amazon app, leave those fields open: you approve it in Seller Central. Its redirect address is {callbackUrl}.",
    },
    {
      title: "Orders within a minute",
      text: "Make an SQS queue in your AWS account, let the principal 437568002678 send messages to it and read its attributes, and enter its ARN with the keys of an IAM user that may read it.",
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
    { scope: WAREHOUSE_ROLE, enables: "the numbers of Amazon's own warehouses (FBA)", optional: true },
    { scope: RESTRICTED_ROLE, enables: "names, addresses and phones in orders", optional: true },
  ],
  orderHistory: { days: 730, note: "Amazon tells orders of the last two years." },
  docs: "docs/providers/amazon.md",
  facts: { name: "Name", sellerId: "Merchant token", country: "Country", currency: "Currency", url: "Address" },
};
