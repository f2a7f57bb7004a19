/** What the catalogue shows of a shop of one's own and what the connect form asks. */
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";

/** Of kinds with one secret the usual one is meant where the description names none; the others need all of theirs. */
function neededBy(name: string, kinds: string): string {
  const isKind = `"kind"\\s*:\\s*"(?:${kinds})"`;
  const isUsual = kinds.startsWith("oauth2") ? isKind : `^(?![\\s\\S]*\\{\\{secret\\.)[\\s\\S]*${isKind}`;
  return `\\{\\{secret\\.${name}\\}\\}|${isUsual}`;
}

const secret = (id: string, label: string, [name, kinds]: readonly [string, string], help: string): Field => ({
  id,
  label,
  type: "secret",
  required: false,
  neededWhere: { field: "manifest", pattern: neededBy(name, kinds) },
  help: `${help} The description calls it {{secret.${name}}}.`,
});

/** A field for each secret a description may name. */
export const secretFields: readonly Field[] = [
  secret("apiKey", "API key", ["API_KEY", "api_key"], "For auth of kind api_key."),
  secret("token", "Token", ["TOKEN", "bearer"], "For auth of kind bearer."),
  secret("password", "Password", ["PASSWORD", "basic|session_login"], "For auth of kind basic or session_login."),
  secret(
    "clientSecret",
    "OAuth client secret",
    ["CLIENT_SECRET", "oauth2_client_credentials|oauth2_refresh"],
    "For auth of an oauth2 kind.",
  ),
  secret(
    "refreshToken",
    "OAuth refresh token",
    ["REFRESH_TOKEN", "oauth2_refresh"],
    "For auth of kind oauth2_refresh.",
  ),
  secret("signingKey", "Signing key", ["SIGNING_KEY", "hmac"], "For auth of kind hmac."),
];

export const phoneCountryField: Field = {
  id: "phoneCountry",
  label: "Country of phone numbers",
  type: "text",
  required: false,
  pattern: "^[A-Z]{2}$",
  patternHint: "Two capital letters, such as EG.",
  help: "Reads numbers typed without a country code.",
};

export const previousSecretField: Field = {
  id: "previousWebhookSecret",
  label: "Previous signing secret",
  type: "secret",
  required: false,
  afterSave: true,
  help: "While you change the secret, deliveries signed with either are taken.",
};

export const meta: ConnectorMeta = {
  id: "custom_api",
  kind: "commerce",
  name: "Your own shop",
  section: "custom",
  icon: "json",
  color: "#3B4A5A",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "manifest",
      label: "Connection description",
      type: "json",
      required: false,
      help: "JSON that says how your shop's API is called and what its fields mean. Begin with the example nearest to your shop. Leave it empty if your shop pushes its records by the inbound API.",
    },
    {
      id: "baseUrl",
      label: "API address",
      type: "url",
      required: false,
      pattern: "^https://[^@\\s]+$",
      patternHint: "An https address without user name or password.",
      help: "Where it differs from the description's baseUrl; without a description, your shop's address.",
      placeholder: "https://api.your-shop.example/v2",
    },
    ...secretFields,
    {
      id: "currency",
      label: "Currency",
      type: "text",
      required: false,
      pattern: "^[A-Z]{3}$",
      patternHint: "Three capital letters, such as EGP.",
      help: "Of records that name none. Needed without a description.",
    },
    phoneCountryField,
    {
      id: "timeZone",
      label: "Time zone",
      type: "text",
      required: false,
      placeholder: "Africa/Cairo",
      help: "Of times your shop writes without an offset.",
    },
    {
      id: "webhookSecret",
      label: "Signing secret of webhooks",
      type: "secret",
      required: false,
      afterSave: true,
      help: "Only if your shop makes its own; otherwise use the one shown in the steps.",
    },
    previousSecretField,
  ],
  setupSteps: [
    {
      title: "Can your shop call us?",
      text: "If your developers can add a few calls to your shop, let it push its records by the inbound API instead: then fill in only address and currency. See the guide.",
    },
    {
      title: "Describe your API",
      text: "Take the example nearest to your shop, put in your addresses and field names. Secrets go into the fields below, never into the description.",
    },
    {
      title: "Webhooks, if your shop sends any",
      text: "Let your shop POST its events to {webhookUrl:}, signed with {webhookSecret} (Standard Webhooks, or the scheme of the description).",
    },
    {
      title: "Connect",
      text: "We call your shop once for every list, read a page of it and show what does not fit, field by field. Nothing is kept until it fits.",
    },
  ],
  topics: [{ id: "", label: "Events of your shop", secret: { madeBy: "ours", form: "standard" }, automatic: false }],
  topicRouting: "request",
  limits: [],
  orderPrefix: "OWN",
  api: { version: "manifest 1" },
  orderHistory: { days: "all", note: "As far back as your shop's own list of orders reaches." },
  docs: "docs/providers/custom_api.md",
  facts: {
    shopName: "Name",
    currency: "Currency",
    phoneCountry: "Country of phone numbers",
    timeZone: "Time zone",
    manifestVersion: "Version of the description",
  },
};
