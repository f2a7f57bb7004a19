/** The seller's and the buyers' side of the emulated Amazon. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput, SandboxProduct, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { workOff } from "./feeds.ts";
import { settle } from "./finances.ts";
import { listingSample } from "./listing-sample.ts";
import { newListing, readBack, setQuantity } from "./listing-write.ts";
import { deleteListing, priceOf } from "./listings.ts";
import { cancelOrder, moveStock, notifyOrder, releaseOrder, shipParcel } from "./order-life.ts";
import { latestShipTime, totalOf } from "./orders.ts";
import { openPriceScopes } from "./price-scopes.ts";
import { digits, iso, liveBySku, now, type State, type StoredListing, type StoredOrder } from "./state.ts";

const SHIPPING = "5";

export function createShop(state: State): SandboxShop {
  const find = (sku: string): StoredListing => {
    workOff(state);
    return liveBySku(state, sku) ?? missing("SKU", sku);
  };
  const edit = (sku: string, change: (listing: StoredListing) => void) => {
    const listing = find(sku);
    change(listing);
    listing.lastUpdatedDate = now(state);
  };
  const editHead = (sku: string, change: (listing: StoredListing) => void) =>
    edit(headOf(state, find(sku)).sku, change);
  const order = (key: string): StoredOrder => state.orders.get(key) ?? missing("order", key);
  return {
    credentials: () => credentials(state),
    installWebhooks: () => ({}),
    // As when somebody deletes one in another program of the account.
    loseWebhooks: () => void state.subscriptions.delete(state.subscriptions.keys().next().value ?? ""),
    withdrawRight: () => void state.roles.delete("Inventory and Order Tracking"),
    addProduct: (product) => addProduct(state, product),
    removeProduct(key) {
      for (const sku of [...(state.listings.get(key)?.childSkus ?? [])]) deleteListing(state, sku);
      deleteListing(state, key);
    },
    blockProduct(key) {
      for (const sku of [key, ...(state.listings.get(key)?.childSkus ?? [])])
        edit(sku, (listing) => {
          listing.blocked = true;
        });
    },
    stockOf: (sku) => find(sku).quantity,
    setStock: (sku, quantity) => edit(sku, (listing) => setQuantity(listing, quantity)),
    priceOf: (sku) => priceOf(find(sku)),
    setPrice: (sku, price) => edit(sku, (listing) => setPrice(state, listing, price)),
    demandsDescription: true,
    titleOf: (sku) => headOf(state, find(sku)).itemName,
    setTitle: (sku, title) => editHead(sku, (listing) => setTitle(state, listing, title)),
    setDescription: (sku, html) => editHead(sku, (listing) => setDescription(state, listing, html)),
    ...listed(state),
    placeOrder: (input) => placeOrder(state, input),
    settlesCancelled: true,
    cancelOrder: (key) => void cancelOrder(state, order(key)),
    ...paying(state, order),
    shipOrder: (key, lines) => ship(state, order(key), lines),
    settleOrder: (key) => settle(state, order(key)),
    order: (key) => {
      workOff(state);
      const found = state.orders.get(key);
      return found && view(found);
    },
    record: (key) => {
      workOff(state);
      const found = state.orders.get(key);
      return found && record(found);
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

/** A family's parent is not sold. */
const listed = (state: State): Pick<SandboxShop, "listingSample" | "catalog" | "skus"> => ({
  listingSample,
  catalog: () => state.listings,
  skus: () =>
    [...state.listings.values()]
      .filter(({ childSkus, isParent }) => childSkus.length === 0 && !isParent)
      .map(({ sku }) => sku),
});

function credentials(state: State): Readonly<Record<string, string>> {
  return {
    marketplaceId: state.marketplaceId,
    lwaClientId: state.clientId,
    lwaClientSecret: state.clientSecret,
    lwaSecretIssuedOn: now(state).slice(0, 10),
    refreshToken: state.refreshToken,
    sellerId: state.sellerId,
    sqsQueueArn: state.queueArn,
    awsAccessKeyId: state.accessKeyId,
    awsSecretAccessKey: state.secretAccessKey,
  };
}

function setPrice(state: State, listing: StoredListing, price: string): void {
  listing.attributes.purchasable_offer = [
    {
      marketplace_id: state.marketplaceId,
      currency: state.currency,
      our_price: [{ schedule: [{ value_with_tax: Number(formatDecimal(parseMoney(price, state.currency))) }] }],
    },
  ];
}

function setTitle(state: State, listing: StoredListing, title: string): void {
  listing.attributes.item_name = [{ value: title, marketplace_id: state.marketplaceId }];
  readBack(listing);
}

/** A family's title and text are its parent's. */
const headOf = (state: State, listing: StoredListing): StoredListing =>
  (listing.parentSku === null ? undefined : state.listings.get(listing.parentSku)) ?? listing;

/** The page of the listing takes no markup. */
function setDescription(state: State, listing: StoredListing, html: string): void {
  const value = html.replace(/<[^>]*>/g, "");
  listing.attributes.product_description = [{ value, marketplace_id: state.marketplaceId }];
}

function addListing(state: State, sku: string, title: string): StoredListing {
  const listing = newListing(state, sku, "HOME");
  state.listings.set(sku, listing);
  setTitle(state, listing, title);
  listing.attributes.condition_type = [{ value: "new_new", marketplace_id: state.marketplaceId }];
  return listing;
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const isFamily = input.variants.length > 1;
  const key = isFamily ? `${input.variants[0]?.sku ?? "P"}-PARENT` : (input.variants[0]?.sku ?? "");
  const parent = isFamily ? addListing(state, key, input.title) : null;
  if (parent) parent.themeAttributes = ["style"];
  for (const { sku, price, stock, barcode, option } of input.variants) {
    const listing = addListing(state, sku, input.title);
    setPrice(state, listing, price);
    setQuantity(listing, stock);
    listing.suppressed = input.status === "draft";
    if (barcode !== undefined)
      listing.attributes.externally_assigned_product_identifier = [{ value: barcode, type: "ean" }];
    if (!parent) continue;
    listing.attributes.style = [{ value: option ?? sku, marketplace_id: state.marketplaceId }];
    listing.parentSku = key;
    listing.themeAttributes = ["style"];
    parent.childSkus.push(sku);
  }
  return { key, variantKeys: Object.fromEntries(input.variants.map(({ sku }) => [sku, sku])) };
}

function placeOrder(state: State, input: SandboxOrderInput): string {
  const at = now(state);
  const { currency } = state;
  const lines = input.lines.map(({ sku, quantity }) => {
    const listing = liveBySku(state, sku) ?? missing("SKU", sku);
    return { listing, quantity };
  });
  const order: StoredOrder = {
    orderId: `405-${digits(state, 7)}-${digits(state, 7)}`,
    createdTime: at,
    lastUpdatedTime: at,
    status: input.payment === "pending" ? "PENDING" : "UNSHIPPED",
    fulfilledBy: lines.some(({ listing }) => listing.channel !== "DEFAULT") ? "AMAZON" : "MERCHANT",
    programs: [],
    isCod: input.payment === "cod",
    marketplaceId: state.marketplaceId,
    currency,
    items: lines.map(({ listing, quantity }) => ({
      orderItemId: digits(state, 14),
      sku: listing.sku,
      asin: listing.asin,
      title: listing.itemName,
      quantity,
      shipped: 0,
      cancelled: 0,
      unitMinor: parseMoney(priceOf(listing) || "0", currency).minor,
      cancelReason: null,
    })),
    packages: new Map(),
    customer: input.customer ? { name: input.customer.name, phone: input.customer.phone ?? null } : null,
    shippingMinor: parseMoney(SHIPPING, currency).minor,
  };
  state.orders.set(order.orderId, order);
  moveStock(state, order, -1);
  notifyOrder(state, order, "Order Placed");
  return order.orderId;
}

/** The seller confirms in Seller Central. */
function ship(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number }[] | undefined,
): void {
  const items = order.items
    .map((item) => ({
      orderItemId: item.orderItemId,
      quantity: lines ? (lines.find(({ sku }) => sku === item.sku)?.quantity ?? 0) : item.quantity - item.shipped,
    }))
    .filter(({ quantity }) => quantity > 0);
  const problem = shipParcel(state, order, {
    reference: `SC-${digits(state, 6)}`,
    carrier: "Delhivery",
    trackingNumber: `SC${digits(state, 10)}`,
    shipTime: iso(state.clock.now()),
    items,
  });
  if (problem !== null) throw new RangeError(problem);
}

/** What is not paid the courier collects at the door. */
const paying = (
  state: State,
  order: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "openPriceScopes" | "payOrder" | "owedOn">> => ({
  openPriceScopes: () => openPriceScopes(state),
  payOrder: (key) => releaseOrder(state, order(key)),
  owedOn(key) {
    const { isCod, status } = order(key);
    return isCod && status !== "CANCELLED" ? view(order(key)).total : "0";
  },
});

function view(order: StoredOrder) {
  return {
    key: order.orderId,
    number: order.orderId,
    status: order.status,
    fulfilled: order.status === "SHIPPED",
    cancelled: order.status === "CANCELLED",
    trackingNumbers: [...order.packages.values()].map(({ trackingNumber }) => trackingNumber),
    total: formatDecimal({ minor: totalOf(order), currency: order.currency }),
  };
}

function record(order: StoredOrder): NonNullable<ReturnType<NonNullable<SandboxShop["record"]>>> {
  const isCancelled = order.status === "CANCELLED";
  return {
    lines: order.items.map((item) => ({
      sku: item.sku,
      quantity: isCancelled ? item.shipped : item.quantity - item.cancelled,
      shipped: item.shipped,
      restocked: 0,
    })),
    parcels: [...order.packages.values()].map(({ trackingNumber, carrier }) => ({
      trackingNumbers: [trackingNumber],
      carrier,
    })),
    refunds: [],
    shipBy: new Date(latestShipTime(order)).toISOString(),
    notes: [],
    hidesNotes: true,
  };
}
