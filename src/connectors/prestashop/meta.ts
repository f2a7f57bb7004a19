import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { SetupStep } from "../kit/contract/contract.ts";
import { SHOP_ADDRESS } from "../kit/contract/own-server.ts";
import { PRICE_TAX_FORM, PRICE_TAX_SETTING } from "../kit/parse/net-prices.ts";
import { KINDS } from "./statuses.ts";
import { catalog } from "./words.ts";

export const FORM_FIELDS = fieldsOf(catalog.messages, [
  SHOP_ADDRESS,
  {
    id: "wsKey",
    type: "secret",
    required: true,
    pattern: "^[A-Za-z0-9]{32}$",
  },
  { id: "idShop", type: "text", pattern: "^\\d*$" },
  { id: "idLang", type: "text", pattern: "^\\d*$" },
  { id: "timeZone", type: "text", placeholder: "Europe/Paris", pattern: "^([A-Za-z]+(/[A-Za-z0-9_+-]+)*)?$" },
  PRICE_TAX_FORM,
]);

export const SETTINGS_FIELDS = fieldsOf(catalog.messages, [
  PRICE_TAX_SETTING,
  { id: "codModules", type: "text", defaultValue: "ps_cashondelivery" },
  {
    id: "stateMap",
    type: "text",
    placeholder: "14=processing, 15=delivered",
    pattern: `^(\\s*\\d+\\s*=\\s*(${KINDS.join("|")})\\s*(,|$))*$`,
    patternHint: `Number = one of ${KINDS.join(", ")}; separated by commas.`,
  },
  { id: "taxRulesGroup", type: "text", pattern: "^\\d*$" },
  { id: "orderModule", type: "text", defaultValue: "ps_wirepayment" },
]);

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(catalog.messages);
