/** What the catalogue shows of Wix and what the connect form asks. */
import { setupStepsOf } from "../kit/connect/words.ts";
import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { ADMIN_READ, PERMISSIONS } from "./permissions.ts";
import { english, speech } from "./words.ts";

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
    label: english("field.authMode"),
    type: "select",
    required: false,
    options: [
      { value: "api_key", label: english("option.api_key") },
      { value: "app", label: english("option.app") },
    ],
    help: english("field.authMode.help"),
  },
  {
    id: "apiKey",
    label: english("field.apiKey"),
    type: "secret",
    required: false,
    pattern: "^\\S{20,8000}$",
    patternHint: english("field.apiKey.patternHint"),
    help: english("field.apiKey.help"),
  },
  {
    id: "siteId",
    label: english("field.siteId"),
    type: "text",
    required: false,
    pattern: GUID,
    patternHint: english("field.siteId.patternHint"),
    help: english("field.siteId.help"),
  },
  {
    id: "appId",
    label: english("field.appId"),
    type: "text",
    required: false,
    pattern: `^${GUID}$`,
    patternHint: english("field.appId.patternHint"),
    help: english("field.appId.help"),
  },
  {
    id: "appSecret",
    label: english("field.appSecret"),
    type: "secret",
    required: false,
    help: english("field.appSecret.help"),
  },
  {
    id: "appPublicKey",
    label: english("field.appPublicKey"),
    type: "secret",
    required: false,
    help: english("field.appPublicKey.help"),
  },
  {
    id: "instanceId",
    label: english("field.instanceId"),
    type: "text",
    required: false,
    pattern: `^${GUID}$`,
    patternHint: english("field.instanceId.patternHint"),
    help: english("field.instanceId.help"),
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
  setupSteps: setupStepsOf(speech.sentences),
  settingsFields: [
    {
      id: "offlinePaymentMeans",
      label: english("field.offlinePaymentMeans"),
      type: "select",
      required: false,
      defaultValue: "cod",
      options: [
        { value: "cod", label: english("option.cod") },
        { value: "pending", label: english("option.pending") },
      ],
      help: english("field.offlinePaymentMeans.help"),
    },
    {
      id: "pendingTakesStock",
      label: english("field.pendingTakesStock"),
      type: "boolean",
      required: false,
      defaultValue: "true",
      help: english("field.pendingTakesStock.help"),
    },
    {
      id: "restocksOnCancel",
      label: english("field.restocksOnCancel"),
      type: "boolean",
      required: false,
      defaultValue: "true",
      help: english("field.restocksOnCancel.help"),
    },
  ],
  topics: [
    {
      id: "",
      label: english("topic.eventsAppOwn"),
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
  facts: {
    name: "Name",
    url: english("fact.url"),
    currency: english("fact.currency"),
    catalog: english("fact.catalog"),
    weightUnit: english("fact.weightUnit"),
  },
};
