/** What the catalog shows of Meta Ads and what the connect form asks (sheet sections 1 to 3). */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import { AD_FACTS } from "../kit/contract/ad-spend.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { adAccount } from "../kit/contract/descriptors.ts";
import { usageOf } from "./usage.ts";
import { catalog, english } from "./words.ts";

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
  { value: "default", label: english("option.default") },
  { value: "7d_click", label: english("option.7d_click") },
  { value: "1d_click", label: english("option.1d_click") },
  { value: "7d_click,1d_view", label: english("option.7d_click,1d_view") },
] as const;

export const meta: ConnectorMeta = {
  ...adAccount,
  id: "meta_ads",
  name: "Meta Ads",
  icon: "meta",
  color: "#0467df",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "connectBy", type: "select", defaultValue: "token", options: ["token", "oauth"] },
    {
      id: "accessToken",
      type: "secret",
      pattern: "^EAA[0-9A-Za-z]{30,}$",
      neededWhere: { field: "connectBy", pattern: "^(|token)$" },
    },
    {
      id: "adAccountId",
      type: "text",
      placeholder: "act_1234567890",
      pattern: "^(act_)?\\d{5,20}$",
    },
    {
      id: "appSecret",
      type: "secret",
      pattern: "^[0-9a-f]{32}$",
      neededWhere: { field: "connectBy", pattern: "^(|token)$" },
    },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "detail", type: "select", defaultValue: "campaign", options: ["campaign", "ad_set"] },
    { id: "attribution", type: "select", defaultValue: "default", options: ATTRIBUTIONS },
  ]),
  limits: [insights],
  api: { version: API.slice(1) },
  appEnvironment: { appId: "META_APP_ID", oauthAppSecret: "META_APP_SECRET" },
  scopes: [
    { scope: "ads_read", enables: english("scope.readingWhatSpent") },
    { scope: "business_management", enables: english("scope.listingAdAccountsChoose"), optional: true },
  ],
  docs: "docs/providers/meta_ads.md",
  facts: AD_FACTS,
};
