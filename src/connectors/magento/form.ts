import { setupStepsOf } from "../kit/connect/words.ts";
import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { PRICE_TAX_KEPT } from "../kit/parse/net-prices.ts";
import { english, speech } from "./words.ts";

const KEY_HINT = english("said.lettersDigitsStandIntegrationPage");
const KEY = "^[a-z0-9]{32}$";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "baseUrl",
    label: english("field.baseUrl"),
    type: "url",
    required: true,
    placeholder: "https://my-shop.example",
    pattern: "^https://",
    patternHint: english("field.baseUrl.patternHint"),
    help: english("field.baseUrl.help"),
  },
  {
    id: "authMode",
    label: english("field.authMode"),
    type: "select",
    required: false,
    defaultValue: "oauth1",
    options: [
      { value: "oauth1", label: english("option.oauth1") },
      { value: "bearer", label: english("option.bearer") },
      { value: "ims", label: english("option.ims") },
    ],
    help: english("field.authMode.help"),
  },
  {
    id: "consumerKey",
    label: english("word.consumerKey"),
    type: "text",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "consumerSecret",
    label: english("word.consumerSecret"),
    type: "secret",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "accessToken",
    label: english("word.accessToken"),
    type: "secret",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "accessTokenSecret",
    label: english("word.accessTokenSecret"),
    type: "secret",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "websiteCode",
    label: english("field.websiteCode"),
    type: "text",
    required: false,
    placeholder: "base",
    pattern: "^[A-Za-z0-9_]*$",
    patternHint: english("field.websiteCode.patternHint"),
    help: english("field.websiteCode.help"),
  },
  {
    id: "storeCode",
    label: english("field.storeCode"),
    type: "text",
    required: false,
    placeholder: "all",
    pattern: "^[A-Za-z0-9_]*$",
    patternHint: english("field.storeCode.patternHint"),
    help: english("field.storeCode.help"),
  },
  {
    id: "signedOrigin",
    label: english("field.signedOrigin"),
    type: "url",
    required: false,
    placeholder: "http://my-shop.example",
    help: english("field.signedOrigin.help"),
  },
  {
    id: "imsClientId",
    label: english("word.adobeClientId"),
    type: "text",
    required: false,
    help: english("field.imsClientId.help"),
  },
  { id: "imsClientSecret", label: english("word.adobeClientSecret"), type: "secret", required: false },
  {
    id: "imsOrgId",
    label: english("word.adobeOrganizationId"),
    type: "text",
    required: false,
    placeholder: "0123456789ABCDEF@AdobeOrg",
  },
  PRICE_TAX_KEPT,
];

export const SETTINGS_FIELDS: readonly Field[] = [
  PRICE_TAX_KEPT,
  {
    id: "codMethods",
    label: english("field.codMethods"),
    type: "text",
    required: false,
    defaultValue: "cashondelivery",
    help: english("field.codMethods.help"),
  },
  {
    id: "shipFrom",
    label: english("field.shipFrom"),
    type: "text",
    required: false,
    help: english("field.shipFrom.help"),
  },
  {
    id: "stockTransport",
    label: english("field.stockTransport"),
    type: "select",
    required: false,
    defaultValue: "direct",
    options: [
      { value: "direct", label: english("option.direct") },
      { value: "queue", label: english("option.queue") },
    ],
  },
  {
    id: "barcodeAttribute",
    label: english("field.barcodeAttribute"),
    type: "text",
    required: false,
    placeholder: "ean",
    pattern: "^[a-z0-9_]*$",
    patternHint: english("field.barcodeAttribute.patternHint"),
    help: english("field.barcodeAttribute.help"),
  },
  {
    id: "shippingMethod",
    label: english("field.shippingMethod"),
    type: "text",
    required: false,
    defaultValue: "flatrate_flatrate",
    help: english("field.shippingMethod.help"),
  },
  {
    id: "paymentMethod",
    label: english("field.paymentMethod"),
    type: "text",
    required: false,
    defaultValue: "checkmo",
    help: english("field.paymentMethod.help"),
  },
];

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(speech.sentences);
