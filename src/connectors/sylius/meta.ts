import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { SetupStep } from "../kit/contract/contract.ts";
import { SHOP_ADDRESS } from "../kit/contract/own-server.ts";
import { PRICE_TAX_STORED } from "../kit/parse/net-prices.ts";
import { catalog } from "./words.ts";

export const FORM_FIELDS = fieldsOf(catalog.messages, [
  SHOP_ADDRESS,
  { id: "adminEmail", type: "text", required: true, pattern: "^\\S+$" },
  { id: "adminPassword", type: "secret", required: true },
  { id: "channelCode", type: "text", pattern: "^[A-Za-z0-9_-]*$" },
  {
    id: "localeCode",
    type: "text",
    placeholder: "en_US",
    pattern: "^([a-z]{2,3}(_[A-Za-z]{2,4})?)?$",
  },
  { id: "taxCategory", type: "text", placeholder: "standard", pattern: "^[A-Za-z0-9_-]*$" },
  { id: "timeZone", type: "text", placeholder: "Europe/Berlin", pattern: "^([A-Za-z]+(/[A-Za-z0-9_+-]+)*)?$" },
]);

export const SETTINGS_FIELDS = fieldsOf(catalog.messages, [
  PRICE_TAX_STORED,
  { id: "codMethods", type: "text", defaultValue: "cash_on_delivery" },
]);

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(catalog.messages);
