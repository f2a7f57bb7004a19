/** What the catalog, the set-up form and the limiter know of BigCommerce. */
import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";

const SCOPES: ConnectorMeta["scopes"] = [
  { scope: "store_v2_products", enables: "products, categories, prices" },
  { scope: "store_inventory", enables: "stock" },
  { scope: "store_locations_read_only", enables: "stock locations" },
  { scope: "store_v2_orders", enables: "orders, shipments, status" },
  { scope: "store_v2_transactions", enables: "refunds" },
  { scope: "store_v2_customers_read_only", enables: "customers", optional: true },
  { scope: "store_v2_marketing", enables: "discount codes, gift certificates", optional: true },
  { scope: "store_v2_information_read_only", enables: "store facts: currency, units, inventory settings" },
];

/** The store tells after every call what is left of the window; other apps of the store take from it too. */
const learn: Bucket["learn"] = (response) => {
  const read = (name: string) => {
    const text = response.headers[`x-rate-limit-${name}`];
    const value = text === undefined ? Number.NaN : Number(text);
    return Number.isFinite(value) && value >= 0 ? value : null;
  };
  const [left, quota, reset] = [read("requests-left"), read("requests-quota"), read("time-reset-ms")];
  if (left === null || quota === null || quota === 0) return null;
  const window = Math.max(250, reset ?? read("time-window-ms") ?? 30_000);
  return { available: left, burst: quota, rate: (Math.max(1, left) * 1000) / window };
};

const SOURCE =
  "Standard and Plus: 150 requests in 30 s per store, all apps together (API rate limits, checked 09/2026)";

const STOCK_FIELDS: readonly Field[] = [
  {
    id: "stockTakenAt",
    label: "When BigCommerce lowers its stock",
    type: "select",
    required: false,
    defaultValue: "auto",
    help: "Usually read from the store (Settings > Inventory). Choose only if the store would not tell.",
    options: [
      { value: "auto", label: "As the store says" },
      { value: "order_placed", label: "When an order is placed" },
      { value: "order_completed_or_shipped", label: "When an order is completed or shipped" },
    ],
  },
  {
    id: "stockReturned",
    label: "Cancelling and refunding puts stock back",
    type: "select",
    required: false,
    defaultValue: "auto",
    options: [
      { value: "auto", label: "As the store says" },
      { value: "yes", label: "Yes" },
      { value: "no", label: "No" },
    ],
  },
];

export const meta: ConnectorMeta = {
  id: "bigcommerce",
  kind: "commerce",
  name: "BigCommerce",
  section: "stores",
  icon: "bigcommerce",
  color: "#121118",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "storeHash",
      label: "Store hash or API path",
      type: "text",
      required: true,
      placeholder: "https://api.bigcommerce.com/stores/abc123xyz/v3/",
      help: "The API path of the API account, or the letters between “store-” and “.mybigcommerce.com” in the control panel's address.",
      pattern:
        "^([A-Za-z0-9]{3,20}|.*/stores/[A-Za-z0-9]+(/.*)?|(https?://)?store-[A-Za-z0-9]+\\.mybigcommerce\\.com.*)$",
      patternHint: "Paste the API path, or the store hash alone: small letters and digits like abc123xyz.",
    },
    {
      id: "accessToken",
      label: "Access token",
      type: "secret",
      required: true,
      help: "Shown once when the API account is made, and in the text file downloaded then.",
    },
    {
      id: "clientSecret",
      label: "Client secret",
      type: "secret",
      required: false,
      help: "From the same text file. With it the signature of every webhook is checked; without it webhooks are proved by a secret header of ours.",
    },
    {
      id: "channelId",
      label: "Channel",
      type: "text",
      required: false,
      help: "Number of the storefront whose category tree is used; empty for the store's default (Channel manager).",
      pattern: "^[1-9][0-9]{0,9}$",
      patternHint: "A channel is a whole number, like 1.",
    },
  ],
  setupSteps: [
    {
      title: "Make an API account",
      text: "In the control panel open Settings > Store-level API accounts > Create API account, type V2/V3 API token. The store's owner, or a user allowed to, can do this.",
    },
    {
      title: "Choose the scopes",
      text: `They cannot be changed later. Set Products, Orders, Order transactions, Inventory and Marketing to modify; Customers, Store inventory locations and Information & settings to read-only or more.`,
    },
    {
      title: "Copy the values",
      text: "Save, and download the text file: it holds the API path, the access token and the client secret, shown this once. Paste them here.",
    },
    {
      title: "Webhooks",
      text: "Nothing to do: the hub registers them at {webhookUrl:signed} by itself. That address must be https on port 443. Deleting the API account deletes them.",
    },
  ],
  settingsFields: STOCK_FIELDS,
  topics: [
    {
      id: "signed",
      label: "Signed by BigCommerce",
      secret: { madeBy: "platform", field: "clientSecret" },
      automatic: true,
    },
    { id: "", label: "With our secret header", secret: { madeBy: "ours" }, automatic: true },
  ],
  topicRouting: "path",
  limits: [
    { id: "store", scope: "account", rate: 5, burst: 150, learn, source: SOURCE },
    {
      id: "inventory",
      scope: "account",
      operations: ["stock.*"],
      rate: 5,
      burst: 150,
      concurrency: 1,
      source: "Inventory calls of one store one after the other: concurrent absolute adjustments have no order",
    },
  ],
  orderPrefix: "BC",
  api: { version: "V2 and V3 (no dates)" },
  scopes: SCOPES,
  orderHistory: {
    days: "all",
    note: "All orders of the store; unfinished checkouts and archived orders are left out.",
  },
  docs: "docs/providers/bigcommerce.md",
  facts: {
    name: "Name",
    email: "E-mail",
    country: "Country",
    currency: "Currency",
    domain: "Domain",
    timeZone: "Time zone",
    weightUnit: "Weight unit",
    dimensionUnit: "Unit of length",
    plan: "Plan",
  },
};
