import { setupStepsOf } from "../kit/connect/words.ts";
import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { PRICE_TAX_KEPT } from "../kit/parse/net-prices.ts";
import { english, speech } from "./words.ts";

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
    id: "adminEmail",
    label: english("field.adminEmail"),
    type: "text",
    required: true,
    pattern: "^\\S+$",
    patternHint: english("field.adminEmail.patternHint"),
    help: english("field.adminEmail.help"),
  },
  { id: "adminPassword", label: english("field.adminPassword"), type: "secret", required: true },
  {
    id: "channelCode",
    label: english("field.channelCode"),
    type: "text",
    required: false,
    pattern: "^[A-Za-z0-9_-]*$",
    patternHint: english("field.channelCode.patternHint"),
    help: english("field.channelCode.help"),
  },
  {
    id: "localeCode",
    label: english("field.localeCode"),
    type: "text",
    required: false,
    placeholder: "en_US",
    pattern: "^([a-z]{2,3}(_[A-Za-z]{2,4})?)?$",
    patternHint: english("field.localeCode.patternHint"),
    help: english("field.localeCode.help"),
  },
  {
    id: "taxCategory",
    label: english("field.taxCategory"),
    type: "text",
    required: false,
    placeholder: "standard",
    pattern: "^[A-Za-z0-9_-]*$",
    patternHint: english("field.taxCategory.patternHint"),
    help: english("field.taxCategory.help"),
  },
  {
    id: "timeZone",
    label: english("field.timeZone"),
    type: "text",
    required: false,
    placeholder: "Europe/Berlin",
    pattern: "^([A-Za-z]+(/[A-Za-z0-9_+-]+)*)?$",
    patternHint: english("field.timeZone.patternHint"),
    help: english("field.timeZone.help"),
  },
];

export const SETTINGS_FIELDS: readonly Field[] = [
  PRICE_TAX_KEPT,
  {
    id: "codMethods",
    label: english("field.codMethods"),
    type: "text",
    required: false,
    defaultValue: "cash_on_delivery",
    help: english("field.codMethods.help"),
  },
];

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(speech.sentences);
