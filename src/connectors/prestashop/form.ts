import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { PRICE_TAX_FORM, PRICE_TAX_SETTING } from "../kit/parse/net-prices.ts";
import { KINDS } from "./states.ts";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "baseUrl",
    label: "Shop address",
    type: "url",
    required: true,
    placeholder: "https://my-shop.example",
    pattern: "^https://",
    patternHint: "The address begins with https://.",
    help: "As your customers see it, with the folder if the shop lies in one, without /api.",
  },
  {
    id: "wsKey",
    label: "Webservice key",
    type: "secret",
    required: true,
    pattern: "^[A-Za-z0-9]{32}$",
    patternHint: "Exactly 32 letters and digits.",
    help: "PrestaShop: Advanced Parameters, Webservice, Add new webservice key, Generate.",
  },
  {
    id: "idShop",
    label: "Shop of a multistore",
    type: "text",
    required: false,
    pattern: "^\\d*$",
    patternHint: "The shop's number.",
    help: "Empty when there is one shop. Otherwise the number under Advanced Parameters, Multistore.",
  },
  {
    id: "idLang",
    label: "Language for texts",
    type: "text",
    required: false,
    pattern: "^\\d*$",
    patternHint: "The language's number.",
    help: "Empty: the shop's default language. The number stands under International, Localization, Languages.",
  },
  {
    id: "timeZone",
    label: "Time zone of the shop",
    type: "text",
    required: false,
    placeholder: "Europe/Paris",
    pattern: "^([A-Za-z]+(/[A-Za-z0-9_+-]+)*)?$",
    patternHint: "A name such as Europe/Paris or UTC.",
    help: "Empty: Argosy reads it, if the key may read configurations. It stands under International, Localization.",
  },
  PRICE_TAX_FORM,
];

export const SETTINGS_FIELDS: readonly Field[] = [
  PRICE_TAX_SETTING,
  {
    id: "codModules",
    label: "Payment modules that mean cash on delivery",
    type: "text",
    required: false,
    defaultValue: "ps_cashondelivery",
    help: "Technical names, separated by commas. All other unpaid orders count as waiting for payment.",
  },
  {
    id: "stateMap",
    label: "Your own order states",
    type: "text",
    required: false,
    placeholder: "14=processing, 15=delivered",
    pattern: `^(\\s*\\d+\\s*=\\s*(${KINDS.join("|")})\\s*(,|$))*$`,
    patternHint: `Number = one of ${KINDS.join(", ")}; separated by commas.`,
    help: "What a state of yours means, by its number (Shop Parameters, Order Settings, Statuses). States PrestaShop installs are known; of others the flags paid and shipped are read.",
  },
  {
    id: "taxRulesGroup",
    label: "Tax rule of new products",
    type: "text",
    required: false,
    pattern: "^\\d*$",
    patternHint: "The tax rule's number.",
    help: "Empty: that of the shop's newest product. The number stands under International, Taxes, Tax Rules.",
  },
  {
    id: "orderModule",
    label: "Payment module of orders made in Argosy",
    type: "text",
    required: false,
    defaultValue: "ps_wirepayment",
    help: "Technical name of an installed payment module; PrestaShop makes no order without one.",
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: "Switch the Webservice on",
    text: "In the PrestaShop back office open Advanced Parameters, Webservice, and set Enable PrestaShop's webservice to Yes.",
  },
  {
    title: "Add a key",
    text: "Add new webservice key, Generate, Status: Enabled. Tick View, Add, Modify and Partial modify for the resources in the guide (or for all), and Delete for products and images. With several shops tick the shop as well.",
  },
  {
    title: "Enter address and key",
    text: "Argosy asks the shop what the key may do, and names every tick that is missing.",
  },
];
