/** /settings with the options a sync looks at, zones, taxes, gateways, currencies. */
import type { Call, Handler, Handlers } from "./rest.ts";
import { batch, links, RestError } from "./rest.ts";
import type { Obj, Setting } from "./state.ts";
import { setting } from "./state.ts";
import { taxHandlers, zoneHandlers } from "./zones.ts";

const CURRENCIES: Readonly<Record<string, [string, string]>> = {
  EUR: ["Euro", "&euro;"],
  USD: ["United States (US) dollar", "&#36;"],
  GBP: ["Pound sterling", "&pound;"],
  INR: ["Indian rupee", "&#8377;"],
  EGP: ["Egyptian pound", "EGP"],
  JPY: ["Japanese yen", "&yen;"],
  KWD: ["Kuwaiti dinar", "&#x62f;.&#x643;"],
  SAR: ["Saudi riyal", "&#x631;.&#x633;"],
};
const GROUPS: readonly [string, string, string[]][] = [
  ["wc_admin", "WooCommerce Admin", []],
  ["general", "General", []],
  ["products", "Products", []],
  ["tax", "Tax", []],
  ["shipping", "Shipping", []],
  ["checkout", "Payments", []],
  ["account", "Accounts &amp; Privacy", []],
  ["email", "Emails", ["email_new_order", "email_customer_note"]],
  ["integration", "Integration", []],
  ["advanced", "Advanced", []],
  ["email_new_order", "New order", []],
  ["email_customer_note", "Customer note", []],
];

interface Existing extends Omit<Setting, "value" | "description"> {
  description?: string;
  value?: unknown;
}

const YES_NO = { type: "checkbox", default: "yes" };
const TEXT = { type: "text", default: "" };

const SETTINGS: readonly Existing[] = [
  {
    group: "general",
    id: "woocommerce_store_address",
    label: "Address line 1",
    tip: "Street address.",
    ...TEXT,
    value: "Voorbeeldstraat 1",
  },
  { group: "general", id: "woocommerce_store_city", label: "City", tip: "City.", ...TEXT, value: "Amsterdam" },
  {
    group: "general",
    id: "woocommerce_default_country",
    label: "Country / State",
    tip: "Country.",
    type: "select",
    default: "US:CA",
    value: "NL",
    options: { NL: "Netherlands", EG: "Egypt" },
  },
  {
    group: "general",
    id: "woocommerce_store_postcode",
    label: "Postcode / ZIP",
    tip: "Postcode.",
    ...TEXT,
    value: "1000 AA",
  },
  {
    group: "general",
    id: "woocommerce_calc_taxes",
    label: "Enable taxes",
    description: "Enable tax rates and calculations",
    tip: "Taxes at checkout.",
    type: "checkbox",
    default: "no",
    value: "yes",
  },
  {
    group: "general",
    id: "woocommerce_currency",
    label: "Currency",
    tip: "Currency of prices.",
    type: "select",
    default: "USD",
    value: "EUR",
    options: Object.fromEntries(Object.entries(CURRENCIES).map(([code, [name]]) => [code, name])),
  },
  {
    group: "general",
    id: "woocommerce_price_thousand_sep",
    label: "Thousand separator",
    tip: "Separator.",
    type: "text",
    default: ",",
    value: ".",
  },
  {
    group: "general",
    id: "woocommerce_price_num_decimals",
    label: "Number of decimals",
    tip: "Decimals.",
    type: "number",
    default: "2",
    value: "2",
  },
  {
    group: "products",
    id: "woocommerce_weight_unit",
    label: "Weight unit",
    tip: "Unit.",
    type: "select",
    default: "kg",
    value: "kg",
    options: { kg: "kg", g: "g", lbs: "lbs", oz: "oz" },
  },
  {
    group: "products",
    id: "woocommerce_dimension_unit",
    label: "Dimensions unit",
    tip: "Unit.",
    type: "select",
    default: "cm",
    value: "cm",
    options: { cm: "cm", in: "in" },
  },
  {
    group: "products",
    id: "woocommerce_stock_email_recipient",
    label: "Notification recipient(s)",
    description: "Enter recipients (comma separated) that will receive this notification.",
    tip: "Enter recipients (comma separated) that will receive this notification.",
    type: "text",
    default: "admin@shop.example",
    value: "admin@shop.example",
  },
  {
    group: "products",
    id: "woocommerce_manage_stock",
    label: "Manage stock",
    description: "Enable stock management",
    ...YES_NO,
    value: "yes",
  },
  {
    group: "products",
    id: "woocommerce_hold_stock_minutes",
    label: "Hold stock (minutes)",
    description:
      "Hold stock (for unpaid orders) for x minutes. When this limit is reached, the pending order will be cancelled. Leave blank to disable.",
    type: "number",
    default: "60",
    value: "60",
  },
  {
    group: "products",
    id: "woocommerce_notify_low_stock_amount",
    label: "Low stock threshold",
    tip: "Threshold.",
    type: "number",
    default: "2",
    value: "2",
  },
  {
    group: "tax",
    id: "woocommerce_prices_include_tax",
    label: "Prices entered with tax",
    tip: "Prices.",
    type: "radio",
    default: "no",
    value: "no",
    options: { yes: "Yes", no: "No" },
  },
  {
    group: "tax",
    id: "woocommerce_tax_based_on",
    label: "Calculate tax based on",
    tip: "Address.",
    type: "select",
    default: "shipping",
    value: "shipping",
    options: { shipping: "Customer shipping address", billing: "Customer billing address" },
  },
  {
    group: "tax",
    id: "woocommerce_tax_round_at_subtotal",
    label: "Rounding",
    description: "Round tax at subtotal level",
    type: "checkbox",
    default: "no",
    value: "no",
  },
];

export function initialSettings(currency: string): Map<string, Setting> {
  const decimals = ["JPY", "KRW", "VND", "CLP"].includes(currency)
    ? "0"
    : ["KWD", "BHD", "JOD", "OMR", "TND"].includes(currency)
      ? "3"
      : "2";
  const rows = SETTINGS.map(
    (existing): Setting => ({
      ...existing,
      description: existing.description ?? existing.tip ?? "",
      value: existing.value,
    }),
  );
  const map = new Map(rows.map((row) => [row.id, row]));
  const put = (id: string, value: string) => {
    const row = map.get(id);
    if (row) map.set(id, { ...row, value });
  };
  put("woocommerce_currency", currency);
  put("woocommerce_price_num_decimals", decimals);
  return map;
}

function render(call: Call, row: Setting, single: boolean): Obj {
  const base = `${call.origin}/wp-json/wc/v3/settings/${row.group}`;
  const { group, value, ...rest } = row;
  return {
    ...rest,
    value,
    ...(single ? { group_id: group } : {}),
    _links: links(["GET", "POST", "PUT", "PATCH"], `${base}/${row.id}`, base),
  };
}

function find(call: Call): Setting {
  const row = call.shop.settings.get(String(call.at["id"]));
  if (row && row.group === call.at["group_id"]) return row;
  throw new RestError(404, "rest_setting_setting_invalid", "Invalid setting.");
}

const edit: Handler = (call) => {
  const row = find(call);
  const value = call.body["value"];
  if (row.options && !(String(value) in row.options))
    throw new RestError(400, "rest_setting_value_invalid", "An invalid setting value was passed.");
  const changed = { ...row, value };
  call.shop.settings.set(row.id, changed);
  return { status: 200, body: render(call, changed, true) };
};

function currency(call: Call, code: string): Obj {
  const [name, symbol] = CURRENCIES[code] ?? [code, code];
  const base = `${call.origin}/wp-json/wc/v3/data/currencies`;
  return { code, name, symbol, _links: links(["GET"], `${base}/${code}`, base) };
}

const group: Handler = (call) => {
  const id = String(call.at["group_id"]);
  if (!GROUPS.some(([existing]) => existing === id))
    throw new RestError(404, "rest_setting_setting_group_invalid", "Invalid setting group.");
  const rows = [...call.shop.settings.values()].filter((row) => row.group === id);
  return { status: 200, body: rows.map((row) => render(call, row, false)) };
};

export const settingHandlers: Handlers = {
  "GET /settings": (call) => ({
    status: 200,
    body: GROUPS.map(([id, label, sub]) => ({
      id,
      label,
      description: "",
      parent_id: id.startsWith("email_") ? "email" : "",
      sub_groups: sub,
      _links: { options: [{ href: `${call.origin}/wp-json/wc/v3/settings/${id}` }] },
    })),
  }),
  "GET /settings/:group_id": group,
  "GET /settings/:group_id/:id": (call) => ({ status: 200, body: render(call, find(call), true) }),
  "EDIT /settings/:group_id/:id": edit,
  "EDIT /settings/:group_id/batch": (call) => batch(call, { update: edit }),
  "GET /data/currencies/current": (call) => ({
    status: 200,
    body: currency(call, setting(call.shop, "woocommerce_currency")),
  }),
  "GET /data/currencies": (call) => ({
    status: 200,
    body: Object.keys(CURRENCIES).map((code) => currency(call, code)),
  }),
  "GET /data/currencies/:currency": (call) => ({
    status: 200,
    body: currency(call, String(call.at["currency"]).toUpperCase()),
  }),
  ...zoneHandlers,
  ...taxHandlers,
};
