/** Every route the emulated shop has, with the resource it needs ("anonymous": none at all, null: any valid proof). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import * as attributes from "./attributes.ts";
import * as carts from "./carts.ts";
import * as categories from "./categories.ts";
import * as documents from "./documents.ts";
import * as families from "./families.ts";
import * as inventory from "./inventory.ts";
import * as media from "./media.ts";
import { creditmemoView, invoiceView, orderView, shipmentView } from "./order-views.ts";
import * as orders from "./orders.ts";
import * as people from "./people.ts";
import * as prices from "./prices.ts";
import * as products from "./products.ts";
import { bodyDoc, ok } from "./replies.ts";
import { answerSearch } from "./search.ts";
import * as settings from "./settings.ts";
import type { State, StoredCreditmemo, StoredInvoice, StoredShipment } from "./state.ts";
import { dateText } from "./state.ts";

interface Called {
  readonly request: SandboxRequest;
  readonly args: readonly string[];
  readonly view: string;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly resource: string | null;
  handle(called: Called): SandboxReply;
}

type Line = readonly [call: string, resource: string | null, handle: Route["handle"]];

/** "GET /orders/{}/comments": each {} is an argument. */
export function routesOf(state: State, url: () => string): Route[] {
  const lines = [
    ...shopLines(state, url),
    ...catalogLines(state),
    ...attributeLines(state),
    ...documentLines(state),
    ...stockLines(state),
    ...orderLines(state),
    ...otherLines(state),
  ];
  const routes = lines.map(([call, resource, handle]) => {
    const [method = "", template = ""] = call.split(" ");
    const pattern = new RegExp(`^${template.replaceAll("{}", "([^/]+)")}$`);
    return { method, pattern, resource, handle, gaps: template.split("{}").length };
  });
  // Fixed paths win over templates: /products/attributes before /products/{}.
  return routes.toSorted((a, b) => a.gaps - b.gaps);
}

const STORE = "Magento_Backend::store";

function shopLines(state: State, url: () => string): Line[] {
  return [
    ["GET /modules", null, () => ok(state.modules)],
    ["GET /store/websites", STORE, () => ok(settings.websitesView(state))],
    ["GET /store/storeViews", STORE, () => ok(settings.viewsView(state))],
    ["GET /store/storeGroups", STORE, () => ok(settings.groupsView(state))],
    ["GET /store/storeConfigs", STORE, () => ok(settings.configsView(state, url()))],
    ["GET /directory/currency", "anonymous", () => ok(settings.currencyView(state))],
  ];
}

const PRODUCTS = "Magento_Catalog::products";
const ATTRIBUTES = "Magento_Catalog::attributes_attributes";
const SETS = "Magento_Catalog::sets";
const CATEGORIES = "Magento_Catalog::categories";

function catalogLines(state: State): Line[] {
  return [
    ["GET /products", PRODUCTS, ({ request, view }) => products.listProducts(state, request, view)],
    ["POST /products", PRODUCTS, ({ request, view }) => products.saveProduct(state, request, view)],
    ["GET /products/{}", PRODUCTS, ({ args: [sku = ""], view }) => products.getProduct(state, sku, view)],
    [
      "PUT /products/{}",
      PRODUCTS,
      ({ request, args: [sku = ""], view }) => products.putProduct(state, request, sku, view),
    ],
    ["DELETE /products/{}", PRODUCTS, ({ args: [sku = ""] }) => products.deleteProduct(state, sku)],
    ["GET /products/{}/media", PRODUCTS, ({ args: [sku = ""] }) => ok(media.listMedia(state, sku))],
    ["POST /products/{}/media", PRODUCTS, ({ request, args: [sku = ""] }) => media.addMedia(state, request, sku)],
    [
      "PUT /products/{}/media/{}",
      PRODUCTS,
      ({ request, args: [sku = "", id = ""] }) => media.editMedia(state, request, sku, id),
    ],
    ["DELETE /products/{}/media/{}", PRODUCTS, ({ args: [sku = "", id = ""] }) => media.deleteMedia(state, sku, id)],
    [
      "POST /configurable-products/{}/options",
      PRODUCTS,
      ({ request, args: [sku = ""] }) => families.addOption(state, request, sku),
    ],
    [
      "POST /configurable-products/{}/child",
      PRODUCTS,
      ({ request, args: [sku = ""] }) => families.addChild(state, request, sku),
    ],
    [
      "DELETE /configurable-products/{}/children/{}",
      PRODUCTS,
      ({ args: [sku = "", child = ""] }) => families.removeChild(state, sku, child),
    ],
    ["POST /products/base-prices", PRODUCTS, ({ request }) => prices.setBasePrices(state, request)],
    ["POST /products/base-prices-information", PRODUCTS, ({ request }) => prices.readBasePrices(state, request)],
    ["POST /products/special-price", PRODUCTS, ({ request }) => prices.setSpecialPrices(state, request)],
    ["POST /products/special-price-information", PRODUCTS, ({ request }) => prices.readSpecialPrices(state, request)],
    ["POST /products/special-price-delete", PRODUCTS, ({ request }) => prices.deleteSpecialPrices(state, request)],
  ];
}

function attributeLines(state: State): Line[] {
  return [
    ["GET /products/attributes", ATTRIBUTES, ({ request }) => attributes.listAttributes(state, request)],
    ["POST /products/attributes", ATTRIBUTES, ({ request }) => attributes.createAttribute(state, request)],
    ["GET /products/attributes/{}", ATTRIBUTES, ({ args: [code = ""] }) => attributes.getAttribute(state, code)],
    ["GET /products/attributes/{}/options", ATTRIBUTES, ({ args: [code = ""] }) => attributes.getOptions(state, code)],
    [
      "POST /products/attributes/{}/options",
      ATTRIBUTES,
      ({ request, args: [code = ""] }) => attributes.addOption(state, request, code),
    ],
    ["GET /eav/attribute-sets/list", SETS, ({ request }) => attributes.listSets(state, request)],
    ["GET /products/attribute-sets/groups/list", SETS, ({ request }) => attributes.listGroups(state, request)],
    ["POST /products/attribute-sets/attributes", SETS, ({ request }) => attributes.addToSet(state, request)],
    [
      "GET /products/attribute-sets/{}/attributes",
      SETS,
      ({ request, args: [id = ""] }) => attributes.listOfSet(state, request, id),
    ],
    ["GET /categories/list", CATEGORIES, ({ request }) => categories.listCategories(state, request)],
    ["POST /categories", CATEGORIES, ({ request }) => categories.createCategory(state, request)],
    ["GET /categories/{}", CATEGORIES, ({ args: [id = ""] }) => categories.getCategory(state, id)],
    ["DELETE /categories/{}", CATEGORIES, ({ args: [id = ""] }) => categories.removeCategory(state, id)],
    ["PUT /categories/{}", CATEGORIES, ({ request, args: [id = ""] }) => categories.updateCategory(state, request, id)],
    [
      "POST /categories/{}/products",
      CATEGORIES,
      ({ request, args: [id = ""] }) => categories.assignProduct(state, request, id),
    ],
    [
      "PUT /categories/{}/move",
      CATEGORIES,
      ({ request, args: [id = ""] }) => categories.moveCategory(state, request, id),
    ],
  ];
}

const SOURCE = "Magento_InventoryApi::source";

function stockLines(state: State): Line[] {
  return [
    ["GET /inventory/sources", SOURCE, ({ request }) => inventory.listSources(state, request)],
    [
      "GET /inventory/stock-resolver/website/{}",
      "Magento_InventorySalesApi::stock",
      ({ args: [code = ""] }) => inventory.resolveStock(state, code),
    ],
    [
      "GET /inventory/stock-source-links",
      "Magento_InventoryApi::stock_source_link",
      ({ request }) => inventory.listLinks(state, request),
    ],
    ["GET /inventory/source-items", SOURCE, ({ request }) => inventory.listSourceItems(state, request)],
    ["POST /inventory/source-items", SOURCE, ({ request }) => inventory.setSourceItems(state, request)],
    [
      "GET /stockItems/lowStock/",
      "Magento_CatalogInventory::cataloginventory",
      ({ request }) => inventory.listStockItems(state, request),
    ],
    [
      "GET /inventory/export-stock-salable-qty/website/{}",
      "Magento_InventoryApi::stock",
      ({ request, args: [code = ""] }) => inventory.exportSalable(state, request, code),
    ],
    [
      "GET /inventory/get-product-salable-quantity/{}/{}",
      "Magento_InventorySalesApi::stock",
      ({ args: [sku = "", id = ""] }) => inventory.getSalable(state, sku, id),
    ],
    [
      "POST /inventory/source-selection-algorithm-result",
      "Magento_Sales::shipment",
      ({ request }) => inventory.selectSources(state, request),
    ],
    ["GET /bulk/{}/status", "Magento_Logging::system_magento_logging_bulk_operations", () => ok({})],
  ];
}

const VIEW = "Magento_Sales::actions_view";
const SHIPMENT = "Magento_Sales::shipment";

function orderLines(state: State): Line[] {
  const order = (id = "") => orders.orderIn(state, id);
  return [
    ["GET /orders", VIEW, ({ request }) => orders.listOrders(state, request)],
    ["POST /orders", "Magento_Sales::create", ({ request }) => orders.saveOrder(state, request)],
    ["GET /orders/{}", VIEW, ({ args: [id] }) => ok(orderView(order(id)))],
    ["POST /orders/{}/cancel", "Magento_Sales::cancel", ({ args: [id] }) => ok(orders.cancelOrder(state, order(id)))],
    ["POST /orders/{}/hold", "Magento_Sales::hold", ({ args: [id] }) => orders.holdOrder(state, order(id))],
    ["POST /orders/{}/unhold", "Magento_Sales::unhold", ({ args: [id] }) => orders.unholdOrder(state, order(id))],
    ["GET /orders/{}/comments", VIEW, ({ args: [id] }) => orders.listComments(order(id))],
    [
      "POST /orders/{}/comments",
      "Magento_Sales::comment",
      ({ request, args: [id] }) => orders.addComment(state, request, order(id)),
    ],
    [
      "POST /order/{}/invoice",
      "Magento_Sales::invoice",
      ({ request, args: [id] }) => ok(documents.invoiceOrder(state, order(id), bodyDoc(request))),
    ],
    [
      "POST /order/{}/ship",
      "Magento_Sales::ship",
      ({ request, args: [id] }) => ok(documents.shipOrder(state, order(id), bodyDoc(request))),
    ],
    [
      "POST /order/{}/refund",
      "Magento_Sales::creditmemo",
      ({ request, args: [id] }) => ok(documents.refundOrder(state, order(id), bodyDoc(request))),
    ],
    [
      "POST /invoice/{}/refund",
      "Magento_Sales::creditmemo",
      ({ request, args: [id = ""] }) => documents.refundInvoice(state, request, id),
    ],
  ];
}

function documentLines(state: State): Line[] {
  return [
    [
      "GET /shipments",
      SHIPMENT,
      ({ request }) => listDocuments(state, request, [...state.shipments.values()], (one) => shipmentView(state, one)),
    ],
    [
      "GET /shipment/{}",
      SHIPMENT,
      ({ args: [id = ""] }) => ok(shipmentView(state, documents.shipmentIn(state, id)) ?? {}),
    ],
    ["POST /shipment/track", SHIPMENT, ({ request }) => documents.addTrack(state, request)],
    ["DELETE /shipment/track/{}", SHIPMENT, ({ args: [id = ""] }) => documents.deleteTrack(state, id)],
    [
      "GET /invoices",
      "Magento_Sales::sales_invoice",
      ({ request }) => listDocuments(state, request, [...state.invoices.values()], (one) => invoiceView(state, one)),
    ],
    [
      "GET /creditmemos",
      "Magento_Sales::sales_creditmemo",
      ({ request }) =>
        listDocuments(state, request, [...state.creditmemos.values()], (one) => creditmemoView(state, one)),
    ],
  ];
}

function listDocuments<T extends StoredShipment | StoredInvoice | StoredCreditmemo>(
  state: State,
  request: SandboxRequest,
  rows: readonly T[],
  view: (row: T) => object | string | number | boolean | null,
): SandboxReply {
  return answerSearch(state, request, {
    rows,
    cell: (row, field) =>
      ({
        entity_id: row.id,
        order_id: row.orderId,
        created_at: dateText(row.createdAt),
        updated_at: dateText(row.createdAt),
      })[field],
    view: (row) => Object(view(row)),
    unknown: 500,
    key: "entity_id",
  });
}

function otherLines(state: State): Line[] {
  return [
    ["POST /guest-carts", "anonymous", () => carts.newCart(state)],
    [
      "POST /guest-carts/{}/items",
      "anonymous",
      ({ request, args: [mask = ""], view }) => carts.addItem(state, request, mask, view),
    ],
    [
      "PUT /guest-carts/{}/coupons/{}",
      "anonymous",
      ({ args: [mask = "", code = ""] }) => carts.applyCoupon(state, mask, code),
    ],
    [
      "POST /guest-carts/{}/shipping-information",
      "anonymous",
      ({ request, args: [mask = ""] }) => carts.setShipping(state, request, mask),
    ],
    [
      "POST /guest-carts/{}/payment-information",
      "anonymous",
      ({ request, args: [mask = ""] }) => carts.placeCart(state, request, mask),
    ],
    ["GET /customers/search", "Magento_Customer::customer", ({ request }) => people.listCustomers(state, request)],
    ["GET /coupons/search", "Magento_SalesRule::quote", ({ request }) => people.listCoupons(state, request)],
    ["GET /salesRules/search", "Magento_SalesRule::quote", ({ request }) => people.listRules(state, request)],
    ["GET /salesRules/{}", "Magento_SalesRule::quote", ({ args: [id = ""] }) => people.getRule(state, id)],
    [
      "GET /carts/guest-carts/{}/checkGiftCard/{}",
      "anonymous",
      ({ args: [mask = "", code = ""] }) => people.checkGiftCard(state, mask, code),
    ],
    [
      "GET /giftcardaccounts/code/{}",
      "Magento_GiftCardAccount::customer_giftcardaccount",
      ({ args: [code = ""] }) => people.getGiftCard(state, code),
    ],
  ];
}

/** True for a call of a route the emulated shop has. */
export function isEmulated(routes: readonly Route[], method: string, path: string): boolean {
  const below = /^\/rest\/[A-Za-z0-9_]+\/V1(\/.*)$/.exec(path)?.[1];
  return below !== undefined && routes.some((one) => one.method === method && one.pattern.test(below));
}
