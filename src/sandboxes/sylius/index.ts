/** A Sylius 2.1 shop on a real HTTP port: state, JSON-LD admin API, logins. It calls nobody: there are no webhooks. */
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { orRefusal, tooManyRequests } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { createShop } from "./controls.ts";
import { logIn, requireAccess } from "./login.ts";
import { addressView, customerView, orderView, paymentMethodView, paymentView, shipmentView } from "./order-views.ts";
import {
  cancelByApi,
  listOrders,
  listPayments,
  listShipments,
  orderIn,
  orderPart,
  payByApi,
  shipByApi,
  withPayment,
  withShipment,
} from "./orders.ts";
import {
  createProduct,
  createProductTaxon,
  createTaxon,
  deleteProduct,
  deleteTaxon,
  getOption,
  listOptionValues,
  listProducts,
  listProductTaxons,
  listTaxons,
  productIn,
  taxonIn,
  updateProduct,
  updateTaxon,
} from "./products.ts";
import { hydraList, notFound, problem, resource, short } from "./replies.ts";
import type { State } from "./state.ts";
import { API, newState } from "./state.ts";
import { createVariant, deleteVariant, listVariants, storedVariant, updateVariant } from "./variants.ts";
import {
  administratorView,
  channelView,
  countryView,
  couponView,
  productView,
  promotionView,
  taxCategoryView,
  taxonView,
  taxRateView,
  variantView,
} from "./views.ts";

/** Beyond the common controls: the shop's own books, for tests that need a special shop. */
export interface SyliusSandbox extends Sandbox {
  readonly state: State;
}

type Handler = (call: { readonly request: SandboxRequest; readonly args: readonly string[] }) => SandboxReply;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

export const startSandbox = statefulSandbox({
  provider: "sylius",
  newState: ({ currency = "USD", clock }, server) =>
    newState({ currency, present: () => clock.now(), random: server.random }),
  answering(state) {
    const routes = [...catalogRoutes(state), ...orderRoutes(state), ...otherRoutes(state)];
    return (request) => answer(state, routes, request);
  },
  controls: createShop,
  // Sylius has no limits of its own; this is the proxy before it.
  throttleReply: tooManyRequests,
  onExpireTokens(state) {
    for (const token of state.tokens.values()) token.endsAt = 0;
  },
  onRevoke(state) {
    for (const admin of state.administrators) admin.enabled = false;
  },
});

function answer(state: State, routes: readonly Route[], request: SandboxRequest): SandboxReply {
  const path = request.path.startsWith(API) ? request.path.slice(API.length) : "";
  if (!state.apiEnabled || path === "") return short(404, "Not Found");
  return orRefusal(() => {
    if (path === "/admin/administrators/token" && request.method === "POST") return logIn(state, request);
    const fitting = routes.filter((route) => route.pattern.test(path));
    if (fitting.length === 0) return short(404, "Not Found");
    requireAccess(state, request);
    const route = fitting.find((one) => one.method === request.method);
    if (!route) return short(405, "Method Not Allowed");
    if (request.method === "POST" || request.method === "PUT") requireType(request);
    const args = (route.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
    return route.handle({ request, args });
  });
}

/** JSON-LD or plain JSON; the steps of state machines have rules of their own. */
function requireType({ headers }: SandboxRequest): void {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/ld+json") || type.startsWith("application/json")) return;
  throw problem(
    415,
    `The content-type "${type}" is not supported. Supported MIME types are "application/ld+json", "application/json".`,
  );
}

/** "/admin/orders/{}/cancel": each {} is an argument. */
function route(method: string, template: string, handle: Handler): Route {
  return { method, pattern: new RegExp(`^/admin/${template.replaceAll("{}", "([^/]+)")}$`), handle };
}

function catalogRoutes(state: State): Route[] {
  return [
    route("GET", "products", ({ request }) => listProducts(state, request)),
    route("POST", "products", ({ request }) => createProduct(state, request)),
    route("GET", "products/{}", ({ args: [code = ""] }) =>
      resource("Product", 200, productView(state, productIn(state, code))),
    ),
    route("PUT", "products/{}", ({ request, args: [code = ""] }) => updateProduct(state, code, request)),
    route("DELETE", "products/{}", ({ args: [code = ""] }) => deleteProduct(state, code)),
    route("GET", "product-variants", ({ request }) => listVariants(state, request)),
    route("POST", "product-variants", ({ request }) => createVariant(state, request)),
    route("GET", "product-variants/{}", ({ args: [code = ""] }) =>
      resource("ProductVariant", 200, variantView(storedVariant(state, code))),
    ),
    route("PUT", "product-variants/{}", ({ request, args: [code = ""] }) => updateVariant(state, code, request)),
    route("DELETE", "product-variants/{}", ({ args: [code = ""] }) => deleteVariant(state, code)),
    route("GET", "product-options/{}", ({ args: [code = ""] }) => getOption(state, code)),
    route("GET", "product-options/{}/values", ({ request, args: [code = ""] }) =>
      listOptionValues(state, code, request),
    ),
    route("GET", "taxons", ({ request }) => listTaxons(state, request)),
    route("POST", "taxons", ({ request }) => createTaxon(state, request)),
    route("GET", "taxons/{}", ({ args: [code = ""] }) =>
      resource("Taxon", 200, taxonView(state, taxonIn(state, code))),
    ),
    route("PUT", "taxons/{}", ({ request, args: [code = ""] }) => updateTaxon(state, code, request)),
    route("DELETE", "taxons/{}", ({ args: [code = ""] }) => deleteTaxon(state, code)),
    route("GET", "product-taxons", ({ request }) => listProductTaxons(state, request)),
    route("POST", "product-taxons", ({ request }) => createProductTaxon(state, request)),
  ];
}

function orderRoutes(state: State): Route[] {
  return [
    route("GET", "orders", ({ request }) => listOrders(state, request)),
    route("GET", "orders/{}", ({ args: [token = ""] }) =>
      resource("Order", 200, orderView(orderIn(state, token), false)),
    ),
    route("GET", "orders/{}/(payments|shipments|adjustments)", ({ request, args: [token = "", part = ""] }) =>
      orderPart(state, token, part, request),
    ),
    route("PATCH", "orders/{}/cancel", ({ args: [token = ""] }) => cancelByApi(state, token)),
    route("GET", "payments", ({ request }) => listPayments(state, request)),
    route("GET", "payments/{}", ({ args: [id = ""] }) => resource("Payment", 200, paymentView(withPayment(state, id)))),
    route("PATCH", "payments/{}/(complete|refund)", ({ args: [id = "", step = ""] }) => payByApi(state, id, step)),
    route("GET", "payment-methods/{}", ({ args: [code = ""] }) =>
      resource("PaymentMethod", 200, paymentMethodView(code)),
    ),
    route("GET", "shipments", ({ request }) => listShipments(state, request)),
    route("GET", "shipments/{}", ({ args: [id = ""] }) =>
      resource("Shipment", 200, shipmentView(withShipment(state, id))),
    ),
    route("PATCH", "shipments/{}/ship", ({ request, args: [id = ""] }) => shipByApi(state, id, request)),
  ];
}

function otherRoutes(state: State): Route[] {
  const startedAt = state.now();
  return [
    route("GET", "administrators/{}", ({ args: [id] }) => {
      const admin = state.administrators.find((one) => String(one.id) === id) ?? raise(notFound());
      return resource("Administrator", 200, administratorView(admin, startedAt));
    }),
    route("GET", "channels", ({ request }) => hydraList("Channel", request, state.channels, channelView)),
    route("GET", "tax-categories", ({ request }) => {
      const rows = state.taxCategories.map(taxCategoryView);
      return hydraList("TaxCategory", request, rows, (row) => row);
    }),
    route("GET", "tax-rates", ({ request }) =>
      hydraList("TaxRate", request, state.taxRates.map(taxRateView), (row) => row),
    ),
    route("GET", "countries", ({ request }) => {
      const rows = [...state.countries].map((country, index) => countryView(country, index));
      return hydraList("Country", request, rows, (row) => row);
    }),
    route("GET", "customers", ({ request }) =>
      hydraList("Customer", request, [...state.customers.values()], customerView),
    ),
    route("GET", "customers/{}", ({ args: [id] }) => {
      const customer = state.customers.get(Number(id)) ?? raise(notFound());
      return resource("Customer", 200, customerView(customer));
    }),
    route("GET", "addresses/{}", ({ args: [id] }) => {
      const order = [...state.orders.values()].find((one) => String(one.address.id) === id) ?? raise(notFound());
      return resource("Address", 200, addressView(order.address, true));
    }),
    route("GET", "promotions", ({ request }) => {
      const code = request.query.get("coupons.code")?.toUpperCase();
      const rows = [...state.promotions.values()].filter(
        (one) => code === undefined || one.coupons.some((coupon) => coupon.code.toUpperCase() === code),
      );
      return hydraList("Promotion", request, rows, promotionView);
    }),
    route("GET", "promotions/{}/coupons/{}", ({ args: [promotionCode = "", code = ""] }) => {
      const promotion = state.promotions.get(promotionCode);
      const coupon = promotion?.coupons.find((one) => one.code.toUpperCase() === code.toUpperCase());
      if (!promotion || !coupon) throw notFound();
      return resource("PromotionCoupon", 200, couponView(promotion, coupon));
    }),
  ];
}
