/** What the emulated site knows. Written from Squarespace's documentation and contract, never from the connector. */
import { createHmac } from "node:crypto";
import type { Clock } from "../../commerce/clock.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";

export interface Money {
  readonly currency: string;
  readonly value: string;
}

export interface StoredVariant {
  readonly id: string;
  sku: string;
  gtin: string | null;
  pricing: { basePrice: Money; onSale: boolean; salePrice: Money | null };
  stock: { quantity: number; unlimited: boolean };
  attributes: Record<string, string>;
  shippingMeasurements: object | null;
}

export interface StoredProduct {
  readonly id: string;
  readonly type: string;
  readonly storePageId: string;
  name: string;
  description: string;
  urlSlug: string;
  tags: string[];
  isVisible: boolean;
  variantAttributes: string[];
  readonly variants: StoredVariant[];
  readonly images: {
    readonly id: string;
    readonly altText: string | null;
    readonly url: string;
    readonly orderIndex: number;
  }[];
  readonly createdOn: string;
  modifiedOn: string;
}

export interface Shipment {
  readonly shipDate: string;
  readonly carrierName: string;
  readonly service: string;
  readonly trackingNumber: string;
  readonly trackingUrl?: string | null | undefined;
}

export interface StoredLine {
  readonly id: string;
  readonly lineItemType: string;
  readonly variantId: string | null;
  readonly sku: string | null;
  readonly productId: string | null;
  readonly productName: string | null;
  readonly quantity: number;
  readonly unitPricePaid: Money;
  readonly variantOptions: readonly { readonly optionName: string; readonly value: string }[];
}

export interface StoredOrder {
  readonly id: string;
  readonly orderNumber: string;
  readonly createdOn: string;
  modifiedOn: string;
  readonly customerId: string | null;
  readonly customerEmail: string | null;
  readonly billingAddress: object;
  readonly shippingAddress: object | null;
  readonly channelName: string | null;
  readonly externalOrderReference: string | null;
  fulfillmentStatus: "PENDING" | "FULFILLED" | "CANCELED";
  paymentState: string;
  fulfilledOn: string | null;
  readonly fulfillments: Shipment[];
  readonly lineItems: readonly StoredLine[];
  readonly subtotal: Money;
  readonly shippingTotal: Money;
  readonly discountTotal: Money;
  readonly taxTotal: Money;
  refundedTotal: Money;
  readonly grandTotal: Money;
  readonly priceTaxInterpretation: "EXCLUSIVE" | "INCLUSIVE";
  /** Not shown by the API: units the site took from its own stock and has not put back, by line. */
  readonly took: Map<string, number>;
}

export interface StoredDocument {
  readonly id: string;
  readonly createdOn: string;
  readonly modifiedOn: string;
  readonly salesOrderId: string;
  readonly total: Money;
  readonly payments: readonly object[];
}

export interface StoredHook {
  readonly id: string;
  readonly endpointUrl: string;
  readonly topics: readonly string[];
  secret: string;
  readonly createdOn: string;
}

export interface Access {
  readonly kind: "key" | "token";
  /** Subjects it may use. */
  readonly may: ReadonlySet<string>;
  endsAt: number;
}

export interface State {
  readonly currency: string;
  readonly websiteId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  expired: boolean;
  readonly access: Map<string, Access>;
  /** Subjects closed to every key and token, whatever was granted. */
  readonly withdrawn: Set<string>;
  /** One use each: what they grant. */
  readonly codes: Map<
    string,
    { readonly redirectUri: string; readonly may: ReadonlySet<string>; readonly endsAt: number }
  >;
  readonly refreshTokens: Map<string, ReadonlySet<string>>;
  readonly products: Map<string, StoredProduct>;
  readonly bySku: Map<string, { readonly product: StoredProduct; readonly variant: StoredVariant }>;
  readonly byVariant: Map<string, { readonly product: StoredProduct; readonly variant: StoredVariant }>;
  readonly orders: Map<string, StoredOrder>;
  readonly discounts: object[];
  /** Transactions by order. */
  readonly documents: Map<string, StoredDocument>;
  readonly contacts: object[];
  readonly hooks: Map<string, StoredHook>;
  /** Answers already given, by idempotency key. */
  readonly given: Map<string, { readonly body: string; readonly reply: SandboxReply }>;
  readonly clock: Clock;
  hexId(): string;
  uuid(): string;
  secret(): string;
  deliver(url: string, headers: Readonly<Record<string, string>>, body: string): void;
}

export const SUBJECTS = ["orders", "products", "inventory", "contacts", "discounts", "transactions"] as const;

export const now = (state: State): string => new Date(state.clock.now()).toISOString();

export function moneyOf(state: State, text: string): Money {
  return { currency: state.currency, value: formatDecimal(parseMoney(text, state.currency)) };
}

export const minorOf = (amount: Money): bigint => parseMoney(amount.value, amount.currency).minor;

export const ofMinor = (minor: bigint, currency: string): Money => ({
  currency,
  value: formatDecimal({ minor, currency }),
});

export function addToCatalog(state: State, product: StoredProduct): void {
  state.products.set(product.id, product);
  for (const variant of product.variants) index(state, product, variant);
}

export function index(state: State, product: StoredProduct, variant: StoredVariant): void {
  state.bySku.set(variant.sku, { product, variant });
  state.byVariant.set(variant.id, { product, variant });
}

export function removeFromCatalog(state: State, product: StoredProduct): void {
  state.products.delete(product.id);
  for (const variant of product.variants) unindex(state, variant);
}

export function unindex(state: State, variant: StoredVariant): void {
  if (state.bySku.get(variant.sku)?.variant === variant) state.bySku.delete(variant.sku);
  state.byVariant.delete(variant.id);
}

/** Takes units from a line's variant when it is counted; remembers how many. */
export function takeStock(state: State, order: StoredOrder): void {
  for (const line of order.lineItems) {
    const found = state.byVariant.get(line.variantId ?? "");
    if (!found || found.variant.stock.unlimited) continue;
    found.variant.stock.quantity -= line.quantity;
    order.took.set(line.id, line.quantity);
  }
}

/** Puts back what an order took and has not given back yet. */
export function returnStock(state: State, order: StoredOrder, line: StoredLine, units: number): void {
  const found = state.byVariant.get(line.variantId ?? "");
  const taken = order.took.get(line.id) ?? 0;
  const back = Math.min(units, taken);
  order.took.set(line.id, taken - back);
  if (found) found.variant.stock.quantity += back;
}

/** Notifications are thin: an id and what happened, signed with the secret's bytes over the raw body. */
export function notify(state: State, topic: string, data: object): void {
  for (const hook of state.hooks.values()) {
    if (!hook.topics.includes(topic)) continue;
    const body = JSON.stringify({
      id: state.hexId(),
      websiteId: state.websiteId,
      subscriptionId: hook.id,
      topic,
      // Without seconds, as the documentation's own sample prints it.
      createdOn: `${now(state).slice(0, 16)}+00:00`,
      data,
    });
    const signature = createHmac("sha256", Buffer.from(hook.secret, "hex")).update(body).digest("hex");
    const headers = {
      "user-agent": "Squarespace/1.0",
      "content-type": "application/json",
      "squarespace-signature": signature,
    };
    state.deliver(hook.endpointUrl, headers, body);
  }
}

export function touch(state: State, order: StoredOrder, update: string | null): void {
  order.modifiedOn = now(state);
  if (update !== null) notify(state, "order.update", { orderId: order.id, update });
}
