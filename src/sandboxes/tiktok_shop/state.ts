/** What the emulated TikTok Shop knows. Written from the official endpoint documents and guides, never from the connector. */
import { createHmac } from "node:crypto";
import type { Clock } from "../../commerce/clock.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";

export interface StoredSku {
  readonly id: string;
  sellerSku: string;
  price: string;
  listPrice: string | null;
  barcode: string | null;
  attributes: {
    readonly id: string;
    readonly name: string;
    readonly value_id: string;
    readonly value_name: string;
    readonly picture?: string;
  }[];
  externalId: string | null;
  /** By warehouse. */
  readonly stock: Map<string, { available: number; committed: number }>;
  /** Of a virtual bundle: what is in one. */
  inside?: readonly { readonly skuId: string; readonly quantity: number }[] | undefined;
}

export interface StoredProduct {
  readonly id: string;
  title: string;
  description: string;
  status: string;
  audit: string;
  categoryId: string;
  brand: { readonly id: string; readonly name: string } | null;
  images: string[];
  weight: { readonly value: string; readonly unit: string };
  size: { readonly length: string; readonly width: string; readonly height: string; readonly unit: string } | null;
  skus: StoredSku[];
  /** The seller's own key of it; "": none. */
  readonly mark: string;
  /** Why a review did not pass it. */
  reasons?: readonly {
    readonly position: string;
    readonly reasons: readonly string[];
    readonly suggestions: readonly string[];
  }[];
  readonly createdAt: number;
  updatedAt: number;
}

export interface StoredUnit {
  readonly id: string;
  readonly skuId: string;
  readonly productId: string;
  readonly productName: string;
  readonly skuName: string;
  readonly sellerSku: string;
  originalPrice: string;
  salePrice: string;
  sellerDiscount: string;
  platformDiscount: string;
  isGift: boolean;
  displayStatus: string;
  packageId: string | null;
  trackingNumber: string;
  provider: { readonly id: string; readonly name: string } | null;
  shippedAt: number | null;
}

export interface StoredPackage {
  readonly id: string;
  readonly orderId: string;
  status: string;
  /** Polls until the carrier has made the label. */
  labelAfter: number;
}

export interface StoredOrder {
  readonly id: string;
  status: string;
  readonly createdAt: number;
  updatedAt: number;
  paidAt: number | null;
  cancelledAt: number | null;
  /** The carrier took it. */
  collectedAt: number | null;
  readonly isCod: boolean;
  readonly buyer: { readonly name: string; readonly phone: string; readonly email: string };
  readonly userId: string;
  readonly units: StoredUnit[];
  fulfillmentType: string;
  shippingType: string;
  orderType: string;
  isSample: boolean;
  warehouseId: string;
  shippingFee: string;
  tax: string;
  extraFees: Record<string, string>;
  isBuyerRequestCancel: boolean;
  message: string;
}

export interface StoredReturn {
  readonly id: string;
  readonly orderId: string;
  readonly type: string;
  status: string;
  readonly amount: string;
  readonly unitIds: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
  action: string | null;
}

export interface StoredCancellation {
  readonly id: string;
  readonly orderId: string;
  readonly type: string;
  status: string;
  readonly reason: string;
  readonly amount: string;
  readonly unitIds: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
}

export interface StoredCoupon {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly percent: string | null;
  readonly amount: string | null;
  readonly minimum: string | null;
}

export interface Statement {
  readonly id: string;
  readonly time: number;
  readonly transactions: {
    readonly id: string;
    readonly orderId: string;
    readonly fees: Readonly<Record<string, string>>;
    /** What the buyer paid for the goods, with what TikTok added. */
    readonly revenue: string;
    /** Less what the buyer paid for it, which is `paidShipping`. */
    readonly shipping: string;
    readonly paidShipping: string;
  }[];
}

export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly sellerType: string;
  readonly cipher: string;
  readonly code: string;
}

export interface Warehouse {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  status: string;
  readonly isDefault: boolean;
}

export interface State {
  readonly currency: string;
  /** Registered in Partner Center; the link to the consent page does not name it. */
  redirectUrl: string;
  readonly app: { readonly key: string; readonly secret: string; readonly serviceId: string };
  /** The seller's login, as the app knows it. */
  readonly login: string;
  /** The shop everything below belongs to, but what is the login's: tokens and scopes. */
  shop: Shop;
  /** Further shops of the same login. */
  readonly otherShops: State[];
  userType: number;
  grantedScopes: string[];
  /** Calls answered as if the scope had not been granted, by path prefix. */
  readonly forbidden: Set<string>;
  isSellerInactive: boolean;
  readonly codes: Map<string, number>;
  readonly access: Map<string, number>;
  readonly refresh: Set<string>;
  readonly warehouses: Warehouse[];
  readonly providers: { readonly id: string; readonly name: string }[];
  readonly products: Map<string, StoredProduct>;
  readonly orders: Map<string, StoredOrder>;
  readonly packages: Map<string, StoredPackage>;
  readonly returns: Map<string, StoredReturn>;
  readonly cancellations: Map<string, StoredCancellation>;
  readonly coupons: StoredCoupon[];
  readonly statements: Statement[];
  /** What the seller's bank receives; absent: the shop's own currency. */
  bank?: { readonly currency: string; readonly rate: string };
  readonly hooks: Map<string, { readonly address: string; readonly createdAt: number }>;
  /** Answers given, by idempotency key. */
  readonly given: Map<string, string>;
  /** What was uploaded, by its address. */
  readonly pictures: Map<string, { readonly useCase: string; readonly bytes: string }>;
  /** True: a quantity of 0 is refused, as the documented range says. */
  refusesZero: boolean;
  /** What audits decide: listings are approved at once, or stay under review. */
  audits: "approve" | "pend";
  readonly clock: Clock;
  id(): string;
  token(): string;
  random(): number;
  url(): string;
  deliver(url: string, headers: Readonly<Record<string, string>>, body: string): void;
  /** An empty shop that the same login opens. */
  another(name: string): State;
}

export const now = (state: State): number => Math.floor(state.clock.now() / 1000);

export const priceText = (state: State, text: string): string => formatDecimal(parseMoney(text, state.currency));

export const minorOf = (state: State, text: string): bigint => parseMoney(text, state.currency).minor;

export const ofMinor = (state: State, minor: bigint): string => formatDecimal({ minor, currency: state.currency });

export function findSku(state: State, skuId: string): { product: StoredProduct; sku: StoredSku } | undefined {
  for (const product of state.products.values()) {
    const sku = product.skus.find(({ id }) => id === skuId);
    if (sku) return { product, sku };
  }
  return undefined;
}

const EVENT_TYPES: Readonly<Record<string, number>> = {
  ORDER_STATUS_CHANGE: 1,
  RECIPIENT_ADDRESS_UPDATE: 3,
  PACKAGE_UPDATE: 4,
  PRODUCT_STATUS_CHANGE: 5,
  SELLER_DEAUTHORIZATION: 6,
  CANCELLATION_STATUS_CHANGE: 11,
  RETURN_STATUS_CHANGE: 12,
  PRODUCT_INFORMATION_CHANGE: 15,
  PRODUCT_CREATION: 16,
};

const NUMBERS_IDS = new Set(["PRODUCT_STATUS_CHANGE", "PRODUCT_CREATION"]);

/** Signed over app key and body with the app's secret, lower-case hexadecimal, no scheme word. */
export function notify(state: State, event: string, data: object): void {
  const hook = state.hooks.get(event);
  if (!hook) return;
  const reported = JSON.stringify({
    type: EVENT_TYPES[event],
    tts_notification_id: state.id(),
    shop_id: state.shop.id,
    timestamp: now(state),
    data,
  });
  // Two kinds name their product by a number, larger than most programs can hold.
  const body = NUMBERS_IDS.has(event) ? reported.replace(/"product_id":"(\d+)"/, '"product_id":$1') : reported;
  const authorization = createHmac("sha256", state.app.secret)
    .update(state.app.key + body)
    .digest("hex");
  state.deliver(hook.address, { "content-type": "application/json", authorization }, body);
}

/** Moves an order on, and tells so. Webhooks spell one status differently. */
export function moveOrder(state: State, order: StoredOrder, status: string): void {
  order.status = status;
  order.updatedAt = now(state);
  notifyOrder(state, order);
}

export function notifyOrder(state: State, order: StoredOrder): void {
  notify(state, "ORDER_STATUS_CHANGE", {
    order_id: order.id,
    order_status: order.status === "CANCELLED" ? "CANCEL" : order.status,
    is_on_hold_order: order.status === "ON_HOLD",
    update_time: order.updatedAt,
  });
}

/** What a unit takes: itself, or of a bundle its contents. */
function partsOf(state: State, { skuId }: StoredUnit): readonly { skuId: string; quantity: number }[] {
  const inside = findSku(state, skuId)?.sku.inside ?? [];
  return inside.length > 0 ? inside : [{ skuId, quantity: 1 }];
}

/** Units go between available and committed, in the order's warehouse. */
export function commit(state: State, order: StoredOrder, unit: StoredUnit, direction: 1 | -1): void {
  for (const { skuId, quantity } of partsOf(state, unit)) {
    const level = findSku(state, skuId)?.sku.stock.get(order.warehouseId);
    if (!level) continue;
    level.available -= direction * quantity;
    level.committed += direction * quantity;
  }
}

/** The default one, or the one that lacks least of what is ordered. */
export function warehouseFor(state: State, units: readonly StoredUnit[]): Warehouse | undefined {
  const ordered = Map.groupBy(
    units.flatMap((unit) => partsOf(state, unit)),
    ({ skuId }) => skuId,
  );
  const lacking = (id: string) =>
    [...ordered].reduce((sum, [skuId, parts]) => {
      const available = findSku(state, skuId)?.sku.stock.get(id)?.available ?? 0;
      return sum + Math.max(0, parts.reduce((total, { quantity }) => total + quantity, 0) - Math.max(0, available));
    }, 0);
  return state.warehouses.toSorted(
    (one, other) => lacking(one.id) - lacking(other.id) || Number(other.isDefault) - Number(one.isDefault),
  )[0];
}
