import { setupStepsOf } from "../kit/connect/words.ts";
import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { PRICE_TAX_FORM, PRICE_TAX_SETTING } from "../kit/parse/net-prices.ts";
import { KINDS } from "./states.ts";
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
    id: "wsKey",
    label: english("field.wsKey"),
    type: "secret",
    required: true,
    pattern: "^[A-Za-z0-9]{32}$",
    patternHint: english("field.wsKey.patternHint"),
    help: english("field.wsKey.help"),
  },
  {
    id: "idShop",
    label: english("field.idShop"),
    type: "text",
    required: false,
    pattern: "^\\d*$",
    patternHint: english("field.idShop.patternHint"),
    help: english("field.idShop.help"),
  },
  {
    id: "idLang",
    label: english("field.idLang"),
    type: "text",
    required: false,
    pattern: "^\\d*$",
    patternHint: english("field.idLang.patternHint"),
    help: english("field.idLang.help"),
  },
  {
    id: "timeZone",
    label: english("field.timeZone"),
    type: "text",
    required: false,
    placeholder: "Europe/Paris",
    pattern: "^([A-Za-z]+(/[A-Za-z0-9_+-]+)*)?$",
    patternHint: english("field.timeZone.patternHint"),
    help: english("field.timeZone.help"),
  },
  PRICE_TAX_FORM,
];

export const SETTINGS_FIELDS: readonly Field[] = [
  PRICE_TAX_SETTING,
  {
    id: "codModules",
    label: english("field.codModules"),
    type: "text",
    required: false,
    defaultValue: "ps_cashondelivery",
    help: english("field.codModules.help"),
  },
  {
    id: "stateMap",
    label: english("field.stateMap"),
    type: "text",
    required: false,
    placeholder: "14=processing, 15=delivered",
    pattern: `^(\\s*\\d+\\s*=\\s*(${KINDS.join("|")})\\s*(,|$))*$`,
    patternHint: `Number = one of ${KINDS.join(", ")}; separated by commas.`,
    help: english("field.stateMap.help"),
  },
  {
    id: "taxRulesGroup",
    label: english("field.taxRulesGroup"),
    type: "text",
    required: false,
    pattern: "^\\d*$",
    patternHint: english("field.taxRulesGroup.patternHint"),
    help: english("field.taxRulesGroup.help"),
  },
  {
    id: "orderModule",
    label: english("field.orderModule"),
    type: "text",
    required: false,
    defaultValue: "ps_wirepayment",
    help: english("field.orderModule.help"),
  },
];

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(speech.sentences);
