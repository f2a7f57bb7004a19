/** Shipping zones with their methods, and tax rates. */
import { formField } from "./form-field.ts";
import type { Call, Handlers } from "./rest.ts";
import { flag, ITEM_METHODS, links, RestError } from "./rest.ts";
import type { Obj, Shop } from "./state.ts";
import { isObj, nextId } from "./state.ts";

function renderZone(call: Call, id: number): Obj {
  const base = `${call.origin}/wp-json/wc/v3/shipping/zones`;
  const zone = zoneOf(call, id);
  return {
    id,
    name: zone.name,
    order: zone.order,
    _links: links(ITEM_METHODS, `${base}/${id}`, base, { describedby: [{ href: `${base}/${id}/locations` }] }),
  };
}

function zoneOf(call: Call, id: number) {
  const zone = call.shop.zones.get(id);
  if (!zone) throw new RestError(404, "woocommerce_rest_shipping_zone_invalid", "Resource does not exist.");
  return zone;
}

function renderLocation(call: Call, id: number, location: Obj): Obj {
  const zone = `${call.origin}/wp-json/wc/v3/shipping/zones/${id}`;
  return {
    code: location["code"],
    type: location["type"],
    _links: { collection: [{ href: `${zone}/locations` }], describes: [{ href: zone }] },
  };
}

const METHOD_TITLES: Readonly<Record<string, string>> = {
  flat_rate: "Flat rate",
  free_shipping: "Free shipping",
  local_pickup: "Local pickup",
};

export function zoneMethod(shop: Shop, methodId: string, cost: string): Obj {
  const id = nextId(shop, "method");
  const title = METHOD_TITLES[methodId] ?? methodId;
  const settings =
    methodId !== "free_shipping"
      ? {
          title: formField("title", "text", title),
          tax_status: formField("tax_status", "select", "taxable", { options: { taxable: "Taxable", none: "None" } }),
          cost: formField("cost", "text", cost),
          ...(methodId === "flat_rate"
            ? {
                no_class_cost: formField("no_class_cost", "text", ""),
                type: formField("type", "select", "class", { options: { class: "Per class", order: "Per order" } }),
              }
            : {}),
        }
      : {
          title: formField("title", "text", title),
          requires: formField("requires", "select", "", {
            options: { "": "No requirement", coupon: "A valid free shipping coupon" },
          }),
          min_amount: formField("min_amount", "price", "0"),
          ignore_discounts: formField("ignore_discounts", "checkbox", "no"),
        };
  return {
    id,
    instance_id: id,
    title,
    order: 1,
    enabled: true,
    method_id: methodId,
    method_title: title,
    method_description: `<p>${title}.</p>\n`,
    settings,
  };
}

function renderMethod(call: Call, zone: number, method: Obj): Obj {
  const base = `${call.origin}/wp-json/wc/v3/shipping/zones/${zone}`;
  return {
    ...method,
    _links: links(ITEM_METHODS, `${base}/methods/${String(method["id"])}`, `${base}/methods`, {
      describes: [{ href: base }],
    }),
  };
}

export const zoneHandlers: Handlers = {
  "GET /shipping/zones": (call) => ({
    status: 200,
    body: [...call.shop.zones.keys()].map((id) => renderZone(call, id)),
  }),
  "POST /shipping/zones": (call) => {
    const id = nextId(call.shop, "zone");
    call.shop.zones.set(id, { name: String(call.body["name"] ?? ""), order: 0, locations: [], methods: [] });
    return { status: 201, body: renderZone(call, id) };
  },
  "GET /shipping/zones/:id": (call) => ({ status: 200, body: renderZone(call, Number(call.at["id"])) }),
  "DELETE /shipping/zones/:id": (call) => {
    const body = renderZone(call, Number(call.at["id"]));
    if (!flag(call.params["force"]))
      throw new RestError(501, "rest_trash_not_supported", "Shipping zones do not support trashing.");
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
    const method = zoneMethod(
      call.shop,
      String(call.body["method_id"]),
      String(isObj(given) ? (given["cost"] ?? "") : ""),
    );
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
  country: given["country"] ?? "",
  state: "",
  postcode: "",
  city: "",
  rate: given["rate"] ?? "0.0000",
  name: given["name"] ?? "",
  priority: 1,
  compound: false,
  shipping: true,
  order: 0,
  class: "standard",
  postcodes: [],
  cities: [],
});

export const taxHandlers: Handlers = {
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
    body: [
      ["standard", "Standard rate"],
      ["reduced-rate", "Reduced rate"],
      ["zero-rate", "Zero rate"],
    ].map(([slug, name]) => ({
      slug,
      name,
      _links: { collection: [{ href: `${call.origin}/wp-json/wc/v3/taxes/classes` }] },
    })),
  }),
};
