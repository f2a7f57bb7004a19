/** The routes of the Admin API: which act or list each of them is. A route that is not here is answered with a page. */
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { numberOf } from "./amounts.ts";
import * as catalog from "./catalog.ts";
import * as categories from "./categories.ts";
import * as drafts from "./drafts.ts";
import { pick, type Shape } from "./fields.ts";
import { addLevel, batchLevels } from "./levels.ts";
import { listOf } from "./lists.ts";
import * as acts from "./order-acts.ts";
import {
  ALWAYS,
  collectionView,
  customerView,
  HIDDEN,
  openCollectionView,
  orderView,
  paymentView,
  returnView,
} from "./order-view.ts";
import * as returns from "./returns.ts";
import {
  assertAllowed,
  notFound,
  REGION,
  requiredRow,
  SHIPPING_PROFILE,
  type State,
  type StoredOrder,
} from "./state.ts";

type Ids = readonly string[];
type Act = (call: { readonly state: State; readonly ids: Ids; readonly request: SandboxRequest }) => object;

const ORDER: Shape = { hidden: HIDDEN, always: ALWAYS };
const fieldsOf = ({ query }: SandboxRequest) => query.get("fields");

/** The validated body; what a route takes is checked where it acts. */
const bodyOf = <T>(request: SandboxRequest): T => (request.json() ?? {}) as T;

const notify = (state: State, order: StoredOrder, request: SandboxRequest) => ({
  order: pick(orderView(state, order), fieldsOf(request), ORDER),
});

/** An act on an order, answered with the order. */
const onOrder =
  (act: (state: State, order: StoredOrder, ids: Ids, request: SandboxRequest) => unknown): Act =>
  ({ state, ids, request }) => {
    const order = acts.orderOf(state, ids[0] ?? "");
    act(state, order, ids, request);
    return notify(state, order, request);
  };

const productOf = (state: State, id: string) => requiredRow(state.products.get(id), "Product not found");

const reportedProduct = (state: State, id: string, request: SandboxRequest) => ({
  product: pick(catalog.productView(state, productOf(state, id)), fieldsOf(request)),
});

/** A step of a return, answered with a preview of its order. */
const onReturn =
  (act: (state: State, one: ReturnType<typeof returns.returnOf>, request: SandboxRequest) => void): Act =>
  ({ state, ids, request }) => {
    const one = returns.returnOf(state, ids[0] ?? "");
    act(state, one, request);
    return { order_preview: { id: one.orderId }, return: returnView(one) };
  };

const itemsIn = (request: SandboxRequest) => bodyOf<{ items: { id: string; quantity: number }[] }>(request).items;

const ROUTES: Readonly<Record<string, Act>> = {
  "GET /admin/stores": ({ state, request }) =>
    listOf(
      [
        {
          id: "store_1",
          name: "Sandbox shop",
          default_sales_channel_id: state.channels[0]?.id ?? null,
          supported_currencies: [
            { id: "stocur_1", currency_code: state.currency, is_default: true },
            { id: "stocur_2", currency_code: "usd", is_default: false },
          ],
        },
      ],
      request.query,
      { name: "stores", always: ["*supported_currencies"] },
    ),
  "GET /admin/sales-channels": ({ state, request }) =>
    listOf(
      state.channels.map((one) => ({ ...one, description: null, is_disabled: false })),
      request.query,
      { name: "sales_channels" },
    ),
  "GET /admin/regions": ({ state, request }) =>
    listOf(
      [
        {
          id: REGION,
          name: "Europe",
          currency_code: state.currency,
          automatic_taxes: true,
          countries: drafts.countries(),
        },
      ],
      request.query,
      { name: "regions" },
    ),
  "GET /admin/stock-locations": ({ state, request }) =>
    listOf(
      state.locations.map(({ id, name, channelIds }) => ({
        id,
        name,
        sales_channels: state.channels.filter((one) => channelIds.includes(one.id)),
      })),
      request.query,
      { name: "stock_locations" },
    ),
  "GET /admin/shipping-profiles": ({ request }) =>
    listOf([{ id: SHIPPING_PROFILE, name: "Default", type: "default" }], request.query, { name: "shipping_profiles" }),
  "GET /admin/price-preferences": ({ state, request }) =>
    listOf(
      [{ id: "prpref_1", attribute: "currency_code", value: state.currency, is_tax_inclusive: state.taxInclusive }],
      request.query,
      { name: "price_preferences" },
    ),
  // It looks for a user with the key's id.
  "GET /admin/users/me": () => {
    throw notFound("User with id: apk_01SANDB0X00000000000000001 was not found");
  },

  "GET /admin/orders": ({ state, request }) =>
    listOf(
      [...state.orders.values()].filter(({ isDraft }) => !isDraft).map((order) => orderView(state, order)),
      request.query,
      { name: "orders", limit: 15, filters: ["sales_channel_id", "status", "customer_id", "region_id"], ...ORDER },
    ),
  "GET /admin/orders/:": ({ state, ids, request }) => notify(state, acts.orderOf(state, ids[0] ?? ""), request),
  "GET /admin/draft-orders": ({ state, request }) =>
    listOf(
      [...state.orders.values()].filter(({ isDraft }) => isDraft).map((order) => orderView(state, order)),
      request.query,
      { name: "draft_orders", limit: 50, filters: ["sales_channel_id", "customer_id", "region_id"], ...ORDER },
    ),
  "POST /admin/draft-orders": ({ state, request }) => ({
    draft_order: notify(state, drafts.createDraft(state, bodyOf(request)), request).order,
  }),
  "DELETE /admin/draft-orders/:": ({ state, ids }) => {
    drafts.deleteDraft(state, ids[0] ?? "");
    return { id: ids[0] ?? "", object: "draft-order", deleted: true };
  },
  "POST /admin/draft-orders/:/convert-to-order": ({ state, ids, request }) =>
    notify(state, drafts.convertDraft(state, ids[0] ?? ""), request),
  "POST /admin/payment-collections": ({ state, request }) => ({
    payment_collection: openCollectionView(state, drafts.openCollection(state, bodyOf(request))),
  }),
  "POST /admin/payment-collections/:/mark-as-paid": ({ state, ids, request }) => {
    const order = drafts.markPaid(state, ids[0] ?? "", bodyOf<{ order_id: string }>(request).order_id);
    return { payment_collection: collectionView(state, order, ids[0] ?? "") };
  },
  "GET /admin/shipping-options": ({ state, request }) =>
    listOf(drafts.shippingOptions(state, request.query), request.query, { name: "shipping_options" }),
  "POST /admin/orders/:/cancel": onOrder((state, order) => acts.cancel(state, order)),
  "POST /admin/orders/:/complete": onOrder((state, order) => acts.complete(state, order)),
  "POST /admin/orders/:/fulfillments": onOrder((state, order, _ids, request) =>
    acts.fulfil(state, order, bodyOf(request)),
  ),
  "POST /admin/orders/:/fulfillments/:/shipments": onOrder((state, order, ids, request) =>
    acts.ship(state, order, ids[1] ?? "", bodyOf(request)),
  ),
  "POST /admin/orders/:/fulfillments/:/mark-as-delivered": onOrder((state, order, ids) =>
    acts.deliver(state, order, ids[1] ?? ""),
  ),
  "POST /admin/orders/:/fulfillments/:/cancel": onOrder((state, order, ids) =>
    acts.withdraw(state, order, ids[1] ?? ""),
  ),

  "GET /admin/payments": ({ state, request }) =>
    listOf(
      [...state.orders.values()].flatMap((order) =>
        order.payments.map((payment) => paymentView(state, payment, order)),
      ),
      request.query,
      // Without being asked it tells no times.
      { name: "payments", hidden: ["created_at", "updated_at", "provider_id", "canceled_at"] },
    ),
  "POST /admin/payments/:/capture": ({ state, ids, request }) => {
    const body = bodyOf<{ amount?: number }>(request);
    assertAllowed(body, ["amount"]);
    return { payment: paymentView(state, acts.capture(state, ids[0] ?? "", body.amount)) };
  },
  "POST /admin/payments/:/refund": ({ state, ids, request }) => {
    const body = bodyOf<{ amount?: number; note?: string }>(request);
    assertAllowed(body, ["amount", "note", "refund_reason_id"]);
    return { payment: paymentView(state, acts.refund(state, ids[0] ?? "", body.amount, body.note ?? null)) };
  },

  "GET /admin/returns": ({ state, request }) =>
    listOf([...state.returns.values()].map(returnView), request.query, {
      name: "returns",
      filters: ["order_id", "status"],
    }),
  "POST /admin/returns": ({ state, request }) => {
    const made = returns.createReturn(state, bodyOf(request));
    return { order: { id: made.orderId }, return: returnView(made) };
  },
  "POST /admin/returns/:/request-items": onReturn((state, one, request) =>
    returns.requestItems(state, one, itemsIn(request)),
  ),
  "POST /admin/returns/:/request": onReturn(returns.request),
  "DELETE /admin/returns/:/request": onReturn((state, one) => returns.discard(state, one, "request")),
  "POST /admin/returns/:/receive": onReturn(returns.beginReceiving),
  "DELETE /admin/returns/:/receive": onReturn((state, one) => returns.discard(state, one, "receive")),
  "POST /admin/returns/:/receive-items": onReturn((state, one, request) =>
    returns.receiveItems(state, one, itemsIn(request)),
  ),
  "POST /admin/returns/:/receive/confirm": onReturn(returns.confirmReceived),

  "GET /admin/products": ({ state, request }) =>
    listOf(
      [...state.products.values()].map((product) => catalog.productView(state, product)),
      request.query,
      { name: "products", limit: 50, filters: ["handle", "external_id", "status"] },
    ),
  "GET /admin/products/:": ({ state, ids, request }) => reportedProduct(state, ids[0] ?? "", request),
  "POST /admin/products": ({ state, request }) =>
    reportedProduct(state, catalog.createProduct(state, bodyOf(request)).id, request),
  "POST /admin/products/:": ({ state, ids, request }) => {
    catalog.updateProduct(state, productOf(state, ids[0] ?? ""), bodyOf(request));
    return reportedProduct(state, ids[0] ?? "", request);
  },
  "DELETE /admin/products/:": ({ state, ids }) => {
    catalog.dropProduct(state, productOf(state, ids[0] ?? ""));
    return { id: ids[0] ?? "", object: "product", deleted: true };
  },
  "POST /admin/products/:/variants/batch": ({ state, ids, request }) => {
    const { created, updated } = catalog.batchVariants(state, productOf(state, ids[0] ?? ""), bodyOf(request));
    const told = (rows: typeof created) => rows.map((one) => pick(catalog.variantView(state, one), fieldsOf(request)));
    return { created: told(created), updated: told(updated), deleted: { ids: [], object: "variant", deleted: true } };
  },
  "POST /admin/products/:/options/batch": ({ state, ids, request }) => {
    catalog.batchOptions(state, productOf(state, ids[0] ?? ""), bodyOf(request));
    return reportedProduct(state, ids[0] ?? "", request);
  },
  "POST /admin/products/:/variants/:/inventory-items": ({ state, ids, request }) => {
    const { inventory_item_id: itemId, required_quantity: required } = bodyOf<{
      inventory_item_id: string;
      required_quantity: number;
    }>(request);
    const variant = requiredRow(state.variants.get(ids[1] ?? ""), `Variant with id: ${ids[1]} was not found`);
    requiredRow(state.items.get(itemId), `InventoryItem with id: ${itemId} was not found`);
    catalog.linkItem(state, variant, { itemId, required });
    return { variant: catalog.variantView(state, variant) };
  },
  "GET /admin/product-variants": ({ state, request }) =>
    listOf(
      [...state.variants.values()].map((variant) => catalog.variantView(state, variant)),
      request.query,
      { name: "variants", limit: 50, filters: ["sku", "ean", "upc", "barcode", "manage_inventory"] },
    ),
  "POST /admin/inventory-items": ({ state, request }) => {
    const body = bodyOf<{ sku?: string; location_levels?: { location_id: string; stocked_quantity: number }[] }>(
      request,
    );
    const id = state.id("iitem");
    state.items.set(id, { id, sku: body.sku ?? null, owners: new Set(), levels: [] });
    for (const level of body.location_levels ?? []) addLevel(state, id, level.location_id, level.stocked_quantity);
    return { inventory_item: { id, sku: body.sku ?? null } };
  },
  "POST /admin/inventory-items/location-levels/batch": ({ state, request }) => batchLevels(state, bodyOf(request)),

  "GET /admin/product-categories": ({ state, request }) =>
    listOf(
      [...state.categories.keys()].map((id) => categories.categoryView(state, id)),
      request.query,
      {
        name: "product_categories",
        limit: 50,
        filters: ["handle", "parent_category_id"],
      },
    ),
  "POST /admin/product-categories": ({ state, request }) => ({
    product_category: categories.categoryView(state, categories.createCategory(state, bodyOf(request))),
  }),
  "POST /admin/product-categories/:": ({ state, ids, request }) => {
    categories.updateCategory(state, ids[0] ?? "", bodyOf(request));
    return { product_category: categories.categoryView(state, ids[0] ?? "") };
  },
  "DELETE /admin/product-categories/:": ({ state, ids }) => {
    categories.dropCategory(state, ids[0] ?? "");
    return { id: ids[0] ?? "", object: "product_category", deleted: true };
  },

  "GET /admin/customers": ({ state, request }) =>
    listOf([...state.customers.values()].map(customerView), request.query, {
      name: "customers",
      limit: 50,
      filters: ["email", "has_account"],
    }),
  "POST /admin/customers/:": ({ state, ids, request }) => {
    const customer = requiredRow(state.customers.get(ids[0] ?? ""), `Customer with id: ${ids[0]} was not found`);
    const body = bodyOf<{ first_name?: string; last_name?: string; phone?: string }>(request);
    if (body.first_name !== undefined) customer.firstName = body.first_name;
    if (body.last_name !== undefined) customer.lastName = body.last_name;
    if (body.phone !== undefined) customer.phone = body.phone;
    return { customer: customerView(customer) };
  },

  "GET /admin/promotions": ({ state, request }) =>
    listOf(
      state.promotions.map(({ id, code, kind, value, least, endsAt }) => ({
        id,
        code,
        status: "active",
        type: "standard",
        limit: null,
        used: 0,
        is_automatic: false,
        application_method: {
          id: `proappmet_${id}`,
          type: kind,
          value: numberOf(value),
          currency_code: kind === "fixed" ? state.currency : null,
          target_type: "order",
          allocation: null,
          target_rules: [],
        },
        rules:
          least === null
            ? []
            : [{ id: `prorul_${id}`, attribute: "item_total", operator: "gte", values: [{ value: least }] }],
        campaign: endsAt === null ? null : { id: `procamp_${id}`, starts_at: null, ends_at: endsAt, budget: null },
      })),
      request.query,
      { name: "promotions", limit: 50, filters: ["code"], strict: true },
    ),
};

const PATTERNS = Object.entries(ROUTES).map(([route, act]) => {
  const [method = "", path = ""] = route.split(" ");
  return { method, act, parts: path.split("/") };
});

/** Null: no such route. Fixed names win over ids. */
export function routed(state: State, request: SandboxRequest): object | null {
  const parts = request.path.split("/");
  const fitting = PATTERNS.filter(
    (route) =>
      route.method === request.method &&
      route.parts.length === parts.length &&
      route.parts.every((part, index) => part === ":" || part === parts[index]),
  );
  const [best] = fitting.toSorted((a, b) => count(a.parts) - count(b.parts));
  if (!best) return null;
  const ids = parts.filter((_part, index) => best.parts[index] === ":").map(decodeURIComponent);
  return best.act({ state, ids, request });
}

const count = (parts: readonly string[]): number => parts.filter((part) => part === ":").length;
