/** What the catalogue shows of TikTok Shop and what the connect form asks. */
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { CANCEL_REASONS } from "./cancel-reasons.ts";
import { limits } from "./limits.ts";
import { SCOPES } from "./scopes.ts";

const setupFormFields: readonly Field[] = [
  {
    id: "market",
    label: "Market of the shop",
    type: "select",
    required: true,
    options: [
      { value: "row", label: "Europe, Asia, Latin America" },
      { value: "us", label: "United States" },
    ],
    help: "American shops approve apps on a page of their own.",
  },
  {
    id: "shop",
    label: "Shop (optional, when your login has several)",
    type: "text",
    required: false,
    help: "The shop's id, code or exact name. Left open, you choose among the shops your login opens.",
  },
  {
    id: "appKey",
    label: "App key (custom app only)",
    type: "text",
    required: false,
    pattern: "^[A-Za-z0-9]{5,64}$",
    patternHint: "An app key has letters and digits only.",
    help: "Leave the three app fields empty to use this hub's own app.",
  },
  { id: "appSecret", label: "App secret (custom app only)", type: "secret", required: false },
  {
    id: "serviceId",
    label: "Service ID (custom app only)",
    type: "text",
    required: false,
    pattern: "^\\d{5,30}$",
    patternHint: "The service ID has digits only; it stands in the authorization link of the app.",
  },
];

const settingsFields: readonly Field[] = [
  {
    id: "shippingProvider",
    label: "Carrier at TikTok when the parcel's own is not in its list",
    type: "text",
    required: false,
    help: "The name as TikTok lists it. Left open, a parcel of an unknown carrier is not told, and you see which names TikTok takes.",
  },
  {
    id: "handover",
    label: "Parcels with TikTok's shipping are",
    type: "select",
    required: false,
    defaultValue: "DROP_OFF",
    options: [
      { value: "DROP_OFF", label: "dropped off" },
      { value: "PICKUP", label: "picked up (the first free slot)" },
    ],
    help: "Where TikTok offers only the other way, that one is taken.",
  },
  {
    id: "buysLabels",
    label: "In the United States, fulfilling an order buys TikTok's default label",
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: "It costs real money. Off: buy labels in Seller Center, the hub sees them there.",
  },
  {
    id: "cancelReason",
    label: "Reason TikTok is told for a cancellation that is neither stock nor the buyer's wish",
    type: "select",
    required: false,
    defaultValue: "seller_cancel_reason_out_of_stock",
    options: CANCEL_REASONS,
  },
  {
    id: "refundReason",
    label: "Reason TikTok is told for a refund of yours",
    type: "text",
    required: false,
    defaultValue: "ecom_order_delivered_refund_reason_missing_product_seller",
    help: "TikTok's own word for it. Markets differ; a word that does not fit is refused, and nothing is paid.",
  },
  {
    id: "defaultCategoryId",
    label: "Category for new products that have none (id)",
    type: "text",
    required: false,
    pattern: "^\\d{1,20}$",
    patternHint: "A category's id has digits only.",
    help: "Left open, TikTok is asked which category fits the title.",
  },
  {
    id: "defaultWeightGrams",
    label: "Weight of new products that have none (grams)",
    type: "number",
    required: false,
    help: "TikTok lists nothing without a weight.",
  },
  {
    id: "defaultWarehouseId",
    label: "Warehouse for new products (id)",
    type: "text",
    required: false,
    pattern: "^\\d{1,30}$",
    patternHint: "A warehouse's id has digits only.",
    help: "Left open, the shop's default warehouse.",
  },
  {
    id: "zeroStops",
    label: "When TikTok refuses a quantity of 0, take the sold-out product off sale",
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: "TikTok documents quantities from 1. A product is taken off sale only when nothing of it is left.",
  },
];

export const meta: ConnectorMeta = {
  id: "tiktok_shop",
  kind: "commerce",
  name: "TikTok Shop",
  section: "marketplaces",
  icon: "tiktok",
  color: "#000000",
  connectType: "oauth",
  setupFormFields,
  setupSteps: [
    {
      title: "Choose the market",
      text: "American shops approve on another page than all others. When your login opens several shops, enter the id of the one to connect; each becomes a store of its own.",
    },
    {
      title: "Approve on TikTok's page",
      text: "Sign in with the shop's main account and choose Authorize. You are brought back here. The authorization lasts about a year; connect the shop again to renew it.",
    },
    {
      title: "Only with a custom app of your own",
      text: "Make it in Partner Center, set its redirect URL to this hub's address for TikTok Shop, give it the scopes of the guide, and paste its app key, app secret and service ID.",
    },
  ],
  settingsFields,
  topics: [{ id: "", label: "Orders, returns, products", secret: { madeBy: "ours" }, automatic: true }],
  topicRouting: "request",
  limits,
  orderPrefix: "TT",
  api: { version: "202309 and later, by endpoint" },
  appEnvironment: {
    appKey: "TIKTOK_SHOP_APP_KEY",
    appSecret: "TIKTOK_SHOP_APP_SECRET",
    serviceId: "TIKTOK_SHOP_SERVICE_ID",
  },
  oauthInstallQueryKey: "market",
  scopes: SCOPES.map(({ scope, disables }) => ({ scope, enables: disables })),
  orderHistory: { days: "all" },
  docs: "docs/providers/tiktok_shop.md",
  facts: { name: "Name", sellerName: "Seller", region: "Market", currency: "Currency" },
};
