/** What the catalogue shows of Wix and what the connect form asks. */
import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { ADMIN_READ, PERMISSIONS } from "./permissions.ts";

/** 20 + 2.5 x 60 stays below 200 in any minute: Wix tells neither what is left nor when it comes back. */
const requests: Bucket = {
  id: "requests",
  scope: "account",
  rate: 2.5,
  burst: 20,
  publishedRate: 200 / 60,
  source: "dev.wix.com, rate limits (read 2026-08): 200 requests a minute for each app instance",
};

const GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

const setupFormFields: readonly Field[] = [
  {
    id: "authMode",
    label: "How to connect",
    type: "select",
    required: false,
    options: [
      { value: "api_key", label: "API key (orders are asked for every few minutes)" },
      { value: "app", label: "Wix app (orders arrive by webhook)" },
    ],
    help: "Left open, an API key decides. An app is this hub's own, or one of yours named below.",
  },
  {
    id: "apiKey",
    label: "API key",
    type: "secret",
    required: false,
    pattern: "^\\S{20,8000}$",
    patternHint: "An API key is one long word without spaces. Copy it whole: Wix shows it once.",
    help: "manage.wix.com, Account settings, API Keys.",
  },
  {
    id: "siteId",
    label: "Site id",
    type: "text",
    required: false,
    pattern: GUID,
    patternHint: "Paste the id after /dashboard/ in the address of the site's dashboard, or the whole address.",
    help: "With an API key only.",
  },
  {
    id: "appId",
    label: "App id (an app of your own)",
    type: "text",
    required: false,
    pattern: `^${GUID}$`,
    patternHint: "An app's id looks like 1234abcd-12ab-12ab-12ab-123456abcdef.",
    help: "Leave the app's fields empty to use this hub's own app.",
  },
  {
    id: "appSecret",
    label: "App secret key",
    type: "secret",
    required: false,
    help: "app dashboard, OAuth.",
  },
  {
    id: "appPublicKey",
    label: "App public key",
    type: "secret",
    required: false,
    help: "app dashboard, Webhooks, Get public key. Without it no webhook is believed.",
  },
  {
    id: "instanceId",
    label: "App instance id",
    type: "text",
    required: false,
    pattern: `^${GUID}$`,
    patternHint: "An instance id looks like 1234abcd-12ab-12ab-12ab-123456abcdef.",
    help: "Only for an app of your own that is installed already. Left open, you are sent to Wix to install it.",
  },
];

export const meta: ConnectorMeta = {
  id: "wix",
  kind: "commerce",
  name: "Wix",
  section: "stores",
  icon: "wix",
  color: "#0C6EFC",
  connectType: "api_key",
  setupFormFields,
  setupSteps: [
    {
      title: "Make an API key",
      text: "In Wix open Account settings, API Keys, and generate a key for the site with the permissions for Stores, eCommerce, Contacts, Coupons and Gift cards. Wix shows it once.",
    },
    {
      title: "Paste it with the site's id",
      text: "The id stands after /dashboard/ in the address of the site's dashboard; the whole address will do. Orders are asked for from then on.",
    },
    {
      title: "Or use an app",
      text: "If this hub has its own Wix app, choose “Wix app”: you install it on Wix's page and come back. With an app of your own, enter its id, secret and public key, and set {webhookUrl:} as the callback of its webhooks.",
    },
  ],
  settingsFields: [
    {
      id: "offlinePaymentMeans",
      label: "An order with an offline payment is",
      type: "select",
      required: false,
      defaultValue: "cod",
      options: [
        { value: "cod", label: "cash on delivery" },
        { value: "pending", label: "not paid yet" },
      ],
      help: "Counts where the payment's name does not say it: cash is cash on delivery, a bank transfer or a cheque is paid ahead.",
    },
    {
      id: "pendingTakesStock",
      label: "A pending order's units have left Wix's own stock",
      type: "boolean",
      required: false,
      defaultValue: "true",
      help: "Wix does not publish this. To be sure, note an item's quantity and place an order that waits for its payment.",
    },
    {
      id: "restocksOnCancel",
      label: "A cancelled order's units go back into Wix's own stock",
      type: "boolean",
      required: false,
      defaultValue: "true",
      help: "Whoever cancels in Wix is asked. This counts for orders whose lines do not tell.",
    },
  ],
  topics: [
    {
      id: "",
      label: "Events of an app of your own",
      secret: { madeBy: "platform", field: "appPublicKey" },
      automatic: false,
    },
  ],
  topicRouting: "request",
  limits: [requests],
  orderPrefix: "WX",
  api: { version: "eCommerce v1, Stores catalogs V1 and V3" },
  appEnvironment: {
    appId: "WIX_APP_ID",
    appSecret: "WIX_APP_SECRET",
    appPublicKey: "WIX_APP_PUBLIC_KEY",
    shareUrlId: "WIX_SHARE_URL_ID",
  },
  scopes: [
    ...PERMISSIONS.map(({ scope, disables }) => ({ scope, enables: disables })),
    { scope: ADMIN_READ.scope, enables: ADMIN_READ.disables },
  ],
  orderHistory: { days: "all" },
  docs: "docs/providers/wix.md",
  facts: { name: "Name", url: "Address", currency: "Currency", catalog: "Catalog", weightUnit: "Weight unit" },
};
