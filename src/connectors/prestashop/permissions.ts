/** The boxes a merchant ticks for the key, and what goes missing without each. */
import type { XmlNode } from "../kit/parse/xml.ts";

interface Need {
  readonly resource: string;
  readonly methods: readonly string[];
  readonly enables: string;
  readonly optional?: true;
}

const READ = ["GET"] as const;
const KEEP = ["GET", "POST", "PATCH"] as const;

/** `PATCH` stands for PUT on shops before 8.0. */
export const NEEDS: readonly Need[] = [
  { resource: "products", methods: [...KEEP, "DELETE"], enables: "products" },
  { resource: "combinations", methods: KEEP, enables: "products with variants" },
  { resource: "product_options", methods: ["GET", "POST"], enables: "products with variants" },
  { resource: "product_option_values", methods: ["GET", "POST"], enables: "products with variants" },
  { resource: "categories", methods: KEEP, enables: "categories" },
  { resource: "images", methods: ["GET", "POST", "DELETE"], enables: "pictures of new products" },
  { resource: "manufacturers", methods: ["GET", "POST"], enables: "brands" },
  { resource: "stock_availables", methods: ["GET", "PATCH"], enables: "stock" },
  { resource: "orders", methods: KEEP, enables: "orders" },
  { resource: "order_details", methods: READ, enables: "orders" },
  { resource: "order_states", methods: READ, enables: "orders" },
  { resource: "order_histories", methods: ["GET", "POST"], enables: "the status of orders" },
  { resource: "order_carriers", methods: ["GET", "PATCH"], enables: "shipping and tracking" },
  {
    resource: "order_carriers",
    methods: ["POST"],
    enables: "tracking numbers of orders without a delivery",
    optional: true,
  },
  { resource: "order_payments", methods: READ, enables: "payments of orders" },
  { resource: "order_slip", methods: READ, enables: "credit slips" },
  { resource: "order_cart_rules", methods: READ, enables: "discounts of orders" },
  { resource: "carriers", methods: READ, enables: "names of carriers" },
  { resource: "customers", methods: ["GET", "POST"], enables: "customers" },
  { resource: "addresses", methods: ["GET", "POST"], enables: "addresses of orders" },
  { resource: "countries", methods: READ, enables: "addresses of orders" },
  { resource: "states", methods: READ, enables: "addresses of orders" },
  { resource: "currencies", methods: READ, enables: "prices and orders" },
  { resource: "languages", methods: READ, enables: "texts of products" },
  { resource: "shops", methods: READ, enables: "choosing a shop of a multistore" },
  {
    resource: "shop_groups",
    methods: READ,
    enables: "shops of a multistore that share their quantities",
    optional: true,
  },
  { resource: "cart_rules", methods: READ, enables: "discount codes at the till" },
  { resource: "carts", methods: ["GET", "POST"], enables: "orders made in Argosy" },
  {
    resource: "order_payments",
    methods: ["DELETE"],
    enables: "orders made in Argosy, where a module of the shop changes their total",
    optional: true,
  },
  { resource: "tax_rules", methods: READ, enables: "prices with tax" },
  { resource: "taxes", methods: READ, enables: "prices with tax" },
  {
    resource: "configurations",
    methods: READ,
    enables: "the shop's time zone, currency and weight unit",
    optional: true,
  },
];

/** Without these nothing is worth connecting. */
export const ESSENTIAL: readonly string[] = ["products", "combinations", "stock_availables", "currencies", "languages"];

/** Ticks by resource, from the index. */
export function ticksOf(api: XmlNode): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    api.children.map((resource) => [
      resource.name,
      new Set(Object.keys(resource.attributes).filter((method) => resource.attributes[method] === "true")),
    ]),
  );
}

/** "orders (POST, PATCH)" with what is lost. Where PATCH lacks, PUT will do. */
export function missingTicks(
  ticks: ReadonlyMap<string, ReadonlySet<string>>,
  hasPatch: boolean,
): readonly { readonly scope: string; readonly disables: string }[] {
  return NEEDS.filter((need) => !need.optional).flatMap(({ resource, methods, enables }) => {
    const given = ticks.get(resource) ?? new Set();
    const wanted = methods.map((method) => (method === "PATCH" && !hasPatch ? "PUT" : method));
    const lacking = wanted.filter((method) => !given.has(method.toLowerCase()));
    return lacking.length === 0 ? [] : [{ scope: `${resource} (${lacking.join(", ")})`, disables: enables }];
  });
}
