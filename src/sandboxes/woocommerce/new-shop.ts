/** A fresh shop: empty catalog, one rate of tax, two shipping zones, three users, one key. */
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { initialSettings } from "./settings.ts";
import type { ApiKey, Counters, Shop } from "./state.ts";
import { token } from "./state.ts";
import { taxRow, zoneMethod } from "./zones.ts";

/** Where a newly installed shop stands: pages and users already took ids. */
const COUNTERS: Counters = {
  post: 12,
  item: 0,
  term: 15,
  comment: 42,
  user: 3,
  webhook: 0,
  attribute: 0,
  meta: 0,
  zone: 2,
  method: 0,
  tax: 1,
  fulfilment: 0,
};

const USERS = [
  [1, "administrator", "admin"],
  [2, "shop_manager", "manager"],
  [3, "subscriber", "reader"],
] as const;

function addZones(shop: Shop): void {
  const method = (id: string, cost = "") => zoneMethod(shop, id, cost);
  shop.zones.set(0, { name: "Locations not covered by your other zones", order: 0, locations: [], methods: [] });
  shop.zones.set(1, {
    name: "Netherlands",
    order: 0,
    locations: [{ code: "NL", type: "country" }],
    methods: [method("flat_rate", "4.95"), method("local_pickup", "0")],
  });
  shop.zones.set(2, {
    name: "Rest of Europe",
    order: 0,
    locations: [{ code: "EU", type: "continent" }],
    methods: [method("flat_rate", "12.50"), method("free_shipping")],
  });
}

function addUsers(shop: Shop): void {
  for (const [id, role, name] of USERS)
    shop.customers.set(id, {
      id,
      created: shop.clock.now(),
      modified: null,
      email: `${name}@shop.example`,
      username: name,
      role,
      firstName: "",
      lastName: "",
      billing: {},
      shipping: {},
      meta: [],
    });
}

export function addKey(shop: Shop, permissions: ApiKey["permissions"], role: ApiKey["role"]): ApiKey {
  const userId = { administrator: 1, shop_manager: 2, subscriber: 3 }[role];
  const key = {
    key: `ck_${token(shop, 40)}`,
    secret: `cs_${token(shop, 40)}`,
    permissions,
    role,
    userId,
    revoked: false,
  };
  shop.keys.push(key);
  return key;
}

export function newShop(options: SandboxOptions, random: () => number, emit: Shop["emit"]): Shop {
  const shop: Shop = {
    clock: options.clock,
    zone: "Africa/Cairo",
    url: "",
    random,
    emit,
    last: { ...COUNTERS },
    products: new Map(),
    skus: new Map(),
    children: new Map(),
    orders: new Map(),
    sets: new Map(),
    notes: new Map(),
    terms: new Map(),
    attributes: new Map(),
    customers: new Map(),
    coupons: new Map(),
    webhooks: new Map(),
    media: new Map(),
    zones: new Map(),
    taxes: new Map([[1, taxRow({ country: "NL", rate: "21.0000", name: "BTW" })]]),
    settings: initialSettings(options.currency ?? "EUR"),
    keys: [],
    nonces: new Map(),
    // 21 % for customers in the Netherlands.
    rates: [{ id: 1, country: "NL", percent: 21n, code: "NL-BTW-1", label: "BTW" }],
    statuses: new Map(),
    features: {
      fulfilments: false,
      shipmentTracking: false,
      plainPermalinks: false,
      offline: false,
      maintenance: false,
    },
  };
  const root = { taxonomy: "product_cat", name: "Uncategorized", slug: "uncategorized" };
  shop.terms.set(15, { id: 15, ...root, parent: 0, description: "", fields: {} });
  addZones(shop);
  addUsers(shop);
  addKey(shop, "read_write", "administrator");
  return shop;
}
