/** The routes of the emulated store, with the scope each one needs. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import * as catalog from "./catalog.ts";
import { createProduct, createVariant, setVariantImage } from "./catalog-write.ts";
import * as hooks from "./hooks.ts";
import * as inventory from "./inventory.ts";
import * as marketing from "./marketing.ts";
import * as orders from "./orders.ts";
import * as lists from "./price-lists.ts";
import * as refunds from "./refunds.ts";
import { v3Error } from "./replies.ts";
import type { Product, State } from "./state.ts";
import * as store from "./store.ts";

type Run = (state: State, request: SandboxRequest, ids: readonly number[]) => SandboxReply;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly scopes: readonly string[];
  readonly run: Run;
}

function onProduct(
  run: (state: State, product: Product, request: SandboxRequest, ids: readonly number[]) => SandboxReply,
): Run {
  return (state, request, ids) => {
    const product = state.products.get(ids[0] ?? 0);
    return product ? run(state, product, request, ids) : v3Error(404, "The product was not found");
  };
}

const PRODUCTS = "store_v2_products";
const ORDERS = "store_v2_orders";
const MARKETING = "store_v2_marketing";
const id = (ids: readonly number[], index = 0) => ids[index] ?? 0;

const TABLE: readonly (readonly [string, string, string, Run])[] = [
  ["GET", "v2/store", "store_v2_information_read_only", (state) => store.storeView(state)],
  ["GET", "v3/settings/inventory", "store_v2_information_read_only", (state) => store.inventorySettings(state)],
  ["GET", "v3/catalog/products", PRODUCTS, (state, request) => catalog.listProducts(state, request)],
  ["POST", "v3/catalog/products", PRODUCTS, (state, request) => createProduct(state, request)],
  ["PUT", "v3/catalog/products", PRODUCTS, (state, request) => catalog.putProducts(state, request)],
  ["PUT", "v3/catalog/products/#", PRODUCTS, (state, request, ids) => catalog.putProduct(state, id(ids), request)],
  ["DELETE", "v3/catalog/products/#", PRODUCTS, (state, _request, ids) => catalog.removeProduct(state, id(ids))],
  [
    "GET",
    "v3/catalog/products/#/options",
    PRODUCTS,
    onProduct((_state, product, request) => catalog.listOptions(product, request)),
  ],
  [
    "POST",
    "v3/catalog/products/#/options/#/values",
    PRODUCTS,
    onProduct((state, product, request, ids) => catalog.addOptionValue(state, product, id(ids, 1), request)),
  ],
  [
    "POST",
    "v3/catalog/products/#/variants",
    PRODUCTS,
    onProduct((state, product, request) => createVariant(state, product, request)),
  ],
  [
    "POST",
    "v3/catalog/products/#/variants/#/image",
    PRODUCTS,
    onProduct((state, product, request, ids) => setVariantImage(state, product, id(ids, 1), request)),
  ],
  ["GET", "v3/catalog/variants", PRODUCTS, (state, request) => catalog.listVariants(state, request)],
  ["PUT", "v3/catalog/variants", PRODUCTS, (state, request) => catalog.putVariants(state, request)],
  ["GET", "v3/pricelists/#/records", PRODUCTS, (state, request, ids) => lists.listRecords(state, id(ids), request)],
  ["PUT", "v3/pricelists/#/records", PRODUCTS, (state, request, ids) => lists.putRecords(state, id(ids), request)],
  ["GET", "v3/catalog/brands", PRODUCTS, (state, request) => store.listBrands(state, request)],
  ["GET", "v3/catalog/trees", PRODUCTS, (_state, request) => store.listTrees(request)],
  ["GET", "v3/catalog/trees/categories", PRODUCTS, (state, request) => catalog.listCategories(state, request)],
  ["POST", "v3/catalog/trees/categories", PRODUCTS, (state, request) => catalog.createCategories(state, request)],
  ["DELETE", "v3/catalog/trees/categories", PRODUCTS, (state, request) => catalog.removeCategories(state, request)],
  ["PUT", "v3/catalog/trees/categories", PRODUCTS, (state, request) => catalog.putCategories(state, request)],
  ["GET", "v3/inventory/items", "store_inventory", (state, request) => inventory.listItems(state, request)],
  [
    "PUT",
    "v3/inventory/adjustments/absolute",
    "store_inventory",
    (state, request) => inventory.adjustAbsolute(state, request),
  ],
  [
    "GET",
    "v3/inventory/locations",
    "store_locations_read_only",
    (state, request) => inventory.listLocations(state, request),
  ],
  ["GET", "v3/customers", "store_v2_customers_read_only", (state, request) => store.listCustomers(state, request)],
  ["PUT", "v3/customers", "store_v2_customers", (state, request) => store.putCustomers(state, request)],
  ["GET", "v2/orders", ORDERS, (state, request) => orders.listOrders(state, request)],
  ["POST", "v2/orders", ORDERS, (state, request) => orders.createOrder(state, request)],
  ["GET", "v2/orders/#", ORDERS, (state, request, ids) => orders.getOrder(state, id(ids), request)],
  ["PUT", "v2/orders/#", ORDERS, (state, request, ids) => orders.putOrder(state, id(ids), request)],
  ["GET", "v2/orders/#/products", ORDERS, (state, request, ids) => orders.listLines(state, id(ids), request)],
  ["GET", "v2/orders/#/shipments", ORDERS, (state, request, ids) => orders.listShipments(state, id(ids), request)],
  ["POST", "v2/orders/#/shipments", ORDERS, (state, request, ids) => orders.createShipment(state, id(ids), request)],
  [
    "PUT",
    "v2/orders/#/shipments/#",
    ORDERS,
    (state, request, ids) => orders.putShipment(state, id(ids), id(ids, 1), request),
  ],
  [
    "GET",
    "v3/orders/payment_actions/refunds",
    "store_v2_transactions",
    (state, request) => refunds.listRefunds(state, request),
  ],
  [
    "POST",
    "v3/orders/#/payment_actions/refund_quotes",
    "store_v2_transactions",
    (state, request, ids) => refunds.quoteRefund(state, id(ids), request),
  ],
  [
    "POST",
    "v3/orders/#/payment_actions/refunds",
    "store_v2_transactions",
    (state, request, ids) => refunds.createRefund(state, id(ids), request),
  ],
  ["GET", "v3/promotions", MARKETING, (state, request) => marketing.listPromotions(state, request)],
  ["GET", "v3/promotions/codes", MARKETING, (state, request) => marketing.listCodes(state, request)],
  ["GET", "v2/coupons", MARKETING, (state, request) => marketing.listCoupons(state, request)],
  ["GET", "v2/gift_certificates", MARKETING, (state, request) => marketing.listCertificates(state, request)],
  [
    "PUT",
    "v2/gift_certificates/#",
    MARKETING,
    (state, request, ids) => marketing.putCertificate(state, id(ids), request),
  ],
  ["GET", "v3/hooks", "", (state, request) => hooks.listHooks(state, request)],
  ["POST", "v3/hooks", "", (state, request) => hooks.createHook(state, request)],
  ["PUT", "v3/hooks/#", "", (state, request, ids) => hooks.putHook(state, id(ids), request)],
  ["DELETE", "v3/hooks/#", "", (state, _request, ids) => hooks.deleteHook(state, id(ids))],
];

const ROUTES: readonly Route[] = TABLE.map(([method, path, scope, run]) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll("#", "(\\d+)")}$`),
  scopes: scope === "" ? [] : [scope],
  run,
}));

/** The route of a call with the numbers in its path. */
export function routeOf(method: string, path: string): (Route & { readonly ids: readonly number[] }) | undefined {
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match) return { ...route, ids: match.slice(1).map(Number) };
  }
  return undefined;
}
