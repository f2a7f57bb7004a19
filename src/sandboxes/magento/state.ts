/** The books of the emulated shop. Times are milliseconds, amounts minor units; views print them as the shop does. */
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { DEFAULT_SET, type StoredAttribute, type StoredSet } from "./attribute-books.ts";
import { type Integration, newIntegration } from "./integrations.ts";

export type AttributeValue = string | readonly string[] | null;

export interface StoredProduct {
  readonly id: number;
  sku: string;
  name: string;
  /** Names of store views that left the global one. */
  readonly viewNames: Map<string, string>;
  attributeSetId: number;
  /** Decimal text. */
  price: string;
  status: number;
  visibility: number;
  typeId: string;
  weight: number | null;
  websiteIds: number[];
  categories: string[];
  readonly attributes: Map<string, AttributeValue>;
  options: { id: number; attributeId: string; label: string; position: number; values: number[] }[];
  links: number[];
  media: { id: number; label: string; position: number; types: string[]; file: string; bytes: string }[];
  special: Special | null;
  /** Of single stores, where the shop keeps prices per website. */
  readonly ownPrices: Map<number, string>;
  readonly ownSpecials: Map<number, Special>;
  /** Of a configurable product: the switch without which nothing of it is sold. */
  isInStock: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface Special {
  readonly price: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface StoredCategory {
  readonly id: number;
  parentId: number;
  name: string;
  /** Absent: made from the name. */
  readonly urlKey?: string | undefined;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface StoredAddress {
  readonly id: number;
  firstname: string;
  lastname: string;
  company: string | null;
  street: string[];
  city: string;
  region: string | null;
  postcode: string;
  country: string;
  telephone: string;
  email: string;
}

export interface StoredItem {
  readonly id: number;
  readonly parentId: number | null;
  readonly productId: number;
  readonly sku: string;
  readonly name: string;
  readonly type: string;
  readonly isVirtual: boolean;
  ordered: number;
  invoiced: number;
  shipped: number;
  refunded: number;
  canceled: number;
  /** Of one piece, as its fixed tax. */
  readonly price: bigint;
  readonly discount: bigint;
  tax: bigint;
  fixedTax?: bigint;
}

export interface StoredTrack {
  readonly id: number;
  readonly number: string;
  readonly title: string;
  readonly carrier: string;
  readonly weight: number | null;
  readonly qty: number | null;
  readonly description: string | null;
  readonly createdAt: number;
}

export interface StoredShipment {
  readonly id: number;
  readonly orderId: number;
  readonly source: string;
  readonly createdAt: number;
  readonly items: { readonly id: number; readonly itemId: number; readonly qty: number }[];
  readonly tracks: StoredTrack[];
}

export interface StoredInvoice {
  readonly id: number;
  readonly orderId: number;
  readonly createdAt: number;
  readonly items: { readonly id: number; readonly itemId: number; readonly qty: number }[];
  readonly withShipping: boolean;
  readonly total: bigint;
}

export interface StoredCreditmemo {
  readonly id: number;
  readonly orderId: number;
  readonly createdAt: number;
  readonly items: { readonly id: number; readonly itemId: number; readonly qty: number }[];
  readonly shipping: bigint;
  readonly adjustmentPositive: bigint;
  readonly adjustmentNegative: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly comment: string | null;
  readonly restocked: readonly number[];
  /** Its gateway paid the buyer. */
  readonly isOnline: boolean;
}

export interface StoredComment {
  readonly id: number;
  readonly text: string | null;
  readonly notified: number | null;
  readonly visible: number;
  readonly status: string;
  readonly entity: string | null;
  readonly createdAt: number;
}

export interface StoredOrder {
  readonly id: number;
  readonly number: string;
  readonly quoteId: number;
  state: string;
  status: string;
  /** What it was before it was held. */
  held: { state: string; status: string } | null;
  readonly method: string;
  readonly currency: string;
  readonly customer: {
    readonly id: number | null;
    readonly email: string | null;
    first: string | null;
    last: string | null;
  };
  readonly billing: StoredAddress | null;
  readonly shippingAddress: StoredAddress | null;
  readonly items: StoredItem[];
  readonly shipping: bigint;
  readonly shippingTax: bigint;
  readonly coupon: { readonly code: string; readonly title: string } | null;
  extOrderId: string | null;
  shippingInvoiced: boolean;
  shippingRefunded: bigint;
  paid: bigint;
  refunded: bigint;
  canceledTotal: bigint | null;
  /** False: written by the raw route, which reserves nothing. */
  readonly reserves: boolean;
  /** What the buyer wrote at checkout. */
  readonly note: string | null;
  readonly comments: StoredComment[];
  readonly createdAt: number;
  updatedAt: number;
}

export interface StoredCustomer {
  readonly id: number;
  email: string;
  first: string;
  last: string;
  phone: string | null;
  country: string;
  createdAt: number;
  updatedAt: number;
}

export interface StoredRule {
  readonly id: number;
  name: string;
  action: string;
  /** Decimal text. */
  amount: string;
  isActive: boolean;
  couponType: string;
  fromDate: string | null;
  toDate: string | null;
  minimum: string | null;
  usesPerCoupon: number;
  usesPerCustomer: number;
  websiteIds: number[];
  groupIds: number[];
  freeShipping: string | null;
}

export interface StoredCoupon {
  readonly id: number;
  readonly ruleId: number;
  readonly code: string;
  timesUsed: number;
  createdAt: number;
}

export interface StoredCart {
  readonly id: number;
  readonly mask: string;
  active: boolean;
  readonly items: { readonly id: number; readonly sku: string; readonly qty: number }[];
  address: StoredAddress | null;
  coupon: { readonly code: string; readonly title: string; readonly percent: number } | null;
}

export interface StoredOperation {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  status: number;
  message: string | null;
  errorCode: number | null;
}

export interface SourceRow {
  sku: string;
  quantity: number;
  status: number;
}

export interface State {
  readonly currency: string;
  /** The address the shop is called at. */
  url(): string;
  now(): number;
  random(): number;
  readonly integrations: Integration[];
  /** The switch "standalone Bearer tokens". */
  bearerAllowed: boolean;
  readonly nonces: Set<string>;
  /** Adobe IMS: client and the tokens given, with their end. */
  readonly ims: {
    readonly clientId: string;
    readonly secret: string;
    readonly orgId: string;
    readonly tokens: Map<string, number>;
  };
  maintenance: boolean;
  /** True: below this address lies the admin, which answers everything with its sign-in page. */
  isAdminAddress: boolean;
  /** Input limits, off as by default. */
  readonly limits: { pageSize: number | null; items: number | null };
  /** False: a database that writes "????" for signs of four bytes. */
  keepsEmoji: boolean;
  /** True: a consumer works off the queue at once. */
  hasConsumer: boolean;
  taxPercent: number;
  modules: string[];
  readonly websites: { id: number; code: string; name: string; groupId: number; currency?: string }[];
  /** Prices per website (Stores > Configuration > Catalog > Price > Scope). */
  hasWebsitePrices: boolean;
  readonly views: { id: number; code: string; name: string; websiteId: number; groupId: number }[];
  readonly groups: {
    id: number;
    websiteId: number;
    rootCategoryId: number;
    storeId: number;
    name: string;
    code: string;
  }[];
  readonly sources: { code: string; name: string; enabled: boolean }[];
  readonly stocks: { id: number; name: string; websites: string[] }[];
  readonly links: { stockId: number; source: string; priority: number }[];
  readonly products: Map<number, StoredProduct>;
  readonly attributes: Map<string, StoredAttribute>;
  readonly sets: Map<number, StoredSet>;
  /** Codes of those that are in the attribute set "Default". */
  readonly inDefaultSet: Set<string>;
  readonly categories: Map<number, StoredCategory>;
  /** By SKU in lower case, then source. */
  readonly sourceItems: Map<string, Map<string, SourceRow>>;
  readonly bundles: Map<string, SandboxSet>;
  /** By SKU in lower case: negative while orders wait. */
  readonly reservations: Map<string, number>;
  readonly orders: Map<number, StoredOrder>;
  readonly shipments: Map<number, StoredShipment>;
  readonly invoices: Map<number, StoredInvoice>;
  readonly creditmemos: Map<number, StoredCreditmemo>;
  readonly customers: Map<number, StoredCustomer>;
  readonly rules: Map<number, StoredRule>;
  readonly coupons: Map<number, StoredCoupon>;
  readonly carts: Map<string, StoredCart>;
  readonly bulks: Map<string, { readonly topic: string; readonly at: number; readonly operations: StoredOperation[] }>;
  readonly giftCards: Map<string, { readonly id: number; balance: string }>;
  id(kind: string): number;
}

const ROOT = 2;

/** A fresh shop as after installation: one website, one view, source and stock "default", no goods. */
export function newState(options: Pick<State, "currency" | "now" | "random" | "url">): State {
  const counters = new Map<string, number>();
  const id = (kind: string) => {
    const next = (counters.get(kind) ?? FIRST_IDS[kind] ?? 0) + 1;
    counters.set(kind, next);
    return next;
  };
  return {
    ...options,
    integrations: [newIntegration("full")],
    bearerAllowed: false,
    nonces: new Set(),
    ims: {
      clientId: "argosy-client",
      secret: "ims-secret-0123456789",
      orgId: "0123456789ABCDEF@AdobeOrg",
      tokens: new Map(),
    },
    maintenance: false,
    isAdminAddress: false,
    limits: { pageSize: null, items: null },
    keepsEmoji: true,
    hasConsumer: true,
    taxPercent: 0,
    modules: ["Magento_Store", "Magento_Catalog", "Magento_Sales", "Magento_SalesRule", "Magento_InventoryApi"],
    hasWebsitePrices: false,
    websites: [{ id: 1, code: "base", name: "Main Website", groupId: 1 }],
    views: [{ id: 1, code: "default", name: "Default Store View", websiteId: 1, groupId: 1 }],
    groups: [
      { id: 1, websiteId: 1, rootCategoryId: ROOT, storeId: 1, name: "Main Website Store", code: "main_website_store" },
    ],
    sources: [{ code: "default", name: "Default Source", enabled: true }],
    stocks: [{ id: 1, name: "Default Stock", websites: ["base"] }],
    links: [{ stockId: 1, source: "default", priority: 1 }],
    ...emptyBooks(options.now()),
    id,
  };
}

function emptyBooks(at: number) {
  const inDefaultSet = new Set<string>();
  const attributes = new Map<string, StoredAttribute>();
  const root = { id: 1, parentId: 0, name: "Root Catalog", isActive: true, createdAt: at, updatedAt: at };
  return {
    products: new Map(),
    attributes,
    sets: new Map([[DEFAULT_SET, { id: DEFAULT_SET, name: "Default", codes: inDefaultSet }]]),
    inDefaultSet,
    categories: new Map([
      [1, root],
      [ROOT, { ...root, id: ROOT, parentId: 1, name: "Default Category" }],
    ]),
    sourceItems: new Map(),
    bundles: new Map(),
    reservations: new Map(),
    orders: new Map(),
    shipments: new Map(),
    invoices: new Map(),
    creditmemos: new Map(),
    customers: new Map(),
    rules: new Map(),
    coupons: new Map(),
    carts: new Map(),
    bulks: new Map(),
    giftCards: new Map(),
  };
}

const FIRST_IDS: Readonly<Record<string, number>> = { category: ROOT, attribute: 136, option: 3 };

/** "2026-11-20 08:13:30", UTC. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

export function skuKey(sku: string): string {
  return sku.trim().toLowerCase();
}

/** The first product with this SKU: the shop itself holds no SKU to be unique. */
export function productBySku(state: State, sku: string): StoredProduct | undefined {
  return [...state.products.values()].find((product) => skuKey(product.sku) === skuKey(sku));
}

/** A configurable product this one is a child of. */
export function parentOf(state: State, id: number): StoredProduct | undefined {
  return [...state.products.values()].find(({ links }) => links.includes(id));
}
