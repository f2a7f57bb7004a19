/** The routes of the emulated platform, each with the permission it needs and the catalog it belongs to. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import * as access from "./access.ts";
import * as v1 from "./catalog-v1.ts";
import * as v3 from "./catalog-v3.ts";
import * as stockV3 from "./inventory-v3.ts";
import * as marketing from "./marketing.ts";
import * as orders from "./orders.ts";
import { applicationError, asText, asTree, notFound, ok, type Tree } from "./replies.ts";
import type { Order, State } from "./state.ts";

interface Call {
  readonly state: State;
  readonly body: Tree;
  readonly request: SandboxRequest;
  /** What stands in the path's places, in their order. */
  readonly ids: readonly string[];
}

type Run = (call: Call) => SandboxReply;
type Entry = readonly [method: string, path: string, permission: string, run: Run];

const id = ({ ids }: Call, index = 0): string => ids[index] ?? "";
const product = (call: Call) => call.state.products.get(id(call));

function onOrder(run: (call: Call, order: Order) => SandboxReply, index = 0): Run {
  return (call) => {
    const order = call.state.orders.get(id(call, index));
    return order ? run(call, order) : applicationError(404, "ORDER_NOT_FOUND", "Order not found");
  };
}

const COMMON: readonly Entry[] = [
  ["GET", "/stores/v3/provision/version", "catalog", ({ state }) => version(state)],
  ["GET", "/apps/v1/instance", "site", ({ state }) => access.siteView(state)],
  ["POST", "/ecom/v1/orders/search", "orders", ({ state, body }) => orders.searchOrders(state, body)],
  ["POST", "/ecom/v1/orders", "orders", ({ state, body }) => orders.createOrder(state, body)],
  ["GET", "/ecom/v1/orders/*", "orders", onOrder(({ state }, order) => orders.getOrder(state, order))],
  [
    "POST",
    "/ecom/v1/orders/*/cancel",
    "orders",
    onOrder(({ state, body }, order) => orders.cancelOrder(state, order, body)),
  ],
  [
    "POST",
    "/ecom/v1/orders/*/update-status",
    "orders",
    onOrder(({ state, body }, order) => orders.updateStatus(state, order, body)),
  ],
  [
    "POST",
    "/ecom/v1/orders/*/activities",
    "orders",
    onOrder(({ state, body }, order) => orders.addActivity(state, order, body)),
  ],
  [
    "POST",
    "/ecom/v1/payments-collector/orders/*/mark-as-paid",
    "payments",
    onOrder(({ state }, order) => orders.markPaid(state, order)),
  ],
  ["POST", "/ecom/v1/payments/list-by-ids", "payments", ({ state, body }) => orders.listPayments(state, body)],
  [
    "POST",
    "/ecom/v1/order-billing/get-order-refundability",
    "payments",
    ({ state, body }) => orders.refundability(state, state.orders.get(asText(body["orderId"]))),
  ],
  [
    "POST",
    "/ecom/v1/order-billing/refund-payments",
    "payments",
    ({ state, body }) => orders.refundPayments(state, body),
  ],
  [
    "POST",
    "/ecom/v1/fulfillments/list-by-ids",
    "fulfillments",
    ({ state, body }) => orders.listFulfillments(state, body),
  ],
  [
    "POST",
    "/ecom/v1/fulfillments/orders/*/create-fulfillment",
    "fulfillments",
    onOrder(({ state, body }, order) => orders.createFulfillment(state, order, body)),
  ],
  [
    "PATCH",
    "/ecom/v1/fulfillments/*/orders/*",
    "fulfillments",
    onOrder((call, order) => orders.updateFulfillment(call.state, order, id(call), call.body), 1),
  ],
  ["POST", "/contacts/v5/contacts/query", "contacts", ({ state, body }) => marketing.queryContacts(state, body)],
  ["POST", "/stores/v2/coupons/query", "coupons", ({ state, body }) => marketing.queryCoupons(state, body)],
  ["POST", "/gift-cards/v1/gift-cards/query", "giftCards", ({ state, body }) => marketing.queryGiftCards(state, body)],
  [
    "POST",
    "/gift-cards/v1/gift-cards/*/decrease-balance",
    "giftCards",
    (call) => marketing.changeBalance(call.state, id(call), call.body, "decrease"),
  ],
  [
    "POST",
    "/gift-cards/v1/gift-cards/*/increase-balance",
    "giftCards",
    (call) => marketing.changeBalance(call.state, id(call), call.body, "increase"),
  ],
];

const CATALOG_V3: readonly Entry[] = [
  ["POST", "/stores/v3/products/query", "products", ({ state, body }) => v3.queryProducts(state, body)],
  ["POST", "/stores/v3/products/query-variants", "products", ({ state, body }) => v3.queryVariants(state, body)],
  [
    "GET",
    "/stores/v3/products/slug/*",
    "products",
    (call) => v3.getProduct(call.state, bySlug(call.state, id(call)), call.request),
  ],
  ["GET", "/stores/v3/products/*", "products", (call) => v3.getProduct(call.state, product(call), call.request)],
  ["PATCH", "/stores/v3/products/*", "products", (call) => v3.updateProduct(call.state, product(call), call.body)],
  ["DELETE", "/stores/v3/products/*", "products", (call) => v3.deleteProduct(call.state, id(call))],
  ["POST", "/stores/v3/products-with-inventory", "products", ({ state, body }) => v3.createProduct(state, body)],
  ["POST", "/stores/v3/bulk/products/update", "products", ({ state, body }) => v3.bulkUpdateProducts(state, body)],
  ["POST", "/stores/v3/inventory-items/query", "inventory", ({ state, body }) => stockV3.queryItems(state, body)],
  [
    "POST",
    "/stores/v3/bulk/inventory-items/update",
    "inventory",
    ({ state, body }) => stockV3.updateItems(state, body),
  ],
  [
    "POST",
    "/stores/v3/bulk/inventory-items/create",
    "inventory",
    ({ state, body }) => stockV3.createItems(state, body),
  ],
  ["POST", "/stores/v3/locations/query", "inventory", ({ state, body }) => stockV3.queryLocations(state, body)],
  [
    "POST",
    "/categories/v1/categories/query",
    "categories",
    ({ state, body }) => marketing.queryCategories(state, body),
  ],
  ["POST", "/categories/v1/categories", "categories", ({ state, body }) => marketing.createCategory(state, body)],
  [
    "GET",
    "/categories/v1/categories/*",
    "categories",
    (call) => marketing.getCategory(call.state, id(call), call.request.query.get("treeReference.appNamespace")),
  ],
  [
    "PATCH",
    "/categories/v1/categories/*",
    "categories",
    (call) => marketing.updateCategory(call.state, id(call), call.body),
  ],
  [
    "POST",
    "/categories/v1/categories/*/move",
    "categories",
    (call) => marketing.moveCategory(call.state, id(call), call.body),
  ],
  [
    "POST",
    "/categories/v1/bulk/categories/set-item-categories",
    "categories",
    ({ state, body }) => marketing.setItemCategories(state, body),
  ],
];

const CATALOG_V1: readonly Entry[] = [
  ["POST", "/stores-reader/v1/products/query", "products", ({ state, body }) => v1.queryProducts(state, body)],
  ["POST", "/stores-reader/v1/variants/query", "products", ({ state, body }) => v1.queryVariants(state, body)],
  ["GET", "/stores-reader/v1/products/*", "products", (call) => v1.getProduct(call.state, product(call))],
  ["POST", "/stores/v1/products", "products", ({ state, body }) => v1.createProduct(state, body)],
  ["PATCH", "/stores/v1/products/*", "products", (call) => v1.updateProduct(call.state, product(call), call.body)],
  ["DELETE", "/stores/v1/products/*", "products", (call) => v1.deleteProduct(call.state, id(call))],
  [
    "PATCH",
    "/stores/v1/products/*/variants",
    "products",
    (call) => v1.updateVariants(call.state, product(call), call.body),
  ],
  ["POST", "/stores/v1/products/*/media", "products", (call) => v1.addMedia(call.state, product(call), call.body)],
  [
    "PATCH",
    "/stores/v1/products/*/choices/media",
    "products",
    (call) => v1.setChoiceMedia(call.state, product(call), call.body),
  ],
  ["POST", "/stores-reader/v2/inventoryItems/query", "inventory", ({ state, body }) => v1.queryInventory(state, body)],
  [
    "PATCH",
    "/stores/v2/inventoryItems/product/*",
    "inventory",
    (call) => v1.setInventory(call.state, product(call), call.body),
  ],
  ["POST", "/stores/v2/inventoryItems/increment", "inventory", ({ state, body }) => v1.moveInventory(state, body, 1)],
  ["POST", "/stores/v2/inventoryItems/decrement", "inventory", ({ state, body }) => v1.moveInventory(state, body, -1)],
  [
    "POST",
    "/stores-reader/v1/collections/query",
    "categories",
    ({ state, body }) => marketing.queryCollections(state, body),
  ],
  ["POST", "/stores/v1/collections", "categories", ({ state, body }) => marketing.putCollection(state, null, body)],
  [
    "PATCH",
    "/stores/v1/collections/*",
    "categories",
    (call) => marketing.putCollection(call.state, id(call), call.body),
  ],
  [
    "POST",
    "/stores/v1/collections/*/productIds",
    "categories",
    (call) => marketing.changeCollection(call.state, id(call), call.body, true),
  ],
  [
    "POST",
    "/stores/v1/collections/*/productIds/delete",
    "categories",
    (call) => marketing.changeCollection(call.state, id(call), call.body, false),
  ],
];

function version(state: State): SandboxReply {
  const catalogVersion = state.catalog === "NONE" ? "STORES_NOT_INSTALLED" : `${state.catalog}_CATALOG`;
  return ok({ catalogVersion });
}

function bySlug(state: State, slug: string) {
  return [...state.products.values()].find((one) => one.slug === slug);
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly permission: string;
  readonly catalog: "V1" | "V3" | null;
  readonly run: Run;
}

const routesOf = (entries: readonly Entry[], catalog: Route["catalog"]): Route[] =>
  entries.map(([method, path, permission, run]) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll("*", "([^/]+)")}$`),
    permission,
    catalog,
    run,
  }));

const ROUTES: readonly Route[] = [
  ...routesOf(COMMON, null),
  ...routesOf(CATALOG_V3, "V3"),
  ...routesOf(CATALOG_V1, "V1"),
];

/** The call's answer: unknown path, the other catalog, a permission that is missing, or what the route says. */
export function dispatch(state: State, request: SandboxRequest): SandboxReply {
  for (const route of ROUTES) {
    const match = request.method === route.method ? route.pattern.exec(request.path) : null;
    if (!match) continue;
    if (route.catalog !== null && route.catalog !== state.catalog)
      return applicationError(
        428,
        `CATALOG_${state.catalog}_CALLING_CATALOG_${route.catalog}_API`,
        "The site is on another catalog version",
      );
    const closed = access.closedTo(state, route.permission);
    if (closed) return closed;
    return route.run({ state, request, body: asTree(request.json()), ids: match.slice(1) });
  }
  return notFound(`${request.method} ${request.path}`);
}
