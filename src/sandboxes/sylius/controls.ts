/** The merchant's and the customers' side of the emulated shop. */
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import { zoneOffset } from "../../connectors/kit/parse/local-time.ts";
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
import { ifOffered } from "../../connectors/kit/sandbox/server.ts";
import { orderTotals } from "./order-views.ts";
import { cancel, complete, refund, reserve, shipAll } from "./orders.ts";
import { openPriceScopes } from "./price-scopes.ts";
import { dropProduct } from "./products.ts";

import type { State, StoredOrder, StoredPayment, StoredProduct, StoredVariant } from "./state.ts";
import { iri, LOCALE, OFFSET_MINUTES, variantIn } from "./state.ts";

const SHIPPING_MINOR = 500;
const DAY_MS = 86_400_000;

const METHODS = { paid: "card", cod: "cash_on_delivery", pending: "bank_transfer" } as const;

export function createShop(state: State): SandboxShop {
  const decimal = (minor: number) => formatDecimal(money(BigInt(minor), state.currency));
  const minorOf = (text: string) => Number(parseMoney(text, state.currency).minor);
  const orderOf = (key: string) => state.orders.get(key) ?? missing("order", key);
  return {
    tellsCommitted: true,
    credentials: () => ({
      baseUrl: "https://sandbox-shop.example",
      adminEmail: state.administrators[0]?.email ?? "",
      adminPassword: state.administrators[0]?.password ?? "",
      channelCode: "WEB",
    }),
    installWebhooks: () => ({}),
    addProduct: (product) => addProduct(state, product, minorOf),
    removeProduct: (key) => dropProduct(state, key),
    stockOf(sku) {
      const variant = known(state, sku);
      return variant.onHand - variant.onHold;
    },
    setStock(sku, quantity) {
      const variant = known(state, sku);
      Object.assign(variant, { onHand: quantity + variant.onHold, updatedAt: state.now() });
    },
    counting: (sku) => fieldSwitch(known(state, sku), "tracked", { on: true, off: false }),
    priceOf: (sku) => decimal(known(state, sku).pricings.get("WEB")?.price ?? 0),
    setPrice(sku, price) {
      const pricing = known(state, sku).pricings.get("WEB");
      if (pricing) pricing.price = minorOf(price);
    },
    titleOf: (sku) => productOf(state, sku).texts.get(LOCALE)?.name ?? "",
    setTitle(sku, title) {
      const text = productOf(state, sku).texts.get(LOCALE);
      if (text) text.name = title;
    },
    setDescription(sku, html) {
      const text = productOf(state, sku).texts.get(LOCALE);
      if (text) text.description = html;
    },
    catalog: () => [state.products, state.variants],
    ...channelControls(state),
    skus: () => [...state.variants.values()].map((variant) => variant.code),
    placeOrder: (order) => placeOrder(state, order),
    cancelOrder: (key) => ifOffered(() => cancel(state, orderOf(key))),
    addDiscount: (discount) => addDiscount(state, discount, minorOf),
    ...paying(state, orderOf),
    shipOrder: (key) => ifOffered(() => shipAll(state, orderOf(key))),
    refundOrder: (key) => ifOffered(() => refund(state, orderOf(key))),
    order(key) {
      const order = state.orders.get(key);
      return order && orderLook(order, decimal);
    },
    record(key) {
      const order = state.orders.get(key);
      return order && recordOf(order, decimal);
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

const paying = (
  state: State,
  orderOf: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "payOrder" | "owedOn" | "moveOrder">> => ({
  moveOrder: (key, street) => void Object.assign(orderOf(key).address, { street }),
  payOrder: (key) => ifOffered(() => complete(state, orderOf(key))),
  owedOn(key) {
    const { payment } = orderOf(key);
    return formatDecimal(money(BigInt(payment.state === "new" ? payment.amount : 0), state.currency));
  },
});

/** A second channel of the shop, which is there from the moment a product is put into it. */
function moveZone(state: State, timeZone: string): void {
  state.movedMs = (zoneOffset(timeZone, state.present()) - OFFSET_MINUTES) * 60_000;
}

function channelControls(
  state: State,
): Required<Pick<SandboxShop, "openPriceScopes" | "leaveChannel" | "joinChannel" | "isOnSaleElsewhere" | "moveZone">> {
  const other = "B2B";
  const productIn = (key: string) => state.products.get(key) ?? missing("product", key);
  const joinChannel = (key: string) => {
    if (!state.channels.some(({ code }) => code === other))
      state.channels.push({ code: other, name: other, currency: state.currency, hostname: "b2b.localhost" });
    const product = productIn(key);
    if (!product.channels.includes(other)) product.channels.push(other);
    for (const { product: owner, pricings } of state.variants.values()) {
      const own = pricings.get("WEB");
      if (owner === key && own) pricings.set(other, { ...own });
    }
  };
  return {
    openPriceScopes: () => openPriceScopes(state),
    moveZone: (timeZone) => moveZone(state, timeZone),
    joinChannel,
    leaveChannel(key) {
      joinChannel(key);
      Object.assign(productIn(key), { channels: [other] });
    },
    isOnSaleElsewhere: (key) => productIn(key).enabled && productIn(key).channels.includes(other),
  };
}

function known(state: State, sku: string): StoredVariant {
  return variantIn(state, sku) ?? missing("SKU", sku);
}

function productOf(state: State, sku: string): StoredProduct {
  return state.products.get(known(state, sku).product) ?? missing("product of", sku);
}

function addProduct(
  state: State,
  input: SandboxProduct,
  minorOf: (text: string) => number,
): ReturnType<SandboxShop["addProduct"]> {
  const id = state.id("product");
  const code = `P${String(id).padStart(6, "0")}`;
  const hasOptions = input.variants.some((variant) => variant.option !== undefined);
  const option = hasOptions ? `${code}_option` : null;
  const optionText = (variant: SandboxProduct["variants"][number]) => variant.option ?? variant.sku;
  if (option) {
    const values = input.variants.map((variant, index) => ({ code: `${option}_${index}`, value: optionText(variant) }));
    state.options.set(option, { code: option, name: "Option", values });
  }
  const now = state.now();
  state.products.set(code, {
    id,
    code,
    enabled: input.status !== "draft",
    channels: ["WEB"],
    mainTaxon: input.category === undefined ? null : taxonNamed(state, input.category),
    options: option ? [option] : [],
    texts: new Map([[LOCALE, { name: input.title, slug: code.toLowerCase(), description: null }]]),
    createdAt: now,
    updatedAt: now,
  });
  for (const [index, variant] of input.variants.entries())
    state.variants.set(variant.sku.toUpperCase(), {
      code: variant.sku,
      product: code,
      onHand: variant.stock,
      onHold: 0,
      tracked: true,
      enabled: true,
      position: index,
      weight: null,
      taxCategory: "standard",
      optionValues: option ? [`${iri("product-options", option)}/values/${option}_${index}`] : [],
      names: new Map([[LOCALE, input.title.slice(0, 255)]]),
      pricings: new Map([
        ["WEB", { price: minorOf(variant.price), originalPrice: null, minimumPrice: 0, appliedPromotions: [] }],
      ]),
      createdAt: now,
      updatedAt: now,
    });
  return { key: code, variantKeys: Object.fromEntries(input.variants.map(({ sku }) => [sku, sku])) };
}

function taxonNamed(state: State, name: string): string {
  const found = [...state.taxons.values()].find((one) => one.texts.get(LOCALE)?.name === name);
  if (found) return found.code;
  const id = state.id("taxon");
  const code = `T${id}`;
  const texts = new Map([[LOCALE, { name, slug: code.toLowerCase(), description: null }]]);
  state.taxons.set(code, { id, code, parent: null, position: state.taxons.size, texts });
  return code;
}

const TOKEN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~-";

function newToken(state: State): string {
  const pick = () => TOKEN_CHARACTERS[Math.floor(state.random() * TOKEN_CHARACTERS.length)] ?? "A";
  return Array.from({ length: 64 }, pick).join("");
}

function placeOrder(state: State, input: SandboxOrderInput): string {
  const now = state.now();
  const id = state.id("order");
  const items = input.lines.map(({ sku, quantity }) => {
    const variant = known(state, sku);
    const unitPrice = variant.pricings.get("WEB")?.price ?? 0;
    const units = Array.from({ length: quantity }, () => state.id("unit"));
    return {
      id: state.id("item"),
      variant: variant.code,
      productName: productOf(state, sku).texts.get(LOCALE)?.name ?? "",
      variantName: variant.names.get(LOCALE) ?? null,
      quantity,
      unitPrice,
      units,
      taxes: units.map(() =>
        variant.taxCategory === null ? 0 : Math.round(((unitPrice - state.unitDiscount) * state.vatPercent) / 100),
      ),
      unitDiscount: state.unitDiscount,
    };
  });
  const method = METHODS[input.payment ?? "paid"];
  const order: StoredOrder = {
    id,
    token: newToken(state),
    number: String(id).padStart(9, "0"),
    currency: state.currency,
    state: "new",
    paymentState: "awaiting_payment",
    shippingState: "ready",
    completedAt: now,
    customer: customerOf(state, input.customer),
    address: addressOf(state, input.customer),
    items,
    shippingPrice: SHIPPING_MINOR,
    notes: input.note ?? null,
    payment: { id: state.id("payment"), method, amount: 0, state: "new", createdAt: now, updatedAt: now },
    shipment: {
      id: state.id("shipment"),
      state: "ready",
      tracking: null,
      shippedAt: null,
      createdAt: now,
      updatedAt: now,
    },
  };
  const payment: StoredPayment = { ...order.payment, amount: orderTotals(order).total };
  const placed = { ...order, payment };
  state.orders.set(order.token, placed);
  reserve(state, placed);
  if ((input.payment ?? "paid") === "paid") complete(state, placed);
  return order.token;
}

type Buyer = SandboxOrderInput["customer"];

/** Customers are told apart by their e-mail alone. */
function customerOf(state: State, buyer: Buyer): number | null {
  if (!buyer?.email) return null;
  const email = buyer.email.toLowerCase();
  const found = [...state.customers.values()].find((one) => one.email === email);
  if (found) return found.id;
  const id = state.id("customer");
  const customer = { id, email, firstName: null, lastName: null, phoneNumber: null, createdAt: state.now() };
  state.customers.set(id, customer);
  return id;
}

function addressOf(state: State, buyer: Buyer) {
  const { first, last } = splitName(buyer?.name ?? "Sam Customer");
  return {
    id: state.id("address"),
    firstName: first,
    lastName: last,
    phoneNumber: buyer?.phone ?? null,
    countryCode: buyer?.phone?.startsWith("+20") ? "EG" : "NL",
    provinceCode: null,
    street: "Keizersgracht 1",
  };
}

function addDiscount(state: State, discount: SandboxDiscount, minorOf: (text: string) => number): void {
  const id = state.id("promotion");
  const now = state.now();
  const action =
    discount.kind === "percent"
      ? { type: "order_percentage_discount", configuration: { percentage: Number(discount.value) / 100 } }
      : { type: "order_fixed_discount", configuration: { WEB: { amount: minorOf(discount.value) } } };
  const rules =
    discount.minimum === undefined
      ? []
      : [{ type: "item_total", configuration: { WEB: { amount: minorOf(discount.minimum) } } }];
  const named = (kind: string, rows: readonly { type: string; configuration: object }[]) =>
    rows.map((row, index) => ({
      "@id": `${iri("promotions", `PROMO${id}`)}/${kind}/${index}`,
      "@type": kind === "actions" ? "PromotionAction" : "PromotionRule",
      id: id * 10 + index,
      type: row.type,
      configuration: JSON.parse(JSON.stringify(row.configuration)),
    }));
  const expiresAt = discount.expired ? now - DAY_MS : null;
  state.promotions.set(`PROMO${id}`, {
    id,
    code: `PROMO${id}`,
    actions: named("actions", [action]),
    rules: named("rules", rules),
    coupons: [{ code: discount.code, usageLimit: null, used: 0, expiresAt, createdAt: now }],
    createdAt: now,
  });
}

function orderLook(order: StoredOrder, decimal: (minor: number) => string): SandboxOrder {
  const { shipment } = order;
  return {
    key: order.token,
    number: order.number,
    status: order.state,
    fulfilled: shipment.state === "shipped",
    cancelled: order.state === "cancelled",
    trackingNumbers: shipment.tracking === null ? [] : [shipment.tracking],
    total: decimal(orderTotals(order).total),
  };
}

function recordOf(order: StoredOrder, decimal: (minor: number) => string): SandboxOrderRecord {
  const isShipped = order.shipment.state === "shipped";
  return {
    lines: order.items.map((item) => ({
      sku: item.variant,
      quantity: order.state === "cancelled" && !isShipped ? 0 : item.quantity,
      shipped: isShipped ? item.quantity : 0,
      restocked: 0,
    })),
    parcels: isShipped ? [{ trackingNumbers: order.shipment.tracking === null ? [] : [order.shipment.tracking] }] : [],
    refunds:
      order.payment.state === "refunded"
        ? [{ amount: decimal(order.payment.amount), reason: "", isPaid: order.payment.method === METHODS.paid }]
        : [],
    notes: [],
  };
}
