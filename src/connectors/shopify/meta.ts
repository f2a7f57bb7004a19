/** What the catalogue shows of Shopify and what the connect form asks. */

import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { API_VERSION } from "./graphql.ts";
import { SCOPES } from "./scopes.ts";

export const meta: Omit<ConnectorMeta, "limits"> = {
  id: "shopify",
  kind: "commerce",
  name: "Shopify",
  section: "stores",
  icon: "shopify",
  color: "#5E8E3E",
  connectType: "oauth",
  setupFormFields: [
    {
      id: "mode",
      label: "How to connect",
      type: "select",
      required: false,
      options: [
        { value: "app", label: "My own app (client ID and secret)" },
        { value: "hosted", label: "Install this hub's app" },
        { value: "token", label: "Access token of an older custom app" },
      ],
      help: "Left open, what you fill in decides. New connections use your own app from Shopify's Dev Dashboard; tokens exist only for custom apps made before 2026.",
    },
    {
      id: "shopDomain",
      label: "Store address",
      type: "text",
      required: true,
      placeholder: "my-store.myshopify.com",
      help: "The permanent address: Settings, Domains; or the name in admin.shopify.com/store/NAME.",
      pattern:
        "^(https?://)?([A-Za-z0-9][A-Za-z0-9_-]*(\\.myshopify\\.com)?|admin\\.shopify\\.com/store/[A-Za-z0-9][A-Za-z0-9_-]*)([/?#].*)?$",
      patternHint: "Use the myshopify.com address; a domain of your own does not work here.",
    },
    {
      id: "clientId",
      label: "Client ID",
      type: "text",
      required: false,
      help: "Own app: Dev Dashboard, your app, Settings.",
    },
    {
      id: "clientSecret",
      label: "Client secret",
      type: "secret",
      required: false,
      help: "Own app: same page as the client ID.",
    },
    {
      id: "previousClientSecret",
      label: "Previous client secret",
      type: "secret",
      required: false,
      help: "Only while you rotate the secret: Shopify may sign with the old one for up to an hour.",
    },
    {
      id: "accessToken",
      label: "Admin API access token",
      type: "secret",
      required: false,
      help: "Older custom app: starts with shpat_.",
    },
    {
      id: "webhookSecret",
      label: "API secret key",
      type: "secret",
      required: false,
      help: "Older custom app: on the same page as the token.",
    },
  ],
  setupSteps: [
    {
      title: "Make an app",
      text: "Open Shopify's Dev Dashboard (dev.shopify.com/dashboard) with an account of the store's organisation, create an app and open its Versions page.",
    },
    {
      title: "Tick the scopes",
      text: `Release a version with these access scopes: ${SCOPES.filter((use) => !use.optional)
        .map((use) => use.scope)
        .join(", ")}. Optional: ${SCOPES.filter((use) => use.optional)
        .map((use) => use.scope)
        .join(", ")}.`,
    },
    { title: "Install it", text: "On the app's Home page choose Install app and pick this store." },
    {
      title: "Paste the keys",
      text: "Copy Client ID and Client secret from the app's Settings page into this form. Webhooks are registered by the hub.",
    },
  ],
  settingsFields: [
    {
      id: "publishNewProducts",
      label: "Publish new products on the online store",
      type: "boolean",
      required: false,
      defaultValue: "true",
    },
  ],
  topics: [{ id: "", label: "All events", secret: { madeBy: "platform", field: "clientSecret" }, automatic: true }],
  topicRouting: "request",
  orderPrefix: "SH",
  api: { version: API_VERSION, endsOn: "2027-10-01" },
  appEnvironment: {
    clientId: "SHOPIFY_API_KEY",
    clientSecret: "SHOPIFY_API_SECRET",
    redirectUri: "SHOPIFY_REDIRECT_URI",
    previousAppSecret: "SHOPIFY_API_SECRET_PREVIOUS",
  },
  oauthInstallQueryKey: "shop",
  scopes: SCOPES,
  orderHistory: { days: 60, note: "60 days, unless Shopify has granted the app read_all_orders." },
  docs: "docs/providers/shopify.md",
  facts: {
    shopName: "Name",
    email: "E-mail",
    sellerName: "Seller",
    country: "Country",
    currency: "Currency",
    timeZone: "Time zone",
    plan: "Plan",
    apiVersion: "API version",
    locationCount: "Locations",
  },
};
