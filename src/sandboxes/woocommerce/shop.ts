/** The controls of the emulated shop: its merchant in the admin and its customers at the till. */
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { fieldSwitch } from "../../connectors/kit/sandbox/field-switch.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxOrder,
  SandboxOrderInput,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { addCoupon } from "./coupons.ts";
import { minorText, shownMinor } from "./decimals.ts";
import { orderControls, ownParcelNumbers } from "./order-controls.ts";
import { applyLines, calculate } from "./order-lines.ts";
import { completePayment, setStatus } from "./order-status.ts";
import { blankOrder, orderTotal } from "./orders.ts";
import { currentPrice } from "./product-view.ts";
import { applyProduct, blankProduct, bySku } from "./product-write.ts";
import type { Order, Product, Shop } from "./state.ts";
import { decimalsOf, dropProduct, nextId, saveProduct, slugify } from "./state.ts";
import { adjustLine, countOnParent, reservedUnits, reserveStock, setStock, stockHolder, touch } from "./stock.ts";
import { orderChangedAt } from "./time.ts";

const ADDRESS = {
  company: "Analytical Engines",
  address_1: "Voorbeeldweg 12",
  address_2: "Flat 5",
  city: "Utrecht",
  state: "UT",
  postcode: "3511 AA",
  country: "NL",
};

function need(shop: Shop, sku: string): Product {
  return bySku(shop, sku) ?? missing("SKU", sku);
}

function orderOf(shop: Shop, key: string): Order {
  return shop.orders.get(Number(key)) ?? missing("order", key);
}

/** As the admin's form stores characters that mean something in HTML. */
function encoded(name: string): string {
  return name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function save(shop: Shop, product: Product, topic: "product.created" | "product.updated"): void {
  saveProduct(shop, product);
  touch(shop, product);
  shop.emit(topic, product.id);
}

function category(shop: Shop, name: string): number {
  const existing = [...shop.terms.values()].find((term) => term.taxonomy === "product_cat" && term.name === name);
  if (existing) return existing.id;
  const id = nextId(shop, "term");
  shop.terms.set(id, {
    id,
    taxonomy: "product_cat",
    name,
    slug: slugify(name),
    parent: 0,
    description: "",
    fields: {},
  });
  return id;
}

function addProduct(shop: Shop, given: SandboxProduct): { key: string; variantKeys: Record<string, string> } {
  const only = given.variants.length === 1 && given.variants[0]?.option === undefined ? given.variants[0] : undefined;
  const parent = blankProduct(shop, 0);
  const status = given.status === "draft" ? "draft" : "publish";
  const stockOf = (variant: SandboxProduct["variants"][number]) => ({
    sku: variant.sku,
    regular_price: variant.price,
    manage_stock: true,
    stock_quantity: variant.stock,
    ...(variant.barcode ? { global_unique_id: variant.barcode } : {}),
  });
  const options = given.variants.map((variant, index) => variant.option ?? `Option ${index + 1}`);
  applyProduct(shop, parent, {
    name: encoded(given.title),
    status,
    ...(given.category ? { categories: [{ id: category(shop, given.category) }] } : {}),
    ...(only
      ? stockOf(only)
      : { type: "variable", attributes: [{ name: "Option", variation: true, visible: true, options }] }),
  });
  parent.id = nextId(shop, "post");
  parent.slug = slugify(parent.name);
  save(shop, parent, "product.created");
  if (only) return { key: String(parent.id), variantKeys: { [only.sku]: String(parent.id) } };
  const variantKeys: Record<string, string> = {};
  for (const [index, variant] of given.variants.entries()) {
    const child = blankProduct(shop, parent.id);
    applyProduct(shop, child, {
      ...stockOf(variant),
      status,
      attributes: [{ name: "Option", option: options[index] }],
    });
    child.id = nextId(shop, "post");
    save(shop, child, "product.created");
    variantKeys[variant.sku] = String(child.id);
  }
  return { key: String(parent.id), variantKeys };
}

/** The REST fields of woocommerce.com's Product Bundles and Composite Products. */
const SET_KINDS = [
  { name: "bundled_by", takes: "parts" },
  { name: "composite_parent", takes: "parts", untold: "the buyer chooses what is in a composite" },
] as const;

/** The set itself is not counted: its parts are. */
function makeSet(shop: Shop, { kind, sku, price, parts }: SandboxSet): void {
  const { key } = addProduct(shop, { title: sku, variants: [{ sku, price, stock: 0 }] });
  const product = need(shop, sku);
  product.manageStock = false;
  shop.sets.set(Number(key), { field: kind, parts });
}

function person(customer: SandboxOrderInput["customer"]): Record<string, string> {
  const { first, last } = splitName(customer?.name ?? "Anna de Vries");
  return {
    ...ADDRESS,
    first_name: first,
    last_name: last,
    email: customer?.email ?? "",
    phone: customer?.phone ?? "",
  };
}

/** What orders of the shop can have. */
const TOLD = { discountsOrders: true, attributesOrders: true } as const;

function placeOrder(shop: Shop, input: SandboxOrderInput): string {
  const order = blankOrder(shop);
  const billing = person(input.customer);
  const { email: _email, ...shipping } = billing;
  order.billing = { ...order.billing, ...billing };
  order.shipping = { ...order.shipping, ...shipping };
  const payment = input.payment ?? "paid";
  order.fields["payment_method"] = payment === "cod" ? "cod" : payment === "paid" ? "stripe" : "bacs";
  order.fields["payment_method_title"] =
    payment === "cod" ? "Cash on delivery" : payment === "paid" ? "Card" : "Direct bank transfer";
  order.fields["customer_note"] = input.note ?? "";
  order.fields["created_via"] = "checkout";
  const came = { source_type: "utm", ...input.attribution };
  for (const [name, value] of input.attribution ? Object.entries(came) : ([["source_type", "typein"]] as const)) {
    const key = `_wc_order_attribution_${name === "source_type" ? name : `utm_${name}`}`;
    order.meta.push({ id: nextId(shop, "meta"), key, value });
  }
  for (const line of input.lines) need(shop, line.sku);
  applyLines(shop, order, {
    line_items: input.lines.map((line) => ({ sku: line.sku, quantity: line.quantity })),
    shipping_lines: [
      { method_id: "flat_rate", method_title: "Flat rate", total: decimalsOf(shop) === 0 ? "5" : "4.95" },
    ],
  });
  const percent = BigInt(input.discountPercent ?? 0);
  for (const line of order.lines) if (line.kind === "line_item") line.total -= (line.total * percent) / 100n;
  calculate(shop, order);
  order.id = nextId(shop, "post");
  shop.orders.set(order.id, order);
  shop.emit("order.created", order.id);
  shop.emit("order.updated", order.id);
  reserveStock(shop, order);
  if (payment === "paid") completePayment(shop, order);
  else setStatus(shop, order, payment === "cod" ? "processing" : "pending");
  return String(order.id);
}

function trackingNumbers(order: Order): string[] {
  const fromCore = order.fulfilments.flatMap((one) =>
    one.meta.filter((meta) => meta.key === "_tracking_number").map((meta) => String(meta.value)),
  );
  const fromPlugin = order.trackings.map((one) => String(one["tracking_number"]));
  const own = ownParcelNumbers(order).flat();
  return [...new Set([...fromCore.flatMap((text) => text.split(/,\s*/)), ...fromPlugin, ...own])];
}

function describeOrder(shop: Shop, order: Order): SandboxOrder {
  const decimals = decimalsOf(shop);
  const isPacked = order.meta.some((meta) => meta.key === "_fulfillment_status" && meta.value === "fulfilled");
  return {
    key: String(order.id),
    number: String(order.id),
    status: order.status,
    fulfilled: order.status === "completed" || isPacked,
    cancelled: order.status === "cancelled",
    trackingNumbers: trackingNumbers(order),
    total: minorText(shownMinor(orderTotal(order)), decimals),
  };
}

function change(shop: Shop, sku: string, body: Record<string, unknown>): void {
  const product = need(shop, sku);
  applyProduct(shop, product, body);
  save(shop, product, "product.updated");
}

function editOrder(shop: Shop, key: string, sku: string, quantity: number): void {
  const order = orderOf(shop, key);
  const product = need(shop, sku);
  const line = order.lines.find((one) => one.kind === "line_item" && (one.variationId || one.productId) === product.id);
  if (!line) {
    addLine(shop, order, { sku, quantity });
    return;
  }
  const per = line.quantity === 0 ? 0n : line.total / BigInt(line.quantity);
  adjustLine(shop, order, line, quantity);
  if (quantity === 0) order.lines.splice(order.lines.indexOf(line), 1);
  Object.assign(line, { quantity, total: per * BigInt(quantity), subtotal: per * BigInt(quantity) });
  calculate(shop, order);
  byHand(shop, order);
  shop.emit("order.updated", order.id);
}

function addLine(shop: Shop, order: Order, line: { readonly sku: string; readonly quantity: number }): void {
  applyLines(shop, order, { line_items: [line] });
  calculate(shop, order);
  byHand(shop, order);
  shop.emit("order.updated", order.id);
}

function byHand(shop: Shop, order: Order): void {
  order.modified = orderChangedAt(shop.zone, shop.clock.now());
}

/** The seller's and customers' side of the shop, for demo, conformance and bench. */
function removeProduct(shop: Shop, id: string): void {
  const product = shop.products.get(Number(id));
  if (!product) return;
  dropProduct(shop, product);
  shop.emit("product.deleted", product.id);
}

const numbersOf = (shop: Shop) => ({
  setKinds: SET_KINDS,
  makeSet: (set: SandboxSet) => makeSet(shop, set),
  stockOf: (sku: string) => stockHolder(shop, need(shop, sku))?.stock ?? 0,
  counting: (sku: string) => fieldSwitch(need(shop, sku), "manageStock", { on: true, off: false }),
  shareStock: (sku: string, quantity: number) => countOnParent(shop, need(shop, sku), quantity),
  keptAside: (sku: string) => reservedUnits(shop, need(shop, sku)),
});

export function shopControls(shop: Shop): SandboxShop {
  const key = shop.keys[0];
  return {
    credentials: () => ({ siteUrl: shop.url, consumerKey: key?.key ?? "", consumerSecret: key?.secret ?? "" }),
    installWebhooks: () => ({}),
    // After more than five failures in a row (sheet, section 6).
    loseWebhooks() {
      for (const webhook of shop.webhooks.values()) webhook.status = "disabled";
    },
    addProduct: (product) => addProduct(shop, product),
    addDiscount: (discount) => addCoupon(shop, discount),
    removeProduct: (id) => removeProduct(shop, id),
    ...numbersOf(shop),
    setStock: (sku, quantity) => {
      const product = need(shop, sku);
      setStock(shop, product, quantity);
      shop.emit("product.updated", product.id);
    },
    priceOf: (sku) => currentPrice(shop, need(shop, sku)),
    setPrice: (sku, price) => change(shop, sku, { regular_price: price, sale_price: "" }),
    titleOf: (sku) => {
      const product = need(shop, sku);
      return (shop.products.get(product.parentId) ?? product).name
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&");
    },
    setTitle: (sku, title) => {
      const product = need(shop, sku);
      const owner = shop.products.get(product.parentId) ?? product;
      applyProduct(shop, owner, { name: encoded(title) });
      save(shop, owner, "product.updated");
    },
    renameSku: (sku, next) => {
      change(shop, sku, { sku: next });
      shop.skus.delete(sku.toLowerCase());
    },
    setDescription: (sku, html) => {
      const product = need(shop, sku);
      const owner = shop.products.get(product.parentId) ?? product;
      applyProduct(shop, owner, { description: html });
      save(shop, owner, "product.updated");
    },
    imagesOf: (sku) => {
      const product = need(shop, sku);
      const owner = shop.products.get(product.parentId) ?? product;
      return { product: owner.images.map(({ src }) => src), item: product.images.map(({ src }) => src) };
    },
    catalog: () => shop.products,
    skus: () =>
      [...shop.products.values()]
        .filter((one) => one.sku !== "" && one.type !== "variable" && one.status !== "trash")
        .map((one) => one.sku),
    ...TOLD,
    placeOrder: (order) => placeOrder(shop, order),
    cancelOrder: (id) => {
      const order = orderOf(shop, id);
      setStatus(shop, order, "cancelled");
      byHand(shop, order);
      shop.emit("order.updated", order.id);
    },
    editOrder: (id, sku, quantity) => editOrder(shop, id, sku, quantity),
    cancelLine: (id, sku) => editOrder(shop, id, sku, 0),
    ...orderControls(shop, (order) => {
      byHand(shop, order);
      shop.emit("order.updated", order.id);
    }),
    order: (id) => {
      const order = shop.orders.get(Number(id));
      return order ? describeOrder(shop, order) : undefined;
    },
    // A draft of the checkout is no order yet.
    orderKeys: () =>
      [...shop.orders.values()].flatMap(({ id, status }) => (status === "checkout-draft" ? [] : [String(id)])),
  };
}
