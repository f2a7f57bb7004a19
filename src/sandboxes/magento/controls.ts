/** The merchant's and the customers' side of the emulated shop. */

import { formatDecimal, money } from "../../commerce/money.ts";
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { timesQuantity } from "../../connectors/kit/sandbox/measured.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxOrder,
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { ifOffered } from "../../connectors/kit/sandbox/server.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { makeAttribute } from "./attributes.ts";
import { invoiceOrder, refundOrder, shipOrder } from "./documents.ts";
import { emptyProduct } from "./empty-product.ts";
import { holdControls, orderIn } from "./hold-controls.ts";
import { reserve, sourcesOf, stockOf } from "./inventory.ts";
import { totalsOf } from "./order-views.ts";
import {
  BUNDLES,
  cancelOrder,
  canInvoice,
  openUnits,
  physicalItemsOf,
  placeOrder,
  sentRows,
  taxOf,
  withChildren,
} from "./orders.ts";
import { owedControls } from "./owed.ts";
import { addDiscount } from "./people.ts";
import { openPriceScopes, shownPrice } from "./price-scopes.ts";
import { dropProduct } from "./products.ts";
import { routesOf } from "./routes.ts";
import { listingSample } from "./sets.ts";
import type { SourceRow, State, StoredAddress, StoredItem, StoredOrder, StoredProduct } from "./state.ts";
import { productBySku, skuKey } from "./state.ts";
import { websiteControls } from "./websites.ts";

const METHODS = { paid: "checkmo", cod: "cashondelivery", pending: "banktransfer" } as const;

export function createShop(state: State): SandboxShop {
  const decimal = (minor: bigint) => formatDecimal(money(minor, state.currency));
  const orderOf = (key: string) => orderIn(state, key);
  return {
    discountsOrders: true,
    tellsCommitted: true,
    credentials: () => credentials(state),
    installWebhooks: () => ({}),
    withdrawRight() {
      const all = routesOf(state, () => "").flatMap(({ resource }) => resource ?? []);
      for (const integration of state.integrations)
        Object.assign(integration, { resources: new Set(all.filter((one) => one !== "Magento_Sales::actions_view")) });
    },
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => dropProduct(state, Number(key)),
    ...numbersOf(state),
    priceOf: (sku) => shownPrice(known(state, sku)),
    setPrice: (sku, price) => void Object.assign(known(state, sku), { price, updatedAt: state.now() }),
    titleOf: (sku) => topOf(state, sku).name,
    setTitle(sku, title) {
      Object.assign(topOf(state, sku), { name: title, updatedAt: state.now() });
    },
    renameSku(sku, next) {
      const row = known(state, sku);
      const rows = state.sourceItems.get(skuKey(sku));
      state.sourceItems.delete(skuKey(sku));
      if (rows) state.sourceItems.set(skuKey(next), new Map([...rows].map(([at, one]) => [at, { ...one, sku: next }])));
      Object.assign(row, { sku: next, updatedAt: state.now() });
    },
    setDescription(sku, html) {
      const top = topOf(state, sku);
      top.attributes.set("description", html);
      top.updatedAt = state.now();
    },
    imagesOf: (sku) => ({
      product: topOf(state, sku).media.map(({ bytes }) => bytes),
      item: known(state, sku).media.map(({ bytes }) => bytes),
    }),
    catalog: () => [state.products, state.sourceItems],
    ...moreControls(state),
    skus: () => [...state.products.values()].filter((one) => one.typeId !== "configurable").map((one) => one.sku),
    addLocation: (name) => addSource(state, name),
    placeOrder: (input) => buy(state, input),
    cancelOrder: (key) => callOff(state, orderOf(key)),
    ...owedControls(state, orderOf),
    ...holdControls(state, orderOf),
    shipOrder: (key, lines) => ifOffered(() => shipFrom(state, orderOf(key), lines)),
    refundOrder: (key, lines) => ifOffered(() => refundLines(state, orderOf(key), lines)),
    addDiscount: (discount) => addDiscount(state, discount),
    addGiftCard: ({ code, balance }) => void state.giftCards.set(code, { id: state.id("gift_card"), balance }),
    giftCardBalance: (code) => state.giftCards.get(code)?.balance ?? "0",
    measureLine: (key, sku, quantity) => measure(state, orderOf(key), sku, quantity),
    order(key) {
      const order = state.orders.get(Number(key));
      return order && orderLook(state, order, decimal);
    },
    record(key) {
      const order = state.orders.get(Number(key));
      return order && recordOf(state, order, decimal);
    },
    orderKeys: () => [...state.orders.keys()].map(String),
  };
}

const numbersOf = (state: State) => ({
  stockOf: (sku: string) => onHand(state, sku),
  levelsOf: (sku: string) => levelsAt(state, sku),
  setStock: (sku: string, quantity: number) => setStock(state, sku, quantity),
  leaveLocation: (sku: string, location: string) => void state.sourceItems.get(skuKey(sku))?.delete(location),
});

/** The whole number, of which the first source holds what the others do not. */
function setStock(state: State, sku: string, quantity: number): void {
  const [source = "default"] = sourcesOf(state, stockOf(state));
  const rows = state.sourceItems.get(skuKey(sku)) ?? new Map<string, SourceRow>();
  const others = onHand(state, sku) - (rows.get(source)?.quantity ?? 0);
  rows.set(source, { sku, quantity: quantity - others, status: quantity > 0 ? 1 : 0 });
  state.sourceItems.set(skuKey(sku), rows);
}

function buy(state: State, input: SandboxOrderInput): string {
  for (const { sku } of input.lines)
    if (!topOf(state, sku).isInStock && topOf(state, sku).typeId === "configurable")
      throw new RangeError(`"${sku}": Product that you are trying to add is not available.`);
  const address = input.customer ? addressFor(state, input.customer) : null;
  const method = METHODS[input.payment ?? "pending"];
  // A guest's checkout asks for an address, and takes no order without.
  const email = input.customer?.email ?? "guest@example.test";
  const percent = input.discountPercent;
  const coupon = percent === undefined ? undefined : { code: "FIFTH", title: "A fifth off", percent };
  const order = placeOrder(state, { lines: input.lines, method, address, email, note: input.note, coupon });
  if (input.payment === "paid") invoiceOrder(state, order, {});
  return String(order.id);
}

function credentials(state: State): Record<string, string> {
  const [integration] = state.integrations;
  return {
    baseUrl: "https://sandbox-shop.example",
    authMode: "oauth1",
    consumerKey: integration?.consumerKey ?? "",
    consumerSecret: integration?.consumerSecret ?? "",
    accessToken: integration?.token ?? "",
    accessTokenSecret: integration?.tokenSecret ?? "",
    ...(state.hasWebsitePrices && { websiteCode: state.websites[0]?.code ?? "" }),
  };
}

function known(state: State, sku: string): StoredProduct {
  return productBySku(state, sku) ?? missing("SKU", sku);
}

/** What customers see: the family of a child, else the product itself. */
function topOf(state: State, sku: string): StoredProduct {
  const row = known(state, sku);
  return [...state.products.values()].find((one) => one.links.includes(row.id)) ?? row;
}

function levelsAt(state: State, sku: string): ReadonlyMap<string, number> {
  const rows = state.sourceItems.get(skuKey(sku));
  return new Map(sourcesOf(state, stockOf(state)).map((source) => [source, rows?.get(source)?.quantity ?? 0]));
}

const onHand = (state: State, sku: string): number =>
  [...levelsAt(state, sku).values()].reduce((sum, units) => sum + units, 0);

function addSource(state: State, name: string): string {
  const code = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  state.sources.push({ code, name, enabled: true });
  state.links.push({ stockId: stockOf(state), source: code, priority: state.links.length + 1 });
  return code;
}

type NewProduct = ReturnType<SandboxShop["addProduct"]>;

function addProduct(state: State, input: SandboxProduct): NewProduct {
  const isFamily = input.variants.some((variant) => variant.option !== undefined);
  const attribute = isFamily ? optionAttribute(state, input) : null;
  const rows = input.variants.map((variant) => {
    const label = variant.option ?? variant.sku;
    const value = attribute?.options.find((option) => option.label === label)?.value;
    const row = newRow(state, {
      sku: variant.sku,
      name: isFamily ? `${input.title} ${label}` : input.title,
      price: variant.price,
      visibility: isFamily ? 1 : 4,
      isActive: input.status !== "draft",
    });
    if (attribute && value !== undefined) row.attributes.set(attribute.code, value);
    const [source = "default"] = sourcesOf(state, stockOf(state));
    const item = { sku: variant.sku, quantity: variant.stock, status: 1 };
    // Saved with 0, a product is assigned to no source at all; a number other than 0 assigns it.
    if (variant.stock !== 0) state.sourceItems.set(skuKey(variant.sku), new Map([[source, item]]));
    return row;
  });
  const [first] = rows;
  const top = attribute ? familyOf(state, input, rows, attribute) : first;
  const category = input.category === undefined ? undefined : categoryNamed(state, input.category);
  if (top && category !== undefined) top.categories = [category];
  const variantKeys = Object.fromEntries(rows.map((row) => [row.sku, String(row.id)]));
  return { key: String(top?.id ?? ""), variantKeys };
}

interface NewRow {
  readonly sku: string;
  readonly name: string;
  readonly price: string;
  readonly visibility: number;
  readonly isActive: boolean;
}

function newRow(state: State, row: NewRow): StoredProduct {
  const product: StoredProduct = {
    ...emptyProduct(state),
    sku: row.sku,
    name: row.name,
    price: row.price,
    status: row.isActive ? 1 : 2,
    visibility: row.visibility,
    attributes: new Map([
      ["url_key", row.sku.toLowerCase()],
      ["tax_class_id", "2"],
    ]),
    isInStock: true,
  };
  state.products.set(product.id, product);
  return product;
}

function optionAttribute(state: State, { variants }: SandboxProduct) {
  const labels = [...new Set(variants.map((variant) => variant.option ?? variant.sku))];
  const attribute = state.attributes.get("option") ?? makeAttribute(state, "option", "Option", []);
  for (const label of labels)
    if (!attribute.options.some((option) => option.label === label))
      attribute.options.push({ value: String(state.id("option")), label });
  state.inDefaultSet.add(attribute.code);
  return attribute;
}

function familyOf(
  state: State,
  input: SandboxProduct,
  rows: readonly StoredProduct[],
  attribute: ReturnType<typeof optionAttribute>,
): StoredProduct {
  const sku = `${rows[0]?.sku ?? ""}-family`;
  const family = newRow(state, {
    sku,
    name: input.title,
    price: "0",
    visibility: 4,
    isActive: input.status !== "draft",
  });
  const values = rows.map((row) => Number(row.attributes.get(attribute.code)));
  family.typeId = "configurable";
  family.options = [
    {
      id: state.id("configurable_option"),
      attributeId: String(attribute.id),
      label: attribute.label,
      position: 0,
      values,
    },
  ];
  family.links = rows.map((row) => row.id);
  return family;
}

function categoryNamed(state: State, name: string): string {
  const found = [...state.categories.values()].find((one) => one.name === name);
  if (found) return String(found.id);
  const now = state.now();
  const category = { id: state.id("category"), parentId: 2, name, isActive: true, createdAt: now, updatedAt: now };
  state.categories.set(category.id, category);
  return String(category.id);
}

function addressFor(
  state: State,
  customer: { name: string; email?: string | undefined; phone?: string | undefined },
): StoredAddress {
  const { first, last } = splitName(customer.name);
  return {
    id: state.id("address"),
    firstname: first,
    lastname: last,
    company: "Analytical Engines",
    street: ["Prinsengracht 12", "2 hoog"],
    city: "Amsterdam",
    region: "Noord-Holland",
    postcode: "1015DK",
    country: "NL",
    telephone: customer.phone ?? "",
    email: customer.email ?? "",
  };
}

const moreControls = (state: State) => ({
  listingSample: (skus: readonly string[]) => listingSample(skus, state.url()),
  ...websiteControls(state),
  openPriceScopes: () => openPriceScopes(state),
  setKinds: BUNDLES,
  makeSet: (set: SandboxSet) => makeBundle(state, set),
});

/** A bundle has no number of its own. */
function makeBundle(state: State, set: SandboxSet): void {
  addProduct(state, { title: set.sku, variants: [{ sku: set.sku, price: set.price, stock: 0 }] });
  const { attributes } = Object.assign(known(state, set.sku), { typeId: "bundle" });
  attributes.set("shipment_type", set.kind === "sent separately" ? "1" : "0");
  state.sourceItems.delete(skuKey(set.sku));
  state.bundles.set(skuKey(set.sku), set);
}

/** Cancelled where the shop offers that; else all the money goes back, and what never left returns to stock. */
function callOff(state: State, order: StoredOrder): void {
  if (canInvoice(order)) {
    cancelOrder(state, order);
    return;
  }
  const items = physicalItemsOf(order);
  const returned = items.filter((item) => item.shipped === 0).flatMap((item) => withChildren(order, item));
  const rows = items.map((item) => ({ order_item_id: item.id, qty: item.invoiced - item.refunded }));
  const extension_attributes = { return_to_stock_items: returned };
  ifOffered(() => refundOrder(state, order, { items: rows, arguments: { extension_attributes } }));
}

type Lines = readonly { readonly sku: string; readonly quantity: number }[];

function shipFrom(state: State, order: StoredOrder, lines: Lines | undefined): void {
  const [source = "default"] = sourcesOf(state, stockOf(state));
  const requested = lines?.map(({ sku, quantity }) => ({ order_item_id: itemOf(state, order, sku).id, qty: quantity }));
  const args = { extension_attributes: { source_code: source } };
  shipOrder(state, order, { ...(requested ? { items: requested } : {}), arguments: args });
}

/** "Qty Uses Decimals" of the product: the row has what was measured. */
function measure(state: State, order: StoredOrder, sku: string, quantity: number): void {
  const item = itemOf(state, order, sku);
  reserve(state, item.sku, quantity - item.ordered);
  item.ordered = quantity;
  item.tax = taxOf(state, timesQuantity(item.price, quantity) - item.discount);
  order.updatedAt = state.now();
}

function itemOf(state: State, order: StoredOrder, sku: string): StoredItem {
  return (
    [...physicalItemsOf(order), ...sentRows(state, order)].find((one) => one.sku === sku) ?? missing("line of", sku)
  );
}

function refundLines(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number; readonly restock: boolean }[],
): void {
  const rows = lines.map(({ sku, quantity, restock }) => ({ item: itemOf(state, order, sku), quantity, restock }));
  const items = rows.map(({ item, quantity }) => ({ order_item_id: item.id, qty: quantity }));
  const isReturned = ({ item, restock }: (typeof rows)[number]) => restock || openUnits(item) > 0;
  const returned = rows.filter(isReturned).flatMap(({ item }) => withChildren(order, item));
  const args = { shipping_amount: 0, extension_attributes: { return_to_stock_items: returned } };
  refundOrder(state, order, { items, arguments: args });
}

function orderLook(state: State, order: StoredOrder, decimal: (minor: bigint) => string): SandboxOrder {
  const shipments = [...state.shipments.values()].filter((one) => one.orderId === order.id);
  const items = physicalItemsOf(order).filter((item) => !item.isVirtual);
  const isShipped = items.length > 0 && items.every((item) => item.shipped > 0 && openUnits(item) === 0);
  return {
    key: String(order.id),
    number: order.number,
    status: `${order.state}/${order.status}`,
    fulfilled: isShipped,
    cancelled: order.state === "canceled" || (order.state === "closed" && shipments.length === 0),
    trackingNumbers: shipments.flatMap((one) => one.tracks.map((track) => track.number)),
    total: decimal(totalsOf(order).grand),
  };
}

function recordOf(state: State, order: StoredOrder, decimal: (minor: bigint) => string): SandboxOrderRecord {
  const shipments = [...state.shipments.values()].filter((one) => one.orderId === order.id);
  const memos = [...state.creditmemos.values()].filter((one) => one.orderId === order.id);
  return {
    lines: physicalItemsOf(order).map((item) => ({
      sku: item.sku,
      quantity: item.shipped + openUnits(item),
      shipped: item.shipped,
      restocked: 0,
    })),
    parcels: shipments.map((one) => ({ trackingNumbers: one.tracks.map((track) => track.number) })),
    refunds: memos.map((memo) => ({ amount: decimal(memo.total), reason: memo.comment ?? "", isPaid: memo.isOnline })),
    notes: order.comments.flatMap((comment) => comment.text ?? []),
    shownToBuyer: order.comments.flatMap((comment) => (comment.visible ? (comment.text ?? []) : [])),
  };
}
