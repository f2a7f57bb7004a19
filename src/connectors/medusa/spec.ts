/**
 * Validation of what is sent against the bodies and query strings of the validators of 2.18.0, used when SPECS_DIR is set.
 * The shop describes no answers.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { jsonSchemaChecker } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Names of the schemas, by route. */
const BODIES: Readonly<Record<string, string>> = {
  "orders/:/fulfillments": "orders/AdminOrderCreateFulfillment",
  "orders/:/fulfillments/:/shipments": "orders/AdminOrderCreateShipment",
  "orders/:/fulfillments/:/cancel": "orders/AdminOrderCancelFulfillment",
  "draft-orders": "draft-orders/AdminCreateDraftOrder",
  "payment-collections": "payment-collections/AdminCreatePaymentCollection",
  "payment-collections/:/mark-as-paid": "payment-collections/AdminMarkPaymentCollectionPaid",
  "payments/:/refund": "payments/AdminCreatePaymentRefund",
  returns: "returns/AdminPostReturnsReqSchema",
  "returns/:/request-items": "returns/AdminPostReturnsRequestItemsReqSchema",
  "returns/:/request": "returns/AdminPostReturnsConfirmRequestReqSchema",
  "returns/:/receive": "returns/AdminPostReceiveReturnsReqSchema",
  "returns/:/receive-items": "returns/AdminPostReturnsReceiveItemsReqSchema",
  "returns/:/receive/confirm": "returns/AdminPostReturnsConfirmRequestReqSchema",
  products: "products/AdminCreateProduct",
  "products/:": "products/AdminUpdateProduct",
  "products/:/options/batch": "products/AdminLinkProductOptions",
  "products/:/variants/:/inventory-items": "products/AdminCreateVariantInventoryItem",
  "inventory-items": "inventory-items/AdminCreateInventoryItem",
  "inventory-items/location-levels/batch": "inventory-items/AdminBatchInventoryItemLevels",
  "product-categories": "product-categories/AdminCreateProductCategory",
  "product-categories/:": "product-categories/AdminUpdateProductCategory",
  "customers/:": "customers/AdminUpdateCustomer",
};

/** Of a batch each row has a schema of its own. */
const VARIANTS = { create: "products/AdminCreateProductVariant", update: "products/AdminBatchUpdateProductVariant" };

const QUERIES: Readonly<Record<string, string>> = {
  orders: "orders/AdminGetOrdersParams",
  "draft-orders": "draft-orders/AdminGetDraftOrdersParams",
  "shipping-options": "shipping-options/AdminGetShippingOptionsParams",
  payments: "payments/AdminGetPaymentsParams",
  returns: "returns/AdminGetOrdersParams",
  products: "products/AdminGetProductsParams",
  "product-variants": "product-variants/AdminGetProductVariantsParams",
  "product-categories": "product-categories/AdminProductCategoriesParams",
  customers: "customers/AdminCustomersParams",
  promotions: "promotions/AdminGetPromotionsParams",
  "stock-locations": "stock-locations/AdminGetStockLocationsParams",
};

export const spec: MakeSpecValidator = (dir) => {
  const text = readFileSync(join(dir, "medusa/request-schemas.json"), "utf8");
  const schemas = JSON.parse(text) as Readonly<Record<string, Schema>>;
  const checks = new Map<string, (value: unknown) => string[]>();
  const check = (name: string, value: unknown): string[] => {
    const cached = checks.get(name) ?? jsonSchemaChecker(mended(schemas[`admin/${name}`] ?? {}));
    checks.set(name, cached);
    return cached(value);
  };
  return {
    request(exchange) {
      const route = routeOf(exchange);
      if (exchange.method === "GET") return queryCheck(exchange, schemas[`admin/${QUERIES[route] ?? ""}`]);
      const body: unknown = exchange.requestBody === "" ? {} : JSON.parse(exchange.requestBody);
      if (route === "products/:/variants/batch") return verification(batchProblems(body, check));
      const name = BODIES[route];
      return name === undefined ? "uncovered" : verification(check(name, body));
    },
    response: () => "uncovered",
  };
};

/** The document says that a change of a product needs `options`, which the server refuses: it printed a mere prohibition so. */
function mended(schema: Schema): Schema {
  const { properties, required } = schema;
  const options = (properties as Schema | undefined)?.options;
  if (JSON.stringify(options) !== "{}" || !Array.isArray(required)) return schema;
  return { ...schema, required: required.filter((name) => name !== "options") };
}

function batchProblems(body: unknown, check: (name: string, value: unknown) => string[]): string[] {
  const rows = body as Readonly<Record<string, readonly unknown[] | undefined>>;
  return Object.entries(VARIANTS).flatMap(([kind, name]) => (rows[kind] ?? []).flatMap((row) => check(name, row)));
}

function queryCheck({ url }: Exchanged, schema: Schema | undefined): SpecCheck {
  if (!schema) return "uncovered";
  const existing = Object.keys((schema.properties ?? {}) as Schema);
  const requested = [...new URL(url).searchParams.keys()].map((name) => name.replace(/\[.*$/, ""));
  return verification(
    requested.filter((name) => !existing.includes(name)).map((name) => `query parameter ${name} is not described`),
  );
}

/** "orders/:/cancel": ids have an underscore and digits. */
function routeOf({ url }: Exchanged): string {
  const [, path = ""] = new URL(url).pathname.split("/admin/");
  return path
    .split("/")
    .map((part) => (/^[a-z]+(_[a-z]+)*_[0-9A-Z]+$/.test(part) ? ":" : part))
    .join("/");
}

const verification = (problems: readonly string[]): SpecCheck => (problems.length === 0 ? "valid" : [...problems]);
