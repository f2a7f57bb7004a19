/** The seller's portal and the buyers' side of the emulated marketplace. */
import { formatDecimal } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxOrder,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { ofOrder } from "./life.ts";
import { listingSampleOf } from "./listing-sample.ts";
import { cancelByBuyer, endReturn, placeOrder, returnOrder, shipFromPortal } from "./orders.ts";
import { alive, type State, type StoredListing, statusOf, stockAt } from "./state.ts";

const HANDED_OVER = new Set([
  "READY_TO_DISPATCH",
  "PICKUP_COMPLETE",
  "SHIPPED",
  "DELIVERED",
  "COMPLETED",
  "RETURN_REQUESTED",
  "RETURNED",
]);

export function createShop(state: State): SandboxShop {
  const find = (sku: string): StoredListing => state.listings.get(sku) ?? missing("SKU", sku);
  return {
    tellsCommitted: true,
    get assignsTracking() {
      return state.defaultType === "SELF" ? undefined : (true as const);
    },
    currency: "INR",
    priceStepMinor: 100,
    settlesCancelled: true,
    hidesTitles: true,
    credentials: () => ({
      authMode: "self_access",
      appId: state.appId,
      appSecret: state.appSecret,
      sellerId: state.sellerId,
      locationIds: state.locations.join(", "),
    }),
    installWebhooks(urls) {
      state.notificationUrl = urls[""];
      return {};
    },
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => void state.listings.delete(key),
    stockOf: (sku) => [...find(sku).locations.values()].reduce((sum, { inventory }) => sum + inventory, 0),
    levelsOf: (sku) => new Map([...find(sku).locations].map(([id, { inventory }]) => [id, inventory])),
    setStock(sku, quantity) {
      const listing = find(sku);
      for (const [index, id] of state.locations.entries()) stockAt(listing, id).inventory = index === 0 ? quantity : 0;
    },
    mostPriceOf: (sku) => String(find(sku).mrp),
    compareAtOf: (sku) => String(find(sku).mrp),
    priceOf: (sku) => String(find(sku).price),
    setPrice(sku, price) {
      const listing = find(sku);
      listing.price = wholeRupees(price);
      listing.mrp = Math.max(listing.mrp, listing.price);
    },
    titleOf: (sku) => find(sku).title,
    setTitle: (sku, title) => Object.assign(find(sku), { title }),
    skus: () => [...state.listings.keys()],
    listingSample: (skus) => listingSampleOf(state.locations[0] ?? "")(skus),
    addLocation(name) {
      const id = `LOC${name.replace(/[^A-Za-z0-9]/g, "") || state.number(6)}`;
      state.locations.push(id);
      return id;
    },
    placeOrder: (input) => placeOrder(state, input),
    cancelOrder: (key) => cancelByBuyer(state, key),
    shipOrder: (key) => shipFromPortal(state, key),
    openReturn: (key) => returnOrder(state, key, "customer_return", false).returnId,
    endReturn: (key, end) => endReturn(state, key, end),
    ...booksOf(state),
    orderKeys: () => [...state.byOrder.keys()],
  };
}

/** Listings have whole rupees: what is typed with paise is rounded by the portal. */
const wholeRupees = (price: string): number => Math.round(Number(price));

function addProduct(state: State, product: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const made = product.variants.map((variant) => {
    const fsn = `MUGF${state.number(12)}`;
    const price = wholeRupees(variant.price);
    const listing: StoredListing = {
      listingId: `LST${fsn}${state.number(6)}`,
      fsn,
      sku: variant.sku,
      title: product.title,
      price,
      mrp: Math.ceil(price * 1.25),
      status: product.status === "draft" ? "INACTIVE" : "ACTIVE",
      profile: "NON_FBF",
      taxCode: "GST_18",
      hidesLocations: false,
      locations: new Map(),
    };
    for (const [index, id] of state.locations.entries())
      stockAt(listing, id).inventory = index === 0 ? variant.stock : 0;
    state.listings.set(variant.sku, listing);
    return [variant.sku, listing.listingId] as const;
  });
  return { key: made[0]?.[0] ?? "", variantKeys: Object.fromEntries(made) };
}

function recordOf(state: State, key: string): SandboxOrderRecord | undefined {
  const shipments = ofOrder(state, key);
  if (shipments.length === 0) return undefined;
  return {
    lines: shipments.flatMap((shipment) => {
      const left = HANDED_OVER.has(statusOf(shipment));
      const stored = alive(shipment);
      return shipment.items.map((item) => {
        const quantity = stored.includes(item) ? item.quantity : 0;
        return { sku: item.listing.sku, quantity, shipped: left ? quantity : 0, restocked: 0 };
      });
    }),
    parcels: shipments.flatMap(({ trackingId }) =>
      trackingId === undefined ? [] : [{ trackingNumbers: [trackingId] }],
    ),
    refunds: [],
    shipBy: new Date(Math.min(...shipments.map(({ dispatchBy }) => dispatchBy))).toISOString(),
    notes: [],
  };
}

const booksOf = (state: State): Required<Pick<SandboxShop, "order" | "record" | "owedOn">> => ({
  order: (key) => orderView(state, key),
  record: (key) => recordOf(state, key),
  owedOn: (key) => owedOn(state, key),
});

/** The courier collects for what was not cancelled. */
function owedOn(state: State, key: string): string {
  const due = ofOrder(state, key)
    .flatMap(alive)
    .filter(({ paymentType }) => paymentType === "COD");
  const minor = due.reduce((sum, { priceMinor, shippingMinor }) => sum + priceMinor + shippingMinor, 0n);
  return formatDecimal({ minor, currency: "INR" });
}

function orderView(state: State, key: string): SandboxOrder | undefined {
  const shipments = ofOrder(state, key);
  if (shipments.length === 0) return undefined;
  const open = shipments.filter((shipment) => alive(shipment).length > 0);
  const minor = shipments
    .flatMap(({ items }) => items)
    .reduce((sum, { priceMinor, shippingMinor }) => sum + priceMinor + shippingMinor, 0n);
  return {
    key,
    number: key,
    status: shipments.map(statusOf).join(", "),
    fulfilled: open.length > 0 && open.every((shipment) => HANDED_OVER.has(statusOf(shipment))),
    cancelled: open.length === 0,
    trackingNumbers: open.flatMap(({ trackingId }) => trackingId ?? []),
    total: formatDecimal({ minor, currency: "INR" }),
  };
}
