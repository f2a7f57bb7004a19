/** Everything the emulated shop knows. Amounts are decimal text or minor units, times ISO 8601 UTC by the second. */
import type { Clock } from "../../commerce/clock.ts";

export interface BundleComponent {
  readonly variantId: string;
  readonly quantity: number;
}

export interface SandboxVariant {
  readonly id: string;
  readonly productId: string;
  readonly itemId: string;
  readonly createdAt: string;
  sku: string;
  barcode: string | null;
  price: string;
  compareAtPrice: string | null;
  position: number;
  options: { name: string; value: string }[];
  policy: string;
  tracked: boolean;
  /** Of a bundle: what it is sold as. It has no number of its own. */
  components: readonly BundleComponent[];
  cost: string | null;
  weight: { unit: string; value: number };
  mediaId: string | null;
  updatedAt: string;
}

export interface SandboxProductRow {
  readonly id: string;
  readonly createdAt: string;
  title: string;
  descriptionHtml: string;
  vendor: string;
  isGiftCard: boolean;
  status: string;
  handle: string;
  tags: string[];
  media: { id: string; alt: string; url: string; source: string }[];
  collectionIds: string[];
  variantIds: string[];
  publicationIds: string[];
  updatedAt: string;
}

export interface Level {
  available: number;
  committed: number;
  updatedAt: string;
}

export interface Transaction {
  readonly id: string;
  readonly kind: string;
  readonly gateway: string;
  readonly minor: bigint;
  readonly parentId: string | null;
  readonly at: string;
  /** Its gateway has not answered yet. */
  waits?: boolean | undefined;
  /** What Shopify Payments takes for it, once it was processed. */
  fee?: { readonly id: string; readonly minor: bigint; readonly taxMinor: bigint } | undefined;
}

export interface OrderLineRow {
  readonly id: string;
  readonly variantId: string | null;
  readonly title: string;
  readonly variantTitle: string | null;
  readonly sku: string | null;
  readonly price: string;
  readonly requiresShipping: boolean;
  readonly locationId: string;
  /** The bundle it was sold in. */
  readonly group: LineGroup | null;
  quantity: number;
}

export interface LineGroup {
  readonly id: string;
  readonly variantId: string;
  readonly quantity: number;
}

export interface FulfilmentOrderRow {
  readonly id: string;
  readonly locationId: string;
  readonly lines: { readonly id: string; readonly lineId: string; total: number; remaining: number }[];
  status: string;
  /** DeliveryMethodType; absent: SHIPPING. Null: the shop tells none. */
  delivery?: string | null;
  holds: {
    readonly id: string;
    readonly handle: string;
    readonly reason: string;
    readonly notes: string;
    readonly app: boolean;
  }[];
  updatedAt: string;
}

export interface FulfilmentRow {
  readonly id: string;
  readonly locationId: string;
  readonly createdAt: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly notified: boolean;
  status: string;
  displayStatus: string;
  tracking: { company: string | null; number: string | null; url: string | null }[];
}

export interface RefundRow {
  readonly id: string;
  readonly createdAt: string;
  readonly note: string | null;
  readonly minor: bigint;
  readonly transactionIds: readonly string[];
  readonly lines: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly restockType: string;
    readonly locationId: string | null;
  }[];
}

export interface AddressRow {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly provinceCode: string | null;
  readonly zip: string | null;
  readonly countryCode: string | null;
  readonly phone: string | null;
}

export interface ReturnRow {
  readonly id: string;
  readonly name: string;
  status: "REQUESTED" | "OPEN" | "CLOSED" | "DECLINED" | "CANCELED";
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}

export interface OrderRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly currency: string;
  readonly customerId: string | null;
  readonly sourceIdentifier: string | null;
  /** Where the link of the visit led from; null: no visit is on record. */
  readonly visit: { readonly source: string; readonly medium: string; readonly campaign: string } | null;
  readonly lines: OrderLineRow[];
  readonly shipping: readonly { readonly id: string; readonly title: string; readonly minor: bigint }[];
  /** Of a code on the whole order, spread over its lines. */
  readonly discountMinor: bigint;
  readonly transactions: Transaction[];
  readonly gateways: readonly string[];
  readonly fulfilmentOrders: FulfilmentOrderRow[];
  readonly fulfilments: FulfilmentRow[];
  readonly refunds: RefundRow[];
  readonly returns: ReturnRow[];
  address: AddressRow | null;
  email: string | null;
  phone: string | null;
  note: string | null;
  tags: string[];
  cancelledAt: string | null;
  cancelReason: string | null;
  closedAt: string | null;
  /** What its risk assessments recommend. */
  risk: "ACCEPT" | "CANCEL" | "INVESTIGATE" | "NONE";
  updatedAt: string;
}

export interface CustomerRow {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly topic: string;
  readonly uri: string;
  readonly createdAt: string;
  /** Key of the app that made it. */
  readonly secret: string;
  failures: number;
}

export interface JobRow {
  readonly id: string;
  readonly dueMs: number;
  done: boolean;
  run(): void;
}

export interface BulkRow {
  readonly id: string;
  readonly query: string;
  readonly createdAt: string;
  readonly status: string;
  readonly rootCount: number;
  readonly objectCount: number;
  readonly lines: string;
}

export interface Token {
  readonly kind: "app" | "hosted" | "legacy";
  readonly scopes: readonly string[];
  expiresMs: number;
}

export interface PayoutRow {
  readonly id: string;
  readonly transactionId: string;
  readonly orderId: string;
  readonly at: string;
  readonly minor: bigint;
  readonly feeMinor: bigint;
}

export interface CardRow {
  readonly id: string;
  readonly code: string;
  readonly entries: {
    readonly id: string;
    readonly kind: string;
    readonly minor: bigint;
    readonly note: string | null;
  }[];
  balanceMinor: bigint;
  enabled: boolean;
  expiresOn: string | null;
}

export interface DiscountRow {
  readonly id: string;
  readonly code: string;
  /** Fields of the discount as GraphQL resolves them. */
  readonly view: Readonly<Record<string, unknown>>;
}

export interface PriceListRow {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  /** Fixed prices by variant, decimal text. */
  readonly prices: Map<string, string>;
}

export interface ShopState {
  readonly clock: Clock;
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly legacyToken: string;
  readonly legacySecret: string;
  readonly locations: { readonly id: string; readonly name: string; active: boolean }[];
  readonly publications: readonly { readonly id: string; readonly title: string }[];
  readonly products: Map<string, SandboxProductRow>;
  readonly variants: Map<string, SandboxVariant>;
  readonly handles: Set<string>;
  readonly variantIdOfItem: Map<string, string>;
  readonly variantIdOfSku: Map<string, string>;
  /** By `item:location`. */
  readonly levels: Map<string, Level>;
  readonly collections: Map<string, { readonly id: string; title: string; readonly handle: string; updatedAt: string }>;
  readonly customers: Map<string, CustomerRow>;
  readonly orders: Map<string, OrderRow>;
  readonly subscriptions: Map<string, SubscriptionRow>;
  readonly jobs: Map<string, JobRow>;
  readonly bulks: Map<string, BulkRow>;
  readonly tokens: Map<string, Token>;
  /** Remembered answers of idempotent mutations, by key. */
  readonly idempotency: Map<string, { readonly variables: string; readonly result: unknown }>;
  /** Each settled order is a payout of its own, as little shops see it. */
  readonly payouts: PayoutRow[];
  readonly discounts: DiscountRow[];
  readonly giftCards: CardRow[];
  readonly priceLists: PriceListRow[];
  scopes: string[];
  bulkEnabled: boolean;
  nextId: number;
  emit(topic: string, payload: object): void;
  /** Base URL of the sandbox. */
  url(): string;
}

/** A fresh id, as the number inside a gid. */
export function newId(state: ShopState): string {
  state.nextId += 1;
  return String(state.nextId);
}

/** Shopify's times have whole seconds. */
export function stamp(state: ShopState): string {
  return `${new Date(state.clock.now()).toISOString().slice(0, 19)}Z`;
}

export function levelKey(itemId: string, locationId: string): string {
  return `${itemId}:${locationId}`;
}

export function variantOfItem(state: ShopState, itemId: string): SandboxVariant | undefined {
  return state.variants.get(state.variantIdOfItem.get(itemId) ?? "");
}

/** The first variant with exactly this SKU; remembered, because SKUs rarely change. */
export function variantOfSku(state: ShopState, sku: string): SandboxVariant | undefined {
  const cached = state.variants.get(state.variantIdOfSku.get(sku) ?? "");
  if (cached?.sku === sku) return cached;
  for (const variant of state.variants.values()) {
    if (variant.sku !== sku) continue;
    state.variantIdOfSku.set(sku, variant.id);
    return variant;
  }
  return undefined;
}

/** Ends what has run its time: cancellations take a moment on Shopify. */
export function runJobs(state: ShopState): void {
  for (const job of state.jobs.values()) {
    if (job.done || job.dueMs > state.clock.now()) continue;
    job.done = true;
    state.jobs.delete(job.id);
    job.run();
  }
}
