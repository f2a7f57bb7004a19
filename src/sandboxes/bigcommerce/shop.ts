/** The merchant's and the customers' side of the emulated store. */
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { fieldSwitch } from "../../connectors/kit/sandbox/field-switch.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  ProductControls,
  SandboxDiscount,
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { changed as productChanged, removeProduct } from "./catalog.ts";
import { newProduct, newVariant } from "./catalog-write.ts";
import { notifyStock } from "./inventory.ts";
import { bookRefund, changed, editLine, moveTo, type NewLine, placeOrder, setStatus, shipLines } from "./order-life.ts";
import { refundedOf, STATUS_NAMES, totalOf } from "./order-view.ts";
import { personOf } from "./orders.ts";
import { openPriceScopes } from "./price-lists.ts";
import type { Order, Product, State, Variant } from "./state.ts";
import { amountOf, DEFAULT_LOCATION, findSku, fourDecimals, poolOf, unitsOf } from "./state.ts";

/** What a buyer pays for shipping. */
const SHIPPING = "4";

/** Decimals of the currency, as people write amounts. */
function decimalText(state: State, amount: bigint): string {
  const locations = new Intl.NumberFormat("en", { style: "currency", currency: state.currency }).resolvedOptions()
    .maximumFractionDigits;
  const text = fourDecimals(amount);
  return locations === undefined || locations === 0 ? text.slice(0, -5) : text.slice(0, text.length - 4 + locations);
}

function itemOf(state: State, sku: string): { readonly product: Product; readonly variant: Variant } {
  return findSku(state, sku) ?? missing("SKU", sku);
}

function orderOf(state: State, key: string): Order {
  return state.orders.get(Number(key)) ?? missing("order", key);
}

export function createShop(state: State): SandboxShop {
  return {
    discountsOrders: true,
    ...catalogControls(state),
    ...orderControls(state),
    ...afterControls(state),
    ...marketingControls(state),
    setKinds: PICK_LISTS,
    makeSet: (set: SandboxSet) => makeSet(state, set),
  };
}

/** A product with pick lists: it keeps its own number, and each list takes one of what is chosen in it. */
const PICK_LISTS = [
  { name: "pick lists", takes: "both", sendsParts: true, untold: "the buyer chooses what is in a pick list" },
] as const;

/** More of it than of any of its parts, so that these end first. */
const SET_STOCK = 500;

function makeSet(state: State, { sku, price, parts }: SandboxSet): void {
  addProduct(state, { title: sku, variants: [{ sku, price, stock: SET_STOCK }] });
  const { product } = itemOf(state, sku);
  for (const part of parts)
    for (let list = 0; list < part.quantity; list += 1) product.picks.push(itemOf(state, part.sku));
}

type CatalogControls = ProductControls &
  Pick<
    SandboxShop,
    "credentials" | "installWebhooks" | "published" | "addLocation" | "withdrawRight" | "loseWebhooks" | "counting"
  >;

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const product = newProduct(state, input.title);
  product.visible = input.status !== "draft";
  const isSimple = input.variants.length === 1 && input.variants[0]?.option === undefined;
  product.tracking = isSimple ? "product" : "variant";
  if (input.category !== undefined) product.categories = [categoryId(state, input.category)];
  for (const one of input.variants) {
    const variant = newVariant(state, product, one.sku, isSimple ? [] : [["Size", one.option ?? one.sku]]);
    variant.upc = one.barcode ?? "";
    if (isSimple) [product.sku, product.upc, product.price] = [one.sku, one.barcode ?? "", amountOf(one.price)];
    else variant.price = amountOf(one.price);
    poolOf(product, variant)?.set(DEFAULT_LOCATION, one.stock);
  }
  if (!isSimple) product.price = product.variants[0]?.price ?? 0n;
  state.products.set(product.id, product);
  state.emit("store/product/created", { type: "product", id: product.id });
  const variantKeys = Object.fromEntries(product.variants.map(({ sku, id }) => [sku, String(id)]));
  return { key: String(product.id), variantKeys };
}

function categoryId(state: State, name: string): number {
  const existing = [...state.categories.values()].find((one) => one.name === name);
  const category = existing ?? { id: state.nextId(), name, parentId: 0 };
  state.categories.set(category.id, category);
  return category.id;
}

function unitsAt(state: State, sku: string): number {
  const { product, variant } = itemOf(state, sku);
  return unitsOf(poolOf(product, variant));
}

function numbersOf(state: State): Pick<SandboxShop, "stockOf" | "levelsOf"> {
  return {
    stockOf: (sku) => unitsAt(state, sku),
    levelsOf(sku) {
      const { product, variant } = itemOf(state, sku);
      return new Map([...(poolOf(product, variant) ?? [])].map(([id, units]) => [String(id), units]));
    },
  };
}

function catalogControls(state: State): CatalogControls {
  return {
    credentials: () => ({
      storeHash: `https://api.bigcommerce.com/stores/${state.hash}/v3/`,
      accessToken: state.token,
    }),
    installWebhooks: () => ({}),
    // Of a store on the Standard plan (sheet, section 3).
    published: { calls: 150, perMs: 30_000 },
    addLocation(name) {
      const id = Math.max(...state.locations.map((one) => one.id)) + 1;
      state.locations.push({ id, label: name, enabled: true });
      return String(id);
    },
    withdrawRight: () => void state.denied.add("store_v2_orders"),
    // After two days of failures (sheet, section 6).
    loseWebhooks() {
      for (const hook of state.hooks.values()) hook.active = false;
    },
    addProduct: (input) => addProduct(state, input),
    removeProduct: (key) => void removeProduct(state, Number(key)),
    ...numbersOf(state),
    setStock(sku, quantity) {
      const { product, variant } = itemOf(state, sku);
      poolOf(product, variant)?.set(DEFAULT_LOCATION, quantity);
      productChanged(state, product);
      notifyStock(state, product, variant, quantity);
    },
    counting: (sku) => fieldSwitch(itemOf(state, sku).product, "tracking", { on: "product", off: "none" }),
    priceOf(sku) {
      const { product, variant } = itemOf(state, sku);
      return decimalText(state, variant.salePrice || variant.price || product.salePrice || product.price);
    },
    setPrice(sku, price) {
      const { product, variant } = itemOf(state, sku);
      if (product.options.length === 0) product.price = amountOf(price);
      else variant.price = amountOf(price);
      productChanged(state, product);
    },
    titleOf: (sku) => itemOf(state, sku).product.name,
    setTitle(sku, title) {
      const { product } = itemOf(state, sku);
      product.name = title;
      productChanged(state, product);
    },
    renameSku(sku, next) {
      const { product, variant } = itemOf(state, sku);
      variant.sku = next;
      if (product.options.length === 0) product.sku = next;
      productChanged(state, product);
    },
    setDescription(sku, html) {
      const { product } = itemOf(state, sku);
      product.description = html;
      productChanged(state, product);
    },
    imagesOf(sku) {
      const { product, variant } = itemOf(state, sku);
      return {
        product: product.images.map(({ url }) => url),
        item: variant.imageSource === "" ? [] : [variant.imageSource],
      };
    },
    catalog: () => state.products,
    skus: () => [...state.products.values()].flatMap(({ variants }) => variants.map(({ sku }) => sku)),
  };
}

/** How each way of paying looks when an order arrives. */
const PAYMENTS = {
  paid: { statusId: 11, paymentStatus: "captured", method: "Credit Card" },
  cod: { statusId: 11, paymentStatus: "", method: "Cash on Delivery" },
  pending: { statusId: 7, paymentStatus: "", method: "Bank Deposit" },
} as const;

function lineToBuy({ product, variant }: ReturnType<typeof itemOf>, quantity: number): NewLine {
  const price = variant.salePrice || variant.price || product.salePrice || product.price;
  const of = (item: typeof product, { id, sku }: typeof variant) => ({
    productId: item.id,
    variantId: id,
    name: item.name,
    sku,
    quantity,
  });
  const picked = product.picks.map((one) => ({ ...of(one.product, one.variant), price: 0n }));
  return { ...of(product, variant), price, picked };
}

function buy(state: State, input: SandboxOrderInput): string {
  const { first, last } = splitName(input.customer?.name);
  const billing = personOf({
    first_name: first,
    last_name: last,
    company: input.customer ? "Analytical Engines" : "",
    street_1: input.customer ? "1 Main Street" : "",
    street_2: input.customer ? "Flat 5" : "",
    city: input.customer ? "Austin" : "",
    state: input.customer ? "Texas" : "",
    zip: "78751",
    country: "United States",
    country_iso2: "US",
    phone: input.customer?.phone ?? "",
    email: input.customer?.email ?? "",
  });
  const lines = input.lines.map(({ sku, quantity }) => lineToBuy(itemOf(state, sku), quantity));
  const shipping = amountOf(SHIPPING);
  const itemsTotal = lines.reduce((sum, { price, quantity }) => sum + price * BigInt(quantity), 0n);
  const order = placeOrder(state, {
    ...PAYMENTS[input.payment ?? "pending"],
    lines,
    discount: (itemsTotal * BigInt(input.discountPercent ?? 0)) / 100n,
    billing,
    address: billing,
    shipping,
    message: input.note,
  });
  return String(order.id);
}

function orderControls(
  state: State,
): Pick<
  SandboxShop,
  "placeOrder" | "cancelOrder" | "editOrder" | "payOrder" | "failPayment" | "moveOrder" | "order" | "orderKeys"
> {
  return {
    placeOrder: (input) => buy(state, input),
    cancelOrder: (key) => setStatus(state, orderOf(state, key), 5),
    editOrder(key, sku, quantity) {
      const order = orderOf(state, key);
      const line = order.lines.find((one) => one.sku === sku);
      if (line) return editLine(state, order, line, quantity);
      const { product, variant } = itemOf(state, sku);
      const price = variant.price ?? product.price;
      const made = { id: state.nextId(), parentId: null, shipped: 0, refunded: 0, taken: 0, restocked: 0 };
      order.lines.push({
        ...made,
        productId: product.id,
        variantId: variant.id,
        name: product.name,
        sku,
        price,
        quantity,
      });
      editLine(
        state,
        order,
        order.lines.at(-1) ?? { ...made, productId: 0, variantId: 0, name: "", sku, price, quantity },
        quantity,
      );
    },
    failPayment(key) {
      const order = orderOf(state, key);
      order.paymentStatus = "declined";
      changed(state, order);
    },
    moveOrder: (key, street) => moveTo(state, orderOf(state, key), street),
    payOrder(key) {
      const order = orderOf(state, key);
      order.paymentStatus = "captured";
      if (order.statusId === 7 || order.statusId === 1) setStatus(state, order, 11);
      else changed(state, order);
    },
    order(key) {
      const order = state.orders.get(Number(key));
      if (!order) return undefined;
      return {
        key,
        number: key,
        status: STATUS_NAMES[order.statusId] ?? "",
        fulfilled: order.statusId === 2 || order.statusId === 10,
        cancelled: order.statusId === 5 || order.statusId === 6,
        trackingNumbers: order.shipments.flatMap(({ fields }) =>
          (fields["tracking_number"] ?? "").split(/,\s*/).filter(Boolean),
        ),
        total: decimalText(state, totalOf(order)),
      };
    },
    orderKeys: () => [...state.orders.keys()].map(String),
  };
}

function recordOf(state: State, order: Order): SandboxOrderRecord {
  const isOver = order.statusId === 5 || order.statusId === 6;
  // Shipped and Completed by hand: the rest has left without a shipment (sheet section 7).
  const isGone = order.statusId === 2 || order.statusId === 10;
  return {
    lines: order.lines.map((line) => ({
      sku: line.sku,
      quantity: isOver ? line.shipped : Math.max(line.shipped, line.quantity - line.refunded),
      shipped: isGone ? Math.max(line.shipped, line.quantity - line.refunded) : line.shipped,
      restocked: line.restocked,
    })),
    parcels: order.shipments.map(({ fields }) => ({
      trackingNumbers: (fields["tracking_number"] ?? "").split(/,\s*/).filter(Boolean),
    })),
    refunds: order.refunds.map((refund) => ({
      amount: decimalText(state, refund.amount),
      reason: (refund.items[0]?.reason ?? "").replace(/\s*\[argosy [^\]]*\]$/, ""),
      isPaid: refund.payments.some(({ offline }) => !offline),
    })),
    notes: order.notes === "" ? [] : order.notes.split("\n"),
  };
}

/** A store keeps no book of cash: what its order was not paid by is to come until the order is completed. */
function owedOn(state: State, order: Order): string {
  const isPaid = order.paymentStatus !== "" && order.paymentStatus !== "declined";
  const isOver = isPaid || [4, 5, 6, 10].includes(order.statusId);
  return isOver ? "0" : decimalText(state, totalOf(order) - refundedOf(order));
}

function afterControls(state: State): Pick<SandboxShop, "shipOrder" | "refundOrder" | "owedOn" | "record"> {
  return {
    owedOn: (key) => owedOn(state, orderOf(state, key)),
    shipOrder(key, lines) {
      const order = orderOf(state, key);
      const left = new Map(lines?.map(({ sku, quantity }) => [sku, quantity]));
      const items = order.lines.flatMap((line) => {
        const open = line.quantity - line.shipped - line.refunded;
        const quantity = lines ? Math.min(open, left.get(line.sku) ?? 0) : open;
        left.set(line.sku, (left.get(line.sku) ?? 0) - quantity);
        return quantity > 0 ? [{ lineId: line.id, quantity }] : [];
      });
      if (items.length > 0) shipLines(state, order, items, {});
    },
    refundOrder(key, lines) {
      const order = orderOf(state, key);
      const items = lines.flatMap(({ sku, quantity }) => {
        const line = order.lines.find((one) => one.sku === sku);
        return line
          ? [{ type: "PRODUCT", id: line.id, quantity, amount: line.price * BigInt(quantity), reason: "" }]
          : [];
      });
      const amount = items.reduce((sum, item) => sum + item.amount, 0n);
      bookRefund(state, order, items, amount, [
        { provider_id: "custom", amount: Number(amount) / 10_000, offline: true },
      ]);
    },
    record(key) {
      const order = state.orders.get(Number(key));
      return order ? recordOf(state, order) : undefined;
    },
  };
}

function addDiscount(state: State, input: SandboxDiscount): void {
  const id = state.nextId();
  state.nextId();
  state.promotions.set(id, {
    id,
    code: input.code,
    percent: input.kind === "percent" ? input.value : null,
    fixed: input.kind === "amount" ? input.value : null,
    minimum: input.minimum ?? null,
    end: input.expired ? state.clock.now() - 86_400_000 : null,
    status: "ENABLED",
    uses: 0,
    maxUses: 0,
  });
}

function marketingControls(
  state: State,
): Pick<SandboxShop, "addDiscount" | "addGiftCard" | "giftCardBalance" | "openPriceScopes"> {
  return {
    openPriceScopes: () => openPriceScopes(state),
    addDiscount: (input) => addDiscount(state, input),
    addGiftCard({ code, balance }) {
      const id = state.nextId();
      const person = { to_name: "Ada", to_email: "ada@example.com", from_name: "Bob", from_email: "bob@example.com" };
      const amount = amountOf(balance);
      state.certificates.set(id, { id, code, amount, balance: amount, status: "active", message: "Enjoy!", person });
    },
    giftCardBalance(code) {
      const card = [...state.certificates.values()].find((one) => one.code === code);
      return decimalText(state, card?.balance ?? 0n);
    },
  };
}
