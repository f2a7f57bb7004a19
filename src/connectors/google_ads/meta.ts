/** What the catalog shows of Google Ads and what the connect form asks (sheet sections 1 to 3). */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import { AD_FACTS } from "../kit/contract/ad-spend.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { adAccount } from "../kit/contract/descriptors.ts";
import { catalog, english } from "./words.ts";

/** Begins every path. Majors live about a year; the description this was written from is of this one. */
export const API = "/v25";

const DAY_SECONDS = 86_400;

/** Searches of a day; the account's own pace is told by the answer that refuses one. */
const searches: Bucket = {
  id: "searches",
  scope: "app",
  operations: ["spend.list", "customers.list", "customers.get"],
  rate: 2_880 / DAY_SECONDS,
  burst: 300,
  publishedRate: 2_880 / DAY_SECONDS,
  concurrency: 4,
  source: "Access levels of a Cloud project: Explorer, 2,880 operations a day (read 2026-09); Basic has 15,000",
};

export const meta: ConnectorMeta = {
  ...adAccount,
  id: "google_ads",
  name: "Google Ads",
  icon: "googleads",
  color: "#3c8bd9",
  connectType: "oauth",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "customerId",
      type: "text",
      placeholder: "123-456-7890",
      pattern: "^\\d{3}-?\\d{3}-?\\d{4}$",
    },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "detail", type: "select", defaultValue: "campaign", options: ["campaign", "ad_set"] },
  ]),
  limits: [searches],
  api: { version: API.slice(1) },
  appEnvironment: { clientId: "GOOGLE_ADS_CLIENT_ID", clientSecret: "GOOGLE_ADS_CLIENT_SECRET" },
  scopes: [{ scope: "https://www.googleapis.com/auth/adwords", enables: english("scope.readingWhatSpent") }],
  docs: "docs/providers/google_ads.md",
  facts: AD_FACTS,
};
