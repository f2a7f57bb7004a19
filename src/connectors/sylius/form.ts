import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { PRICE_TAX_KEPT } from "../kit/parse/net-prices.ts";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "baseUrl",
    label: "Shop address",
    type: "url",
    required: true,
    placeholder: "https://my-shop.example",
    pattern: "^https://",
    patternHint: "The address begins with https://.",
    help: "As your customers see it, without anything behind the name; with the folder if the shop lies in one.",
  },
  {
    id: "adminEmail",
    label: "API administrator's e-mail",
    type: "text",
    required: true,
    pattern: "^\\S+$",
    patternHint: "An e-mail address or user name, without spaces.",
    help: "Sylius admin: Configuration, Administrators. Make one for Argosy alone.",
  },
  { id: "adminPassword", label: "API administrator's password", type: "secret", required: true },
  {
    id: "channelCode",
    label: "Channel",
    type: "text",
    required: false,
    pattern: "^[A-Za-z0-9_-]*$",
    patternHint: "The channel's code: letters, digits, _ and -.",
    help: "Sylius admin: Channels, column Code. May be empty when the shop has one channel.",
  },
  {
    id: "localeCode",
    label: "Locale for texts",
    type: "text",
    required: false,
    placeholder: "en_US",
    pattern: "^([a-z]{2,3}(_[A-Za-z]{2,4})?)?$",
    patternHint: "A locale such as en_US or nl_NL.",
    help: "Empty: the channel's default locale.",
  },
  {
    id: "taxCategory",
    label: "Tax category of new products",
    type: "text",
    required: false,
    placeholder: "standard",
    pattern: "^[A-Za-z0-9_-]*$",
    patternHint: "The tax category's code: letters, digits, _ and -.",
    help: "Sylius admin: Configuration, Tax categories. Without one, products made here are sold without tax.",
  },
  {
    id: "timeZone",
    label: "Time zone of the shop's server",
    type: "text",
    required: false,
    placeholder: "Europe/Berlin",
    pattern: "^([A-Za-z]+(/[A-Za-z0-9_+-]+)*)?$",
    patternHint: "A name such as Europe/Berlin or UTC.",
    help: "Sylius does not tell it. Empty: Argosy measures it at every login; name it so that orders placed before a change of the clocks have the right hour.",
  },
];

export const SETTINGS_FIELDS: readonly Field[] = [
  PRICE_TAX_KEPT,
  {
    id: "codMethods",
    label: "Payment methods that mean cash on delivery",
    type: "text",
    required: false,
    defaultValue: "cash_on_delivery",
    help: "Codes of the shop's payment methods, separated by commas. All other unpaid orders count as waiting for payment.",
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: "Make an administrator for Argosy",
    text: "In the Sylius admin open Configuration, Administrators, Create. Give it its own e-mail and a long password.",
  },
  {
    title: "Give it access to the API",
    text: "No screen can do this. Ask the shop's developer to run on the server: bin/console sylius:user:promote <e-mail> ROLE_API_ACCESS --user-type=admin. The API itself must be enabled (sylius_api.enabled: true).",
  },
  {
    title: "Enter address, e-mail and password",
    text: "Argosy logs in, lists the channels and learns the shop's clock. An API administrator may do everything: Sylius knows no finer rights.",
  },
];
