/** What a freshly installed shop holds. */
import type { Clock } from "../../commerce/clock.ts";
import type { State, Value } from "./state.ts";
import { insert, textsOf } from "./state.ts";

export const FULL_KEY = "ARGOSYSANDBOXKEY0123456789ABCDEF";

export function newState(options: {
  readonly clock: Clock;
  readonly currency: string;
  readonly random: () => number;
}): State {
  const state: State = {
    version: "9.1.4",
    isWebserviceOn: true,
    stripsAuthorization: false,
    printsNotices: false,
    keys: new Map([[FULL_KEY, { isActive: true, permissions: null, hasShop: true }]]),
    timeZone: "Africa/Cairo",
    vatPercent: 0,
    tables: new Map(),
    nextId: new Map(),
    images: new Map(),
    mails: [],
    taken: new Set(),
    invoiced: new Set(),
    defaultPrices: null,
    roundType: "2",
    moduleFields: new Map(),
    cartFee: 0n,
    ...options,
  };
  addLanguages(state);
  addLocations(state);
  addStates(state);
  return state;
}

function addLanguages(state: State): void {
  const common = { active: "1", date_format_lite: "Y-m-d", date_format_full: "Y-m-d H:i:s" };
  insert(state, "languages", { ...common, name: "English", iso_code: "en", locale: "en-US", language_code: "en-us" });
  insert(state, "languages", {
    ...common,
    name: "Nederlands",
    iso_code: "nl",
    locale: "nl-NL",
    language_code: "nl-nl",
  });
}

function addLocations(state: State): void {
  insert(state, "currencies", {
    name: state.currency,
    names: textsOf(state, state.currency),
    symbol: textsOf(state, state.currency),
    iso_code: state.currency,
    precision: state.currency === "JPY" ? "0" : state.currency === "KWD" ? "3" : "2",
    conversion_rate: "1.000000",
    active: "1",
  });
  insert(state, "shop_groups", {
    name: "Default",
    share_customer: "0",
    share_order: "0",
    share_stock: "0",
    active: "1",
  });
  insert(state, "shops", { name: "Sandbox shop", id_shop_group: "1", id_category: "2", active: "1" });
  const settings = {
    PS_TIMEZONE: state.timeZone,
    PS_CURRENCY_DEFAULT: "1",
    PS_LANG_DEFAULT: "1",
    PS_WEIGHT_UNIT: "kg",
    PS_DIMENSION_UNIT: "cm",
    PS_ROUND_TYPE: state.roundType,
    PS_PRICE_ROUND_MODE: "2",
    PS_PACK_STOCK_TYPE: "0",
  };
  for (const [name, value] of Object.entries({
    ...settings,
    PS_COUNTRY_DEFAULT: "1",
    PS_SHOP_NAME: "Sandbox shop",
    PS_SHOP_EMAIL: "shop@example.test",
  }))
    insert(state, "configurations", { name, value, id_shop: "", id_shop_group: "" });
  for (const [iso, name] of [
    ["NL", "Netherlands"],
    ["EG", "Egypt"],
    ["US", "United States"],
  ] as const)
    insert(state, "countries", { iso_code: iso, name: textsOf(state, name), id_zone: "1", active: "1" });
  insert(state, "states", { name: "New York", iso_code: "NY", id_country: "3", id_zone: "2", active: "1" });
  const root = { active: "1", id_shop_default: "1", link_rewrite: textsOf(state, "root") };
  insert(state, "categories", { ...root, name: textsOf(state, "Root"), id_parent: "0" });
  insert(state, "categories", { ...root, name: textsOf(state, "Home"), id_parent: "1", is_root_category: "1" });
  insert(state, "tax_rule_groups", { name: "NL Standard Rate (21%)", active: "1" });
  insert(state, "taxes", { name: textsOf(state, "VAT"), rate: "21.000", active: "1", deleted: "0" });
  insert(state, "tax_rules", { id_tax_rules_group: "1", id_country: "1", id_tax: "1" });
  const carrier = { active: "1", id_tax_rules_group: "1", delay: textsOf(state, "Soon") };
  insert(state, "carriers", { ...carrier, name: "Click and collect", id_reference: "1", is_free: "1" });
  const withUrl = { url: "https://track.example/@", shipping_handling: "1" };
  insert(state, "carriers", { ...carrier, ...withUrl, name: "My carrier", id_reference: "2" });
}

/** Name, then the flags set; ids 1 to 13 in this order. */
const STATES: readonly (readonly [name: string, flags: string, module?: string])[] = [
  ["Awaiting check payment", "send_email", "ps_checkpayment"],
  ["Payment accepted", "send_email invoice logable paid pdf_invoice"],
  ["Processing in progress", "send_email invoice logable paid delivery"],
  ["Shipped", "send_email invoice logable paid delivery shipped"],
  ["Delivered", "invoice logable paid delivery shipped"],
  ["Canceled", "send_email"],
  ["Refunded", "send_email invoice"],
  ["Payment error", "send_email"],
  ["On backorder (paid)", "send_email invoice paid"],
  ["Awaiting bank wire payment", "send_email", "ps_wirepayment"],
  ["Remote payment accepted", "send_email invoice logable paid"],
  ["On backorder (not paid)", "send_email"],
  ["Awaiting Cash On Delivery validation", "", "ps_cashondelivery"],
];

function addStates(state: State): void {
  for (const [name, flags, module = ""] of STATES) addState(state, name, flags, module);
}

/** A state of the merchant's own; returns its id. */
export function addState(state: State, name: string, flags: string, module = ""): number {
  const set = Object.fromEntries(flags.split(" ").map((flag): [string, Value] => [flag, "1"]));
  delete set[""];
  const values = { ...set, name: textsOf(state, name), module_name: module, unremovable: "1", color: "#3498D8" };
  return insert(state, "order_states", values).id;
}
