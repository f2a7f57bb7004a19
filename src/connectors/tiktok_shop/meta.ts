/** What the catalogue shows of TikTok Shop and what the connect form asks. */
import { setupStepsOf } from "../kit/connect/words.ts";
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { CANCEL_REASONS } from "./cancel-reasons.ts";
import { limits } from "./limits.ts";
import { SCOPES } from "./scopes.ts";
import { english, speech } from "./words.ts";

const setupFormFields: readonly Field[] = [
  {
    id: "market",
    label: english("field.market"),
    type: "select",
    required: true,
    options: [
      { value: "row", label: english("option.row") },
      { value: "us", label: english("option.us") },
    ],
    help: english("field.market.help"),
  },
  {
    id: "shop",
    label: english("field.shop"),
    type: "text",
    required: false,
    help: english("field.shop.help"),
  },
  {
    id: "appKey",
    label: english("field.appKey"),
    type: "text",
    required: false,
    pattern: "^[A-Za-z0-9]{5,64}$",
    patternHint: english("field.appKey.patternHint"),
    help: english("field.appKey.help"),
  },
  { id: "appSecret", label: english("field.appSecret"), type: "secret", required: false },
  {
    id: "serviceId",
    label: english("field.serviceId"),
    type: "text",
    required: false,
    pattern: "^\\d{5,30}$",
    patternHint: english("field.serviceId.patternHint"),
  },
];

const settingsFields: readonly Field[] = [
  {
    id: "shippingProvider",
    label: english("field.shippingProvider"),
    type: "text",
    required: false,
    help: english("field.shippingProvider.help"),
  },
  {
    id: "handover",
    label: english("field.handover"),
    type: "select",
    required: false,
    defaultValue: "DROP_OFF",
    options: [
      { value: "DROP_OFF", label: english("option.DROP_OFF") },
      { value: "PICKUP", label: english("option.PICKUP") },
    ],
    help: english("field.handover.help"),
  },
  {
    id: "buysLabels",
    label: english("field.buysLabels"),
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: english("field.buysLabels.help"),
  },
  {
    id: "cancelReason",
    label: english("field.cancelReason"),
    type: "select",
    required: false,
    defaultValue: "seller_cancel_reason_out_of_stock",
    options: CANCEL_REASONS,
  },
  {
    id: "refundReason",
    label: english("field.refundReason"),
    type: "text",
    required: false,
    defaultValue: "ecom_order_delivered_refund_reason_missing_product_seller",
    help: english("field.refundReason.help"),
  },
  {
    id: "defaultCategoryId",
    label: english("field.defaultCategoryId"),
    type: "text",
    required: false,
    pattern: "^\\d{1,20}$",
    patternHint: english("field.defaultCategoryId.patternHint"),
    help: english("field.defaultCategoryId.help"),
  },
  {
    id: "defaultWeightGrams",
    label: english("field.defaultWeightGrams"),
    type: "number",
    required: false,
    help: english("field.defaultWeightGrams.help"),
  },
  {
    id: "defaultWarehouseId",
    label: english("field.defaultWarehouseId"),
    type: "text",
    required: false,
    pattern: "^\\d{1,30}$",
    patternHint: english("field.defaultWarehouseId.patternHint"),
    help: english("field.defaultWarehouseId.help"),
  },
  {
    id: "zeroStops",
    label: english("field.zeroStops"),
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: english("field.zeroStops.help"),
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
  setupSteps: setupStepsOf(speech.sentences),
  settingsFields,
  topics: [{ id: "", label: english("topic.ordersReturnsProducts"), secret: { madeBy: "ours" }, automatic: true }],
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
  facts: {
    name: english("fact.name"),
    sellerName: english("fact.sellerName"),
    region: english("fact.region"),
    currency: english("fact.currency"),
  },
};
