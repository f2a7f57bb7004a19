/** What the catalogue shows of Meta Ads and what the connect form asks (sheet sections 1 to 3). */
import { AD_FACTS } from "../kit/contract/ad-spend.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { usageOf } from "./usage.ts";

/** Begins every path: an unversioned call gets whatever version the app began with. */
export const API = "/v26.0";

/** Calls an hour of the lower tier with no active ad: each active ad adds 400. */
const LEAST_PER_HOUR = 600;
/** Above this share of the account's limit calls wait for the platform's clock. */
const PAUSE_AT_PERCENT = 75;

const insights: Bucket = {
  id: "insights",
  scope: "account",
  rate: LEAST_PER_HOUR / 3_600,
  burst: 60,
  publishedRate: LEAST_PER_HOUR / 3_600,
  learn: (response) => (usageOf(response).percent >= PAUSE_AT_PERCENT ? { available: 0 } : null),
  source: "Business use case limits of ads_insights, lower tier: 600 + 400 x active ads an hour (read 2026-08)",
};

const ATTRIBUTIONS = [
  { value: "default", label: "As the account is set" },
  { value: "7d_click", label: "7 days after a click" },
  { value: "1d_click", label: "1 day after a click" },
  { value: "7d_click,1d_view", label: "7 days after a click, 1 day after a view" },
] as const;

export const meta: ConnectorMeta = {
  id: "meta_ads",
  kind: "marketing",
  name: "Meta Ads",
  section: "marketing",
  icon: "meta",
  color: "#0467df",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "connectBy",
      label: "How to connect",
      type: "select",
      required: false,
      defaultValue: "token",
      options: [
        { value: "token", label: "Token of a system user" },
        { value: "oauth", label: "Sign in with Facebook" },
      ],
      help: "A system user's token does not end by itself. A sign-in ends after 60 days and has to be repeated.",
    },
    {
      id: "accessToken",
      label: "Access token",
      type: "secret",
      required: false,
      pattern: "^EAA[0-9A-Za-z]{30,}$",
      patternHint: "A token begins with EAA. Copy it whole, without spaces.",
      help: "Business settings, Users, System users: generate a token with ads_read for an app of your business.",
      neededWhere: { field: "connectBy", pattern: "^(|token)$" },
    },
    {
      id: "adAccountId",
      label: "Ad account",
      type: "text",
      required: false,
      placeholder: "act_1234567890",
      pattern: "^(act_)?\\d{5,20}$",
      patternHint: "The number behind act= in the address of Ads Manager.",
      help: "Left empty, you pick from the accounts the token opens.",
    },
    {
      id: "appSecret",
      label: "App secret",
      type: "secret",
      required: false,
      pattern: "^[0-9a-f]{32}$",
      patternHint: "32 digits and letters a to f.",
      help: "Only where the token's app demands proof of every call (Settings, Advanced, Require app secret).",
      neededWhere: { field: "connectBy", pattern: "^(|token)$" },
    },
  ],
  setupSteps: [
    {
      title: "Make a system user",
      text: "In Business settings open Users, System users, add one as Employee and assign the ad account with View performance.",
    },
    {
      title: "Generate its token",
      text: "Choose an app of the business, tick ads_read and business_management, and generate a token that never expires.",
    },
    { title: "Paste it", text: "Paste the token here. Nothing in the ad account is ever changed." },
  ],
  settingsFields: [
    {
      id: "detail",
      label: "Detail",
      type: "select",
      required: false,
      defaultValue: "campaign",
      options: [
        { value: "campaign", label: "Campaigns" },
        { value: "ad_set", label: "Campaigns and ad sets" },
      ],
    },
    {
      id: "attribution",
      label: "Purchases counted",
      type: "select",
      required: false,
      defaultValue: "default",
      options: ATTRIBUTIONS,
      help: "What Meta claims as its purchases. It is shown beside what was measured and never enters profit.",
    },
  ],
  topics: [],
  topicRouting: "request",
  limits: [insights],
  orderPrefix: "",
  api: { version: API.slice(1) },
  appEnvironment: { appId: "META_APP_ID", oauthAppSecret: "META_APP_SECRET" },
  scopes: [
    { scope: "ads_read", enables: "Reading what was spent" },
    { scope: "business_management", enables: "Listing the ad accounts to choose from", optional: true },
  ],
  orderHistory: { days: "none" },
  docs: "docs/providers/meta_ads.md",
  facts: AD_FACTS,
};
