/** The merchant's and the customers' side of the emulated shop. */
import { decimalText, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { fieldSwitch } from "../../connectors/kit/sandbox/field-switch.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxDiscount,
  SandboxOrder,
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { noPictures } from "./assets.ts";
import { dropProduct } from "./catalog.ts";
import { modifyOrder } from "./modify.ts";
import { allocate, cancelOrder, LEFT, ordersRoot, refundOrder, settle } from "./orders.ts";
import { openPriceScopes } from "./price-scopes.ts";
import { CHANNEL, type State, type StoredOrder, type StoredProduct, type StoredVariant } from "./state.ts";
import { orderGross, unitsIn } from "./views.ts";

const SHIPPING = "5.00";
const DAY_MS = 86_400_000;
const METHODS = { paid: "card", cod: "cash-on-delivery", pending: "bank-transfer" } as const;

function existingOrder(state: State, key: string): StoredOrder {
  return state.orders.get(key) ?? missing("order", key);
}

function numbersOf(variant: (sku: string) => StoredVariant) {
  const free = (sku: string) =>
    new Map(variant(sku).levels.map(({ location, onHand, allocated }) => [location, onHand - allocated]));
  const stockOf = (sku: string) => [...free(sku).values()].reduce((sum, units) => sum + units, 0);
  const leaveLocation = (sku: string, location: string) => {
    const { levels } = variant(sku);
    const at = levels.findIndex((level) => level.location === location);
    if (at >= 0) levels.splice(at, 1);
  };
  return { stockOf, levelsOf: free, leaveLocation };
}

export function createShop(state: State): SandboxShop {
  const told = (text: string) => roundToUnits(parseDecimal(text), state.precision);
  const decimal = (amount: number) =>
    decimalText({ digits: BigInt(amount), scale: state.precision }, currencyExponent(state.currency));
  const orderOf = (key: string) => existingOrder(state, key);
  const variant = (sku: string) => known(state, sku);
  const api = ordersRoot(state);
  return {
    discountsOrders: true,
    mostStock: 2_000_000_000,
    credentials: () => credentials(state),
    installWebhooks: () => ({}),
    withdrawRight: () => void state.permissions.delete("ReadOrder"),
    addProduct: (product) => addProduct(state, product, (text) => Number(told(text))),
    removeProduct(key) {
      const product = state.products.get(key);
      if (product) dropProduct(state, product);
    },
    ...numbersOf(variant),
    setStock(sku, quantity) {
      const [first, ...others] = variant(sku).levels;
      for (const level of others) level.onHand = level.allocated;
      if (first) first.onHand = quantity + first.allocated;
    },
    counting: (sku) => fieldSwitch(variant(sku), "tracks", { on: "TRUE", off: "FALSE" }),
    priceOf: (sku) => decimal(variant(sku).price),
    setPrice(sku, price) {
      Object.assign(variant(sku), { price: Number(told(price)), updatedAt: state.now() });
    },
    titleOf: (sku) => textOf(state, sku).name,
    setTitle: (sku, title) => void Object.assign(textOf(state, sku), { name: title }),
    renameSku(sku, next) {
      Object.assign(variant(sku), { sku: next, updatedAt: state.now() });
    },
    setDescription(sku, html) {
      textOf(state, sku).description = html;
    },
    imagesOf(sku) {
      const { productId, pictures } = variant(sku);
      const files = (ids: readonly string[] = []) =>
        ids.map((id) => state.assets.get(id)?.bytes.toString("latin1") ?? "");
      return { product: files(state.products.get(productId)?.pictures.assetIds), item: files(pictures.assetIds) };
    },
    catalog: () => [state.products, state.variants, state.groups, state.options, state.assets],
    joinChannel: (key) => void state.products.get(key)?.channels.add("b2b"),
    isOnSaleElsewhere(key) {
      const product = state.products.get(key);
      return product?.enabled === true && product.channels.has("b2b");
    },
    skus: () => [...state.variants.values()].filter(({ deleted }) => !deleted).map(({ sku }) => sku),
    addLocation(name) {
      const id = String(state.locations.length + 1);
      state.locations.push({ id, name });
      return id;
    },
    placeOrder: (order) => placeOrder(state, order, (text) => Number(told(text))),
    cancelOrder: (key) => void cancelOrder(state, orderOf(key), { orderId: key, cancelShipping: true }),
    cancelLine(key, sku) {
      const order = orderOf(key);
      const line = order.lines.find(({ variantId }) => state.variants.get(variantId)?.sku === sku);
      cancelOrder(state, order, {
        orderId: key,
        lines: [{ orderLineId: line?.id ?? "", quantity: line?.quantity ?? 0 }],
      });
    },
    editOrder: (key, sku, quantity) => modifyOrder(state, orderOf(key), known(state, sku), quantity),
    addDiscount: (discount) => addDiscount(state, discount, (text) => Number(told(text))),
    ...moneyControls(state, orderOf, decimal),
    shipOrder(key, lines) {
      const order = orderOf(key);
      const requested = order.lines.map((line) => {
        const request = lines?.find(({ sku }) => sku === state.variants.get(line.variantId)?.sku)?.quantity ?? 0;
        return { orderLineId: line.id, quantity: lines ? request : line.quantity - unitsIn(order, line.id, LEFT) };
      });
      const handler = { code: "manual-fulfillment", arguments: [{ name: "method", value: "DHL" }] };
      api.addFulfillmentToOrder({ input: { lines: requested, handler } });
      const parcel = order.parcels.at(-1);
      if (parcel?.state === "Pending") api.transitionFulfillmentToState({ id: parcel.id, state: "Shipped" });
    },
    refundOrder(key, lines) {
      const order = orderOf(key);
      const [payment] = order.payments;
      const units = lines.map(({ sku, quantity, restock }) => {
        const line = order.lines.find(({ variantId }) => state.variants.get(variantId)?.sku === sku);
        return { orderLineId: line?.id ?? "", quantity, restock, amount: (line?.unit ?? 0) * quantity };
      });
      const amount = units.reduce((sum, one) => sum + one.amount, 0);
      const plain = units.map(({ orderLineId, quantity }) => ({ orderLineId, quantity }));
      const left = (payment?.amount ?? 0) - (payment?.refunds ?? []).reduce((sum, { total }) => sum + total, 0);
      refundOrder(state, { paymentId: payment?.id ?? "", amount: Math.min(amount, left), lines: plain, shipping: 0 });
      for (const refund of payment?.refunds ?? []) refund.state = "Settled";
      const back = units
        .filter(({ restock }) => restock)
        .map(({ orderLineId, quantity }) => ({ orderLineId, quantity }));
      if (back.length > 0) cancelOrder(state, order, { orderId: key, lines: back });
    },
    order(key) {
      const order = state.orders.get(key);
      return order && viewOf(order, decimal);
    },
    record(key) {
      const order = state.orders.get(key);
      return order && recordOf(state, order, decimal);
    },
    orderKeys: () => [...state.orders.values()].filter(({ placedAt }) => placedAt !== null).map(({ id }) => id),
  };
}

function known(state: State, sku: string): StoredVariant {
  return [...state.variants.values()].find((one) => one.sku === sku && !one.deleted) ?? missing("SKU", sku);
}

/** A person's edit of the text moves the product's time. */
function textOf(state: State, sku: string) {
  const product = state.products.get(known(state, sku).productId);
  const text = product?.texts.get("en");
  if (!product || !text) throw new RangeError(`The sandbox has no product of "${sku}".`);
  product.updatedAt = state.now();
  return text;
}

function addProduct(
  state: State,
  input: SandboxProduct,
  told: (text: string) => number,
): ReturnType<SandboxShop["addProduct"]> {
  const now = state.now();
  const hasOptions = input.variants.length > 1 || input.variants.some(({ option }) => option !== undefined);
  const groupId = hasOptions ? state.id("group") : null;
  if (groupId) state.groups.set(groupId, { id: groupId, code: `group-${groupId}`, name: "Option" });
  const product: StoredProduct = {
    id: state.id("product"),
    createdAt: now,
    updatedAt: now,
    enabled: input.status !== "draft",
    texts: new Map([["en", { name: input.title, slug: `product-${state.id("slug")}`, description: "" }]]),
    groupIds: groupId ? [groupId] : [],
    collectionIds: input.category === undefined ? [] : [collectionOf(state, input.category)],
    pictures: noPictures(),
    channels: new Set(),
    deleted: false,
  };
  state.products.set(product.id, product);
  const variants = input.variants.map(({ sku, price, stock, option }) => {
    const optionId = groupId && state.id("option");
    const name = option ?? sku;
    if (groupId && optionId) state.options.set(optionId, { id: optionId, code: name, name, groupId });
    const made: StoredVariant = {
      id: state.id("variant"),
      productId: product.id,
      sku,
      name: hasOptions ? `${input.title} ${name}` : input.title,
      price: told(price),
      tracks: "INHERIT",
      optionIds: optionId ? [optionId] : [],
      levels: state.locations.map(({ id }, index) => ({ location: id, onHand: index === 0 ? stock : 0, allocated: 0 })),
      pictures: noPictures(),
      updatedAt: now,
      deleted: false,
    };
    state.variants.set(made.id, made);
    return made;
  });
  return { key: product.id, variantKeys: Object.fromEntries(variants.map(({ sku, id }) => [sku, id])) };
}

function collectionOf(state: State, name: string): string {
  const found = [...state.collections.values()].find((one) => one.name === name);
  if (found) return found.id;
  // The root has the first id and stands in no list.
  const id = String(Number(state.id("collection")) + 1);
  state.collections.set(id, { id, name, parentId: "1" });
  return id;
}

function placeOrder(state: State, input: SandboxOrderInput, told: (text: string) => number): string {
  leaveCart(state);
  const now = state.now();
  const payment = input.payment ?? "paid";
  const { customer } = input;
  const { first, last } = splitName(customer?.name ?? "Ada King Lovelace");
  const customerId = state.id("customer");
  state.customers.set(customerId, {
    id: customerId,
    firstName: first,
    lastName: last,
    emailAddress: customer?.email ?? `guest${customerId}@guest.example`,
    phoneNumber: customer?.phone ?? null,
  });
  const order: StoredOrder = {
    id: state.id("order"),
    code: `V${state.token().slice(0, 15).toUpperCase()}`,
    state: payment === "paid" ? "PaymentSettled" : "PaymentAuthorized",
    createdAt: now,
    updatedAt: now,
    placedAt: state.now(),
    customerId,
    shipping: told(input.shipping ?? SHIPPING),
    shippingCancelled: false,
    hasMethod: true,
    address: {
      fullName: customer?.name ?? "Ada King Lovelace",
      company: "Analytical Engines",
      streetLine1: "Keizersgracht 1",
      streetLine2: "Third floor",
      city: "Amsterdam",
      province: "Noord-Holland",
      postalCode: "1015 CJ",
      countryCode: "NL",
      phoneNumber: customer?.phone ?? null,
    },
    lines: input.lines.map(({ sku, quantity }) => {
      const variant = known(state, sku);
      const line = {
        id: state.id("line"),
        variantId: variant.id,
        quantity,
        placed: quantity,
        unit: variant.price,
        percentOff: input.discountPercent ?? 0,
        allocated: new Map<string, number>(),
        sold: new Map<string, number>(),
      };
      allocate(state, line, quantity);
      return line;
    }),
    payments: [],
    parcels: [],
    notes: [],
  };
  order.payments.push({
    id: state.id("payment"),
    createdAt: now,
    method: METHODS[payment],
    amount: orderGross(order),
    state: payment === "paid" ? "Settled" : "Authorized",
    transactionId: null,
    refunds: [],
  });
  state.orders.set(order.id, order);
  return order.id;
}

/** Before each order somebody leaves a cart behind: it stands in the list of orders, and no date of placing with it. */
function leaveCart(state: State): void {
  const now = state.now();
  const id = state.id("order");
  state.orders.set(id, {
    id,
    code: `C${state.token().slice(0, 15).toUpperCase()}`,
    state: "AddingItems",
    createdAt: now,
    updatedAt: now,
    placedAt: null,
    customerId: null,
    shipping: 0,
    shippingCancelled: false,
    hasMethod: true,
    address: null,
    lines: [],
    payments: [],
    parcels: [],
    notes: [],
  });
}

function addDiscount(state: State, discount: SandboxDiscount, told: (text: string) => number): void {
  const { code, kind, value, minimum, expired } = discount;
  const least = { code: "minimum_order_amount", args: [{ name: "amount", value: String(told(minimum ?? "0")) }] };
  state.promotions.push({
    id: state.id("promotion"),
    code,
    conditions: minimum === undefined ? [] : [least],
    actions: [
      kind === "percent"
        ? { code: "order_percentage_discount", args: [{ name: "discount", value }] }
        : { code: "order_fixed_discount", args: [{ name: "discount", value: String(told(value)) }] },
    ],
    endsAt: expired ? new Date(Date.parse(state.now()) - DAY_MS).toISOString() : null,
  });
}

function credentials({ administrator: { username, password }, channel }: State): Record<string, string> {
  const token: Record<string, string> = channel === CHANNEL.code ? {} : { channelToken: CHANNEL.token };
  return { adminApiUrl: "https://sandbox-shop.example/admin-api", username, password, ...token };
}

const moneyControls = (
  state: State,
  orderOf: (key: string) => StoredOrder,
  decimal: (amount: number) => string,
): Required<Pick<SandboxShop, "openPriceScopes" | "payOrder" | "owedOn" | "moveOrder">> => ({
  // It moves no time of the order [live].
  moveOrder: (key, streetLine1) =>
    void Object.assign(orderOf(key), { address: { ...orderOf(key).address, streetLine1 } }),
  openPriceScopes: () => openPriceScopes(state),
  payOrder(key) {
    for (const { id } of orderOf(key).payments) settle(orderOf(key), id);
  },
  owedOn: (key) => decimal(owedOf(orderOf(key))),
});

/** The total as it stands now, less what was settled: what a refund gave back is not asked for again. */
function owedOf(order: StoredOrder): number {
  const settled = order.payments.filter(({ state }) => state === "Settled");
  return Math.max(0, orderGross(order) - settled.reduce((sum, { amount }) => sum + amount, 0));
}

function viewOf(order: StoredOrder, decimal: (amount: number) => string): SandboxOrder {
  const left = order.parcels.filter(({ state }) => LEFT.includes(state));
  return {
    key: order.id,
    number: order.code,
    status: order.state,
    fulfilled: order.lines.length > 0 && order.lines.every((line) => unitsIn(order, line.id, LEFT) >= line.placed),
    cancelled: order.state === "Cancelled",
    trackingNumbers: left.flatMap(({ trackingCode }) => (trackingCode === "" ? [] : trackingCode.split(", "))),
    total: decimal(order.payments[0]?.amount ?? 0),
  };
}

function recordOf(state: State, order: StoredOrder, decimal: (amount: number) => string): SandboxOrderRecord {
  return {
    lines: order.lines.map((line) => {
      const shipped = unitsIn(order, line.id, LEFT);
      return {
        sku: state.variants.get(line.variantId)?.sku ?? "",
        quantity: Math.max(line.quantity, shipped),
        shipped,
        restocked: Math.max(0, shipped - line.quantity),
      };
    }),
    parcels: order.parcels
      .filter(({ state: now }) => LEFT.includes(now))
      .map(({ trackingCode, method }) => ({
        trackingNumbers: trackingCode === "" ? [] : trackingCode.split(", "),
        carrier: method,
      })),
    refunds: order.payments.flatMap(({ refunds, method }) =>
      refunds.map(({ total, reason }) => ({ amount: decimal(total), reason: reason ?? "", isPaid: method === "card" })),
    ),
    notes: order.notes.map(({ text }) => text),
    shownToBuyer: order.notes.filter(({ isPublic }) => isPublic).map(({ text }) => text),
  };
}
