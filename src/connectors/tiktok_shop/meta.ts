/** What the catalog shows of TikTok Shop and what the connect form asks. */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { CANCEL_REASONS } from "./cancel-reasons.ts";
import { limits } from "./limits.ts";
import { SCOPES } from "./scopes.ts";
import { catalog, english } from "./words.ts";

const setupFormFields = fieldsOf(catalog.messages, [
  { id: "market", type: "select", required: true, options: ["row", "us"] },
  { id: "shop", type: "text" },
  {
    id: "appKey",
    type: "text",
    pattern: "^[A-Za-z0-9]{5,64}$",
  },
  { id: "appSecret", type: "secret" },
  {
    id: "serviceId",
    type: "text",
    pattern: "^\\d{5,30}$",
  },
]);

const settingsFields = fieldsOf(catalog.messages, [
  { id: "shippingProvider", type: "text" },
  { id: "handover", type: "select", defaultValue: "DROP_OFF", options: ["DROP_OFF", "PICKUP"] },
  { id: "buysLabels", type: "boolean", defaultValue: "false" },
  { id: "cancelReason", type: "select", defaultValue: "seller_cancel_reason_out_of_stock", options: CANCEL_REASONS },
  { id: "refundReason", type: "text", defaultValue: "ecom_order_delivered_refund_reason_missing_product_seller" },
  {
    id: "defaultCategoryId",
    type: "text",
    pattern: "^\\d{1,20}$",
  },
  { id: "defaultWeightGrams", type: "number" },
  {
    id: "defaultWarehouseId",
    type: "text",
    pattern: "^\\d{1,30}$",
  },
  { id: "zeroStops", type: "boolean", defaultValue: "true" },
]);

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "tiktok_shop",
  name: "TikTok Shop",
  icon: "tiktok",
  color: "#000000",
  connectType: "oauth",
  setupFormFields,
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields,
  topics: [{ id: "", label: english("topic.ordersReturnsProducts"), secret: { madeBy: "ours" }, automatic: true }],
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
