/** The boxes a merchant ticks for the key, and what goes missing without each. */
import type { XmlNode } from "../kit/parse/xml.ts";
import { english } from "./words.ts";

interface Need {
  readonly resource: string;
  readonly methods: readonly string[];
  readonly enables: string;
  readonly optional?: true;
}

const READ = ["GET"] as const;
const KEEP = ["GET", "POST", "PATCH"] as const;

const optionally = (need: Need): Need => ({ ...need, optional: true });

/** `PATCH` stands for PUT on shops before 8.0. */
export const NEEDS: readonly Need[] = [
  { resource: "products", methods: [...KEEP, "DELETE"], enables: english("word.products") },
  { resource: "combinations", methods: KEEP, enables: english("scope.productsVariants") },
  { resource: "product_options", methods: ["GET", "POST"], enables: english("scope.productsVariants") },
  { resource: "product_option_values", methods: ["GET", "POST"], enables: english("scope.productsVariants") },
  { resource: "categories", methods: KEEP, enables: english("word.categories") },
  { resource: "images", methods: ["GET", "POST", "DELETE"], enables: english("scope.picturesNewProducts") },
  { resource: "manufacturers", methods: ["GET", "POST"], enables: english("scope.brands") },
  { resource: "stock_availables", methods: ["GET", "PATCH"], enables: english("scope.stock") },
  { resource: "orders", methods: KEEP, enables: english("word.orders") },
  { resource: "order_details", methods: READ, enables: english("word.orders") },
  { resource: "order_states", methods: READ, enables: english("word.orders") },
  { resource: "order_histories", methods: ["GET", "POST"], enables: english("scope.statusOrders") },
  { resource: "order_carriers", methods: ["GET", "PATCH"], enables: english("scope.shippingTracking") },
  optionally({
    resource: "order_carriers",
    methods: ["POST"],
    enables: english("scope.trackingNumbersOrdersWithoutDelivery"),
  }),
  { resource: "order_payments", methods: READ, enables: english("scope.paymentsOrders") },
  { resource: "order_slip", methods: READ, enables: english("scope.creditSlips") },
  { resource: "order_cart_rules", methods: READ, enables: english("scope.discountsOrders") },
  optionally({ resource: "customizations", methods: READ, enables: english("scope.customizations") }),
  optionally({ resource: "product_customization_fields", methods: READ, enables: english("scope.customizations") }),
  { resource: "carriers", methods: READ, enables: english("scope.namesCarriers") },
  { resource: "customers", methods: ["GET", "POST"], enables: english("word.customers") },
  { resource: "addresses", methods: ["GET", "POST"], enables: english("scope.addressesOrders") },
  { resource: "countries", methods: READ, enables: english("scope.addressesOrders") },
  { resource: "states", methods: READ, enables: english("scope.addressesOrders") },
  { resource: "currencies", methods: READ, enables: english("scope.pricesOrders") },
  { resource: "languages", methods: READ, enables: english("scope.textsProducts") },
  { resource: "shops", methods: READ, enables: english("scope.choosingShopMultistore") },
  optionally({ resource: "shop_groups", methods: READ, enables: english("scope.shopsMultistoreShareQuantities") }),
  { resource: "cart_rules", methods: READ, enables: english("scope.discountCodesTill") },
  { resource: "carts", methods: ["GET", "POST"], enables: english("scope.ordersMadeArgosy") },
  optionally({
    resource: "order_payments",
    methods: ["DELETE"],
    enables: english("scope.ordersMadeArgosyWhereModule"),
  }),
  { resource: "tax_rules", methods: READ, enables: english("scope.pricesTax") },
  { resource: "taxes", methods: READ, enables: english("scope.pricesTax") },
  optionally({ resource: "configurations", methods: READ, enables: english("scope.shopTimeZoneCurrencyWeight") }),
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
    const requested = methods.map((method) => (method === "PATCH" && !hasPatch ? "PUT" : method));
    const lacking = requested.filter((method) => !given.has(method.toLowerCase()));
    return lacking.length === 0 ? [] : [{ scope: `${resource} (${lacking.join(", ")})`, disables: enables }];
  });
}
