/** The merchant's and the customers' side of the emulated shop. */
import { decimalText, roundToUnits } from "../../commerce/decimal.ts";
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
import { type Amount, amountOf, net, numberOf, part, sum } from "./amounts.ts";
import { createProduct, dropProduct, variantsOf } from "./catalog.ts";
import { lineFor, priceOf } from "./drafts.ts";
import { itemControls, itemOf, productOf, variantOf } from "./items.ts";
import { addLevel } from "./levels.ts";
import { cancel, capture, editLine, fulfil, refund, reserve, ship } from "./order-acts.ts";
import { capturedOf, orderFigures, soldTotal } from "./order-view.ts";
import { openPriceScopes } from "./price-scopes.ts";
import * as returns from "./returns.ts";
import type { State, StoredOrder } from "./state.ts";

const SHIPPING = "5.00";
const DAY_MS = 86_400_000;
const PROVIDERS = { paid: "pp_stripe_stripe", cod: "pp_cod_cod", pending: "pp_system_default" } as const;

function existingOrder(state: State, key: string): StoredOrder {
  return state.orders.get(key) ?? missing("order", key);
}

export function createShop(state: State): SandboxShop {
  const variant = (sku: string) => variantOf(state, sku);
  const item = (sku: string) => itemOf(state, variant(sku));
  const orderOf = (key: string) => existingOrder(state, key);
  const decimal = (amount: Amount) => rounded(state, amount);
  return {
    discountsOrders: true,
    tellsCommitted: true,
    settlesCancelled: true,
    credentials: () => ({ baseUrl: "https://sandbox-shop.example", secretKey: state.secretKey }),
    installWebhooks: () => ({}),
    addProduct: (product) => addProduct(state, product),
    ...itemControls(state),
    removeProduct(key) {
      const product = state.products.get(key);
      if (product) dropProduct(state, product);
    },
    setStock(sku, quantity) {
      const [first, ...others] = item(sku).levels;
      for (const level of others) Object.assign(level, { stocked: level.reserved, updatedAt: state.now() });
      if (first) Object.assign(first, { stocked: quantity + first.reserved, updatedAt: state.now() });
    },
    counting: (sku) => fieldSwitch(variant(sku), "managed", { on: true, off: false }),
    priceOf: (sku) => decimal(priceOf(state, variant(sku))),
    setPrice(sku, price) {
      const own = variant(sku);
      own.prices = own.prices.map((one) =>
        one.currency === state.currency ? { ...one, amount: amountOf(price) } : one,
      );
      own.updatedAt = state.now();
    },
    titleOf: (sku) => productOf(state, sku).title,
    setTitle(sku, title) {
      Object.assign(productOf(state, sku), { title, updatedAt: state.now() });
    },
    renameSku(sku, next) {
      // The stock item keeps the SKU it was made with.
      Object.assign(variant(sku), { sku: next, updatedAt: state.now() });
    },
    setDescription(sku, html) {
      Object.assign(productOf(state, sku), { description: html, updatedAt: state.now() });
    },
    leaveChannel(key) {
      const product = state.products.get(key);
      if (product) product.channelIds = [secondChannel(state)];
    },
    joinChannel: (key) => void state.products.get(key)?.channelIds.push(secondChannel(state)),
    isOnSaleElsewhere(key) {
      const product = state.products.get(key);
      return product?.status === "published" && product.channelIds.includes(secondChannel(state));
    },
    catalog: () => [state.products, state.variants, state.items],
    skus: () => [...state.variants.values()].flatMap(({ sku }) => sku ?? []),
    addLocation(name) {
      const id = state.id("sloc");
      state.locations.push({ id, name, channelIds: state.channels.map((one) => one.id) });
      return id;
    },
    placeOrder: (order) => placeOrder(state, order),
    cancelOrder: (key) => cancelUnpacked(state, orderOf(key)),
    editOrder: (key, sku, quantity) => editLines(state, orderOf(key), sku, quantity),
    measureLine: (key, sku, quantity) => editLines(state, orderOf(key), sku, quantity),
    cancelLine: (key, sku) => editLines(state, orderOf(key), sku, 0),
    addDiscount: (discount) => addDiscount(state, discount),
    ...moneyControls(state, orderOf),
    shipOrder(key, lines) {
      const order = orderOf(key);
      const items = order.lines.flatMap(({ id, sku, quantity, fulfilled }) => {
        const requested = lines ? (lines.find((one) => one.sku === sku)?.quantity ?? 0) : quantity - fulfilled;
        return requested > 0 ? [{ id, quantity: requested }] : [];
      });
      if (items.length === 0) return;
      const parcel = fulfil(state, order, { items });
      ship(state, order, parcel.id, { items });
    },
    refundOrder(key, lines) {
      const order = orderOf(key);
      const units = lines.map((one) => ({ ...one, line: order.lines.find(({ sku }) => sku === one.sku) }));
      const back = units.flatMap(returnable);
      if (back.length > 0) receive(state, sendRequest(state, order, back), back);
      const amount = sum(units.map(({ line, quantity }) => (line?.unit ?? 0n) * BigInt(quantity)));
      const payment = order.payments.find((one) => capturedOf(one) > 0n);
      if (payment) refund(state, payment.id, numberOf(amount), null);
    },
    openReturn(key, lines) {
      const order = orderOf(key);
      const items = lines.map(({ sku, quantity }) => ({
        id: order.lines.find((one) => one.sku === sku)?.id ?? "",
        quantity,
      }));
      return sendRequest(state, order, items).id;
    },
    endReturn(key, end) {
      const one = returns.returnOf(state, key);
      if (end === "cancelled") return returns.cancelReturn(state, one);
      receive(
        state,
        one,
        one.items.map(({ lineId: id, quantity }) => ({ id, quantity })),
      );
    },
    order(key) {
      const order = state.orders.get(key);
      return order && viewOf(state, order);
    },
    record(key) {
      const order = state.orders.get(key);
      return order && recordOf(state, order);
    },
    orderKeys: () => [...state.orders.values()].filter(({ isDraft }) => !isDraft).map(({ id }) => id),
  };
}

const moneyControls = (
  state: State,
  orderOf: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "openPriceScopes" | "owedOn" | "payPart" | "payOrder" | "moveOrder">> => ({
  // Which times an address moves was not measured: none.
  moveOrder: (key, address_1) => void Object.assign(orderOf(key), { address: { ...orderOf(key).address, address_1 } }),
  openPriceScopes: () => openPriceScopes(state),
  owedOn: (key) => (orderOf(key).canceledAt ? "0" : rounded(state, orderFigures(state, orderOf(key)).pending)),
  payPart(key) {
    const [payment] = orderOf(key).payments;
    if (payment) capture(state, payment.id, 20);
  },
  payOrder(key) {
    for (const payment of orderOf(key).payments)
      if (payment.captures.length === 0) capture(state, payment.id, undefined);
  },
});

/** Another channel of the shop, which no location serves. */
function secondChannel({ channels }: State): string {
  const existing = channels[1]?.id;
  if (existing !== undefined) return existing;
  channels.push({ id: "sc_01SANDB0X00000000000000002", name: "Market stall" });
  return "sc_01SANDB0X00000000000000002";
}

interface Refunded {
  readonly line?: StoredOrder["lines"][number] | undefined;
  readonly quantity: number;
  readonly restock: boolean;
}

/** What has not left cannot be returned: its money goes back alone. */
const returnable = ({ line, quantity, restock }: Refunded) =>
  line && restock && quantity <= line.fulfilled ? [{ id: line.id, quantity }] : [];

type Items = readonly { readonly id: string; readonly quantity: number }[];

function sendRequest(state: State, order: StoredOrder, items: Items) {
  const one = returns.createReturn(state, { order_id: order.id, location_id: state.locations[0]?.id });
  returns.requestItems(state, one, items);
  returns.request(state, one);
  return one;
}

function receive(state: State, one: ReturnType<typeof returns.returnOf>, items: Items): void {
  returns.beginReceiving(state, one);
  returns.receiveItems(state, one, items);
  returns.confirmReceived(state, one);
}

function rounded(state: State, amount: Amount): string {
  const decimals = currencyExponent(state.currency.toUpperCase());
  return decimalText({ digits: roundToUnits({ digits: amount, scale: 18 }, decimals), scale: decimals }, decimals);
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const values = input.variants.map(({ option, sku }) => option ?? (input.variants.length > 1 ? sku : "Standard"));
  const name = input.variants.length > 1 || input.variants[0]?.option !== undefined ? "Option" : "Kind";
  const product = createProduct(state, {
    title: input.title,
    handle: state.id("p"),
    status: input.status === "draft" ? "draft" : "published",
    description: "",
    categories: input.category === undefined ? [] : [{ id: categoryOf(state, input.category) }],
    sales_channels: state.channels.slice(0, 1).map(({ id }) => ({ id })),
    options: [{ title: name, values }],
    variants: input.variants.map(({ sku, price, barcode }, index) => ({
      title: values[index] ?? sku,
      sku,
      barcode: barcode ?? null,
      options: { [name]: values[index] ?? sku },
      // The shop sells in a second currency as well.
      prices: [
        { currency_code: state.currency, amount: Number(price) },
        { currency_code: state.currency === "usd" ? "eur" : "usd", amount: Number(price) + 7 },
      ],
    })),
  });
  const made = variantsOf(state, product);
  for (const [index, { links }] of made.entries())
    addLevel(state, links[0]?.itemId ?? "", state.locations[0]?.id ?? "", input.variants[index]?.stock ?? 0);
  return { key: product.id, variantKeys: Object.fromEntries(made.map(({ sku, id }) => [sku ?? "", id])) };
}

function categoryOf(state: State, name: string): string {
  const found = [...state.categories.values()].find((one) => one.name === name);
  if (found) return found.id;
  const id = state.id("pcat");
  state.categories.set(id, { id, name, handle: name.toLowerCase(), parentId: null });
  return id;
}

function placeOrder(state: State, input: SandboxOrderInput): string {
  const now = state.now();
  const payment = input.payment ?? "paid";
  const { customer } = input;
  const { first, last } = splitName(customer?.name ?? "Ada King Lovelace");
  const id = state.id("order");
  const customerId = state.id("cus");
  const email = customer?.email ?? `guest${customerId}@guest.example`;
  const phone = customer?.phone ?? null;
  // A guest's record has no name: that stands in the address.
  state.customers.set(customerId, {
    id: customerId,
    email,
    firstName: null,
    lastName: null,
    phone: null,
    hasAccount: false,
  });
  const order: StoredOrder = {
    id,
    // Counts on with every checkout that fails.
    displayId: state.orders.size * 2 + 1,
    status: "pending",
    version: 1,
    createdAt: now,
    updatedAt: now,
    canceledAt: null,
    email,
    customerId,
    channelId: state.channels[0]?.id ?? "",
    metadata: null,
    address: {
      first_name: first,
      last_name: last,
      company: "Analytical Engines",
      address_1: "Keizersgracht 1",
      address_2: "Third floor",
      city: "Amsterdam",
      province: "Noord-Holland",
      postal_code: "1015 CJ",
      country_code: "nl",
      phone,
    },
    shipping: amountOf(input.shipping ?? SHIPPING),
    shippingIsNet: false,
    isDraft: false,
    lines: input.lines.map(({ sku, quantity }) => newLine(state, sku, quantity, input.discountPercent ?? 0)),
    openCollections: [],
    payments: [],
    parcels: [],
    creditLines: [],
    change: null,
  };
  order.payments.push({
    id: state.id("pay"),
    collectionId: state.id("pay_col"),
    provider: PROVIDERS[payment],
    // It goes to the provider as a number.
    amount: amountOf(numberOf(soldTotal(state, order))),
    createdAt: now,
    updatedAt: now,
    canceledAt: null,
    captures: [],
    refunds: [],
  });
  state.orders.set(order.id, order);
  const [paid] = order.payments;
  if (payment === "paid" && paid) capture(state, paid.id, undefined);
  return order.id;
}

function editLines(state: State, order: StoredOrder, sku: string, quantity: number): void {
  for (const line of order.lines.filter((one) => one.sku === sku)) editLine(state, order, line, quantity);
}

function newLine(state: State, sku: string, quantity: number, percentOff: number): StoredOrder["lines"][number] {
  const variant = variantOf(state, sku);
  const unit = priceOf(state, variant);
  const listed = state.taxInclusive ? net(unit * BigInt(quantity)) : unit * BigInt(quantity);
  const adjustments = percentOff > 0 ? [{ code: `OFF${percentOff}`, amount: part(listed, percentOff, 100) }] : [];
  const line = lineFor(state, variant, { quantity, unit, adjustments });
  reserve(state, line, quantity);
  return line;
}

function addDiscount(state: State, { code, kind, value, minimum, expired }: SandboxDiscount): void {
  state.promotions.push({
    id: state.id("promo"),
    code,
    kind: kind === "percent" ? "percentage" : "fixed",
    value: amountOf(value),
    least: minimum ?? null,
    endsAt: expired ? new Date(Date.parse(state.now()) - DAY_MS).toISOString() : null,
  });
}

const shippedParcels = ({ parcels }: StoredOrder) => parcels.filter(({ shippedAt }) => shippedAt !== null);
const numbersOf = (order: StoredOrder) =>
  shippedParcels(order).flatMap(({ labels }) => labels.flatMap(({ tracking_number }) => tracking_number || []));

function viewOf(state: State, order: StoredOrder): SandboxOrder {
  return {
    key: order.id,
    number: String(order.displayId),
    status: order.status,
    fulfilled: order.lines.every(({ shipped, quantity }) => shipped >= quantity),
    cancelled: order.status === "canceled",
    trackingNumbers: numbersOf(order),
    total: rounded(state, soldTotal(state, order)),
  };
}

function recordOf(state: State, order: StoredOrder): SandboxOrderRecord {
  return {
    lines: order.lines.map(({ sku, quantity, shipped, received }) => ({
      sku: sku ?? "",
      quantity: order.status === "canceled" ? shipped : quantity,
      shipped,
      restocked: received,
    })),
    parcels: shippedParcels(order).map(({ labels, metadata }) => ({
      trackingNumbers: labels.flatMap(({ tracking_number }) => tracking_number || []),
      ...(typeof metadata?.carrier === "string" && { carrier: metadata.carrier }),
    })),
    refunds: order.payments.flatMap(({ refunds, provider }) =>
      refunds.map(({ amount, note }) => ({
        amount: rounded(state, amount),
        reason: note ?? "",
        isPaid: provider !== PROVIDERS.pending,
      })),
    ),
    notes: [],
  };
}

/** The dashboard offers it while no parcel is made. */
function cancelUnpacked(state: State, order: StoredOrder): void {
  if (order.parcels.every(({ canceledAt }) => canceledAt !== null)) cancel(state, order);
}
