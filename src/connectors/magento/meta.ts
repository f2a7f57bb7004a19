import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { SetupStep } from "../kit/contract/contract.ts";
import { SHOP_ADDRESS } from "../kit/contract/own-server.ts";
import { PRICE_TAX_STORED } from "../kit/parse/net-prices.ts";
import { catalog, english } from "./words.ts";

const KEY = {
  pattern: "(^[a-z0-9]{32}$)|^$",
  patternHint: english("said.lettersDigitsStandIntegrationPage"),
};

export const FORM_FIELDS = fieldsOf(catalog.messages, [
  SHOP_ADDRESS,
  { id: "authMode", type: "select", defaultValue: "oauth1", options: ["oauth1", "bearer", "ims"] },
  { id: "consumerKey", label: english("word.consumerKey"), type: "text", ...KEY },
  { id: "consumerSecret", label: english("word.consumerSecret"), type: "secret", ...KEY },
  { id: "accessToken", label: english("word.accessToken"), type: "secret", ...KEY },
  { id: "accessTokenSecret", label: english("word.accessTokenSecret"), type: "secret", ...KEY },
  { id: "websiteCode", type: "text", placeholder: "base", pattern: "^[A-Za-z0-9_]*$" },
  { id: "storeCode", type: "text", placeholder: "all", pattern: "^[A-Za-z0-9_]*$" },
  {
    id: "signedOrigin",
    type: "url",
    placeholder: "http://my-shop.example",
  },
  { id: "imsClientId", label: english("word.adobeClientId"), type: "text" },
  { id: "imsClientSecret", label: english("word.adobeClientSecret"), type: "secret" },
  {
    id: "imsOrgId",
    label: english("word.adobeOrganizationId"),
    type: "text",
    placeholder: "0123456789ABCDEF@AdobeOrg",
  },
  PRICE_TAX_STORED,
]);

export const SETTINGS_FIELDS = fieldsOf(catalog.messages, [
  PRICE_TAX_STORED,
  { id: "codMethods", type: "text", defaultValue: "cashondelivery" },
  { id: "shipFrom", type: "text" },
  { id: "stockTransport", type: "select", defaultValue: "direct", options: ["direct", "queue"] },
  { id: "barcodeAttribute", type: "text", placeholder: "ean", pattern: "^[a-z0-9_]*$" },
  { id: "shippingMethod", type: "text", defaultValue: "flatrate_flatrate" },
  { id: "paymentMethod", type: "text", defaultValue: "checkmo" },
]);

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(catalog.messages);
