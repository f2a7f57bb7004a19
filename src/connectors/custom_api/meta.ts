/** What the catalog shows of a shop of one's own and what the connect form asks. */
import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { catalog, english } from "./words.ts";

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
  help,
});

/** A field for each secret a description may name. */
export const secretFields = fieldsOf(catalog.messages, [
  secret("apiKey", english("word.apiKey"), ["API_KEY", "api_key"], english("field.apiKey.help")),
  secret("token", english("word.token"), ["TOKEN", "bearer"], english("field.token.help")),
  secret("password", english("word.password"), ["PASSWORD", "basic|session_login"], english("field.password.help")),
  secret(
    "clientSecret",
    english("word.oauthClientSecret"),
    ["CLIENT_SECRET", "oauth2_client_credentials|oauth2_refresh"],
    english("field.clientSecret.help"),
  ),
  secret(
    "refreshToken",
    english("word.oauthRefreshToken"),
    ["REFRESH_TOKEN", "oauth2_refresh"],
    english("field.refreshToken.help"),
  ),
  secret("signingKey", english("word.signingKey"), ["SIGNING_KEY", "hmac"], english("field.signingKey.help")),
]);

export const phoneCountryField: Field = {
  id: "phoneCountry",
  label: english("field.phoneCountry"),
  type: "text",
  required: false,
  pattern: "^[A-Z]{2}$",
  patternHint: english("field.phoneCountry.patternHint"),
  help: english("field.phoneCountry.help"),
};

export const previousSecretField: Field = {
  id: "previousWebhookSecret",
  label: english("field.previousWebhookSecret"),
  type: "secret",
  required: false,
  afterSave: true,
  help: english("field.previousWebhookSecret.help"),
};

export const meta: ConnectorMeta = {
  id: "custom_api",
  kind: "commerce",
  name: english("word.ownShop"),
  section: "custom",
  icon: "json",
  color: "#3B4A5A",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "manifest", type: "json" },
    {
      id: "baseUrl",
      type: "url",
      pattern: "^https://[^@\\s]+$",
      placeholder: "https://api.your-shop.example/v2",
    },
    ...secretFields,
    {
      id: "currency",
      type: "text",
      pattern: "^[A-Z]{3}$",
    },
    phoneCountryField,
    { id: "timeZone", type: "text", placeholder: "Africa/Cairo" },
    { id: "webhookSecret", type: "secret", afterSave: true },
    previousSecretField,
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  topics: [
    { id: "", label: english("topic.eventsShop"), secret: { madeBy: "ours", form: "standard" }, automatic: false },
  ],
  topicRouting: "request",
  limits: [],
  orderPrefix: "OWN",
  api: { version: "manifest 1" },
  orderHistory: { days: "all", note: english("note.farBackShopOwnList") },
  docs: "docs/providers/custom_api.md",
  facts: {
    shopName: english("fact.shopName"),
    currency: english("field.currency"),
    phoneCountry: english("field.phoneCountry"),
    timeZone: english("field.timeZone"),
    manifestVersion: english("fact.manifestVersion"),
  },
};
