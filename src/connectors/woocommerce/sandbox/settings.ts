/** /settings with the options a sync looks at, zones, taxes, gateways, currencies. */
import type { Call, Handler, Handlers } from "./rest.ts";
import { batch, flag, ITEM_METHODS, links, RestError } from "./rest.ts";
import type { Obj, Setting, Shop } from "./state.ts";
import { isObj, nextId, setting } from "./state.ts";

const CURRENCIES: Readonly<Record<string, [string, string]>> = {
  EUR: ["Euro", "&euro;"], USD: ["United States (US) dollar", "&#36;"], GBP: ["Pound sterling", "&pound;"], INR: ["Indian rupee", "&#8377;"],
  EGP: ["Egyptian pound", "EGP"], JPY: ["Japanese yen", "&yen;"], KWD: ["Kuwaiti dinar", "&#x62f;.&#x643;"], SAR: ["Saudi riyal", "&#x631;.&#x633;"],
};
const GROUPS: readonly [string, string, string[]][] = [
  ["wc_admin", "WooCommerce Admin", []], ["general", "General", []], ["products", "Products", []], ["tax", "Tax", []], ["shipping", "Shipping", []],
  ["checkout", "Payments", []], ["account", "Accounts &amp; Privacy", []], ["email", "Emails", ["email_new_order", "email_customer_note"]],
  ["integration", "Integration", []], ["advanced", "Advanced", []], ["email_new_order", "New order", []], ["email_customer_note", "Customer note", []],
];

interface Known extends Omit<Setting, "value" | "description"> {
  description?: string;
  value?: unknown;
}

const YES_NO = { type: "checkbox", default: "yes" };
const TEXT = { type: "text", default: "" };

const SETTINGS: readonly Known[] = [
  { group: "general", id: "woocommerce_store_address", label: "Address line 1", tip: "Street address.", ...TEXT, value: "Voorbeeldstraat 1" },
  { group: "general", id: "woocommerce_store_city", label: "City", tip: "City.", ...TEXT, value: "Amsterdam" },
  { group: "general", id: "woocommerce_default_country", label: "Country / State", tip: "Country.", type: "select", default: "US:CA", value: "NL", options: { NL: "Netherlands", EG: "Egypt" } },
  { group: "general", id: "woocommerce_store_postcode", label: "Postcode / ZIP", tip: "Postcode.", ...TEXT, value: "1000 AA" },
  { group: "general", id: "woocommerce_calc_taxes", label: "Enable taxes", description: "Enable tax rates and calculations", tip: "Taxes at checkout.", type: "checkbox", default: "no", value: "yes" },
  { group: "general", id: "woocommerce_currency", label: "Currency", tip: "Currency of prices.", type: "select", default: "USD", value: "EUR", options: Object.fromEntries(Object.entries(CURRENCIES).map(([code, [name]]) => [code, name])) },
  { group: "general", id: "woocommerce_price_thousand_sep", label: "Thousand separator", tip: "Separator.", type: "text", default: ",", value: "." },
  { group: "general", id: "woocommerce_price_num_decimals", label: "Number of decimals", tip: "Decimals.", type: "number", default: "2", value: "2" },
  { group: "products", id: "woocommerce_weight_unit", label: "Weight unit", tip: "Unit.", type: "select", default: "kg", value: "kg", options: { kg: "kg", g: "g", lbs: "lbs", oz: "oz" } },
  { group: "products", id: "woocommerce_dimension_unit", label: "Dimensions unit", tip: "Unit.", type: "select", default: "cm", value: "cm", options: { cm: "cm", in: "in" } },
  { group: "products", id: "woocommerce_manage_stock", label: "Manage stock", description: "Enable stock management", ...YES_NO, value: "yes" },
  { group: "products", id: "woocommerce_notify_low_stock_amount", label: "Low stock threshold", tip: "Threshold.", type: "number", default: "2", value: "2" },
  { group: "tax", id: "woocommerce_prices_include_tax", label: "Prices entered with tax", tip: "Prices.", type: "radio", default: "no", value: "no", options: { yes: "Yes", no: "No" } },
  { group: "tax", id: "woocommerce_tax_based_on", label: "Calculate tax based on", tip: "Address.", type: "select", default: "shipping", value: "shipping", options: { shipping: "Customer shipping address", billing: "Customer billing address" } },
  { group: "tax", id: "woocommerce_tax_round_at_subtotal", label: "Rounding", description: "Round tax at subtotal level", type: "checkbox", default: "no", value: "no" },
];

export function initialSettings(currency: string): Map<string, Setting> {
  const decimals = ["JPY", "KRW", "VND", "CLP"].includes(currency) ? "0" : ["KWD", "BHD", "JOD", "OMR", "TND"].includes(currency) ? "3" : "2";
  const rows = SETTINGS.map((known): Setting => ({ ...known, description: known.description ?? known.tip ?? "", value: known.value }));
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
  return { ...rest, value, ...(single ? { group_id: group } : {}), _links: links(["GET", "POST", "PUT", "PATCH"], `${base}/${row.id}`, base) };
}

function find(call: Call): Setting {
  const row = call.shop.settings.get(String(call.at["id"]));
  if (row && row.group === call.at["group_id"]) return row;
  throw new RestError(404, "rest_setting_setting_invalid", "Invalid setting.");
}

const edit: Handler = (call) => {
  const row = find(call);
  const value = call.body["value"];
  if (row.options && !(String(value) in row.options)) throw new RestError(400, "rest_setting_value_invalid", "An invalid setting value was passed.");
  const changed = { ...row, value };
  call.shop.settings.set(row.id, changed);
  return { status: 200, body: render(call, changed, true) };
};

function currency(call: Call, code: string): Obj {
  const [name, symbol] = CURRENCIES[code] ?? [code, code];
  const base = `${call.origin}/wp-json/wc/v3/data/currencies`;
  return { code, name, symbol, _links: links(["GET"], `${base}/${code}`, base) };
}

function renderZone(call: Call, id: number): Obj {
  const base = `${call.origin}/wp-json/wc/v3/shipping/zones`;
  const zone = zoneOf(call, id);
  return { id, name: zone.name, order: zone.order, _links: links(ITEM_METHODS, `${base}/${id}`, base, { describedby: [{ href: `${base}/${id}/locations` }] }) };
}

function zoneOf(call: Call, id: number) {
  const zone = call.shop.zones.get(id);
  if (!zone) throw new RestError(404, "woocommerce_rest_shipping_zone_invalid", "Resource does not exist.");
  return zone;
}

function renderLocation(call: Call, id: number, location: Obj): Obj {
  const zone = `${call.origin}/wp-json/wc/v3/shipping/zones/${id}`;
  return { code: location["code"], type: location["type"], _links: { collection: [{ href: `${zone}/locations` }], describes: [{ href: zone }] } };
}

const option = (id: string, type: string, value: string, more: Obj = {}): Obj => ({
  id, label: id, description: "", type, value, default: value, tip: "", placeholder: "", ...more,
});

const METHOD_TITLES: Readonly<Record<string, string>> = { flat_rate: "Flat rate", free_shipping: "Free shipping", local_pickup: "Local pickup" };

export function zoneMethod(shop: Shop, methodId: string, cost: string): Obj {
  const id = nextId(shop, "method");
  const title = METHOD_TITLES[methodId] ?? methodId;
  const settings = methodId !== "free_shipping"
    ? { title: option("title", "text", title), tax_status: option("tax_status", "select", "taxable", { options: { taxable: "Taxable", none: "None" } }), cost: option("cost", "text", cost), ...(methodId === "flat_rate" ? { no_class_cost: option("no_class_cost", "text", ""), type: option("type", "select", "class", { options: { class: "Per class", order: "Per order" } }) } : {}) }
    : {
        title: option("title", "text", title),
        requires: option("requires", "select", "", { options: { "": "No requirement", coupon: "A valid free shipping coupon" } }),
        min_amount: option("min_amount", "price", "0"),
        ignore_discounts: option("ignore_discounts", "checkbox", "no"),
      };
  return { id, instance_id: id, title, order: 1, enabled: true, method_id: methodId, method_title: title, method_description: `<p>${title}.</p>\n`, settings };
}

function renderMethod(call: Call, zone: number, method: Obj): Obj {
  const base = `${call.origin}/wp-json/wc/v3/shipping/zones/${zone}`;
  return { ...method, _links: links(ITEM_METHODS, `${base}/methods/${String(method["id"])}`, `${base}/methods`, { describes: [{ href: base }] }) };
}

const zoneHandlers: Handlers = {
  "GET /shipping/zones": (call) => ({ status: 200, body: [...call.shop.zones.keys()].map((id) => renderZone(call, id)) }),
  "POST /shipping/zones": (call) => {
    const id = nextId(call.shop, "zone");
    call.shop.zones.set(id, { name: String(call.body["name"] ?? ""), order: 0, locations: [], methods: [] });
    return { status: 201, body: renderZone(call, id) };
  },
  "GET /shipping/zones/:id": (call) => ({ status: 200, body: renderZone(call, Number(call.at["id"])) }),
  "DELETE /shipping/zones/:id": (call) => {
    const body = renderZone(call, Number(call.at["id"]));
    if (!flag(call.params["force"])) throw new RestError(501, "rest_trash_not_supported", "Shipping zones do not support trashing.");
    call.shop.zones.delete(Number(call.at["id"]));
    return { status: 200, body };
  },
  "GET /shipping/zones/:id/locations": (call) => {
    const id = Number(call.at["id"]);
    return { status: 200, body: zoneOf(call, id).locations.map((location) => renderLocation(call, id, location)) };
  },
  "EDIT /shipping/zones/:id/locations": (call) => {
    const id = Number(call.at["id"]);
    const zone = zoneOf(call, id);
    const given = call.body["_list"];
    zone.locations = Array.isArray(given) ? given.filter(isObj) : [];
    return { status: 200, body: zone.locations.map((location) => renderLocation(call, id, location)) };
  },
  "GET /shipping/zones/:zone_id/methods": (call) => {
    const id = Number(call.at["zone_id"]);
    return { status: 200, body: zoneOf(call, id).methods.map((method) => renderMethod(call, id, method)) };
  },
  "POST /shipping/zones/:zone_id/methods": (call) => {
    const id = Number(call.at["zone_id"]);
    const given = call.body["settings"];
    const method = zoneMethod(call.shop, String(call.body["method_id"]), String(isObj(given) ? (given["cost"] ?? "") : ""));
    zoneOf(call, id).methods.push(method);
    return { status: 200, body: renderMethod(call, id, method) };
  },
};

function renderTax(call: Call, id: number): Obj {
  const base = `${call.origin}/wp-json/wc/v3/taxes`;
  const tax = call.shop.taxes.get(id);
  if (!tax) throw new RestError(404, "woocommerce_rest_invalid_id", "Invalid resource ID.");
  return { id, ...tax, _links: links(ITEM_METHODS, `${base}/${id}`, base) };
}

export const taxRow = (given: Obj): Obj => ({
  country: given["country"] ?? "", state: "", postcode: "", city: "", rate: given["rate"] ?? "0.0000", name: given["name"] ?? "", priority: 1,
  compound: false, shipping: true, order: 0, class: "standard", postcodes: [], cities: [],
});

const taxHandlers: Handlers = {
  "GET /taxes": (call) => ({ status: 200, body: [...call.shop.taxes.keys()].map((id) => renderTax(call, id)) }),
  "POST /taxes": (call) => {
    const id = nextId(call.shop, "tax");
    call.shop.taxes.set(id, taxRow(call.body));
    return { status: 201, body: renderTax(call, id) };
  },
  "GET /taxes/:id": (call) => ({ status: 200, body: renderTax(call, Number(call.at["id"])) }),
  "DELETE /taxes/:id": (call) => {
    const id = Number(call.at["id"]);
    const body = renderTax(call, id);
    call.shop.taxes.delete(id);
    return { status: 200, body };
  },
  "GET /taxes/classes": (call) => ({
    status: 200,
    body: [["standard", "Standard rate"], ["reduced-rate", "Reduced rate"], ["zero-rate", "Zero rate"]].map(([slug, name]) => ({
      slug, name, _links: { collection: [{ href: `${call.origin}/wp-json/wc/v3/taxes/classes` }] },
    })),
  }),
};

const group: Handler = (call) => {
  const id = String(call.at["group_id"]);
  if (!GROUPS.some(([known]) => known === id)) throw new RestError(404, "rest_setting_setting_group_invalid", "Invalid setting group.");
  const rows = [...call.shop.settings.values()].filter((row) => row.group === id);
  return { status: 200, body: rows.map((row) => render(call, row, false)) };
};

export const settingHandlers: Handlers = {
  "GET /settings": (call) => ({
    status: 200,
    body: GROUPS.map(([id, label, sub]) => ({
      id, label, description: "", parent_id: id.startsWith("email_") ? "email" : "", sub_groups: sub,
      _links: { options: [{ href: `${call.origin}/wp-json/wc/v3/settings/${id}` }] },
    })),
  }),
  "GET /settings/:group_id": group,
  "GET /settings/:group_id/:id": (call) => ({ status: 200, body: render(call, find(call), true) }),
  "EDIT /settings/:group_id/:id": edit,
  "EDIT /settings/:group_id/batch": (call) => batch(call, { update: edit }),
  "GET /data/currencies/current": (call) => ({ status: 200, body: currency(call, setting(call.shop, "woocommerce_currency")) }),
  "GET /data/currencies": (call) => ({ status: 200, body: Object.keys(CURRENCIES).map((code) => currency(call, code)) }),
  "GET /data/currencies/:currency": (call) => ({ status: 200, body: currency(call, String(call.at["currency"]).toUpperCase()) }),
  ...zoneHandlers,
  ...taxHandlers,
};

