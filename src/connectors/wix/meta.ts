/** What the catalog shows of Wix and what the connect form asks. */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { webshop } from "../kit/contract/descriptors.ts";
import { ADMIN_READ, PERMISSIONS } from "./permissions.ts";
import { catalog, english } from "./words.ts";

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

const setupFormFields = fieldsOf(catalog.messages, [
  { id: "authMode", type: "select", options: ["api_key", "app"] },
  {
    id: "apiKey",
    type: "secret",
    pattern: "^\\S{20,8000}$",
  },
  { id: "siteId", type: "text", pattern: GUID },
  {
    id: "appId",
    type: "text",
    pattern: `^${GUID}$`,
  },
  { id: "appSecret", type: "secret" },
  { id: "appPublicKey", type: "secret" },
  {
    id: "instanceId",
    type: "text",
    pattern: `^${GUID}$`,
  },
]);

export const meta: ConnectorMeta = {
  ...webshop,
  id: "wix",
  name: "Wix",
  icon: "wix",
  color: "#0C6EFC",
  connectType: "api_key",
  setupFormFields,
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "offlinePaymentMeans", type: "select", defaultValue: "cod", options: ["cod", "pending"] },
    { id: "pendingTakesStock", type: "boolean", defaultValue: "true" },
    { id: "restocksOnCancel", type: "boolean", defaultValue: "true" },
  ]),
  topics: [
    {
      id: "",
      label: english("topic.eventsAppOwn"),
      secret: { madeBy: "platform", field: "appPublicKey" },
      automatic: false,
    },
  ],
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
  facts: {
    name: "Name",
    url: english("fact.url"),
    currency: english("fact.currency"),
    catalog: english("fact.catalog"),
    weightUnit: english("fact.weightUnit"),
  },
};
