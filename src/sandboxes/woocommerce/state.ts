/** What the emulated shop remembers: one WordPress site with WooCommerce 10.2.4. */
import type { Clock } from "../../commerce/clock.ts";
import { FINER } from "./decimals.ts";

export type Obj = { [key: string]: unknown };

export interface Meta {
  id: number;
  key: string;
  value: unknown;
  /** Of order lines: what people see instead of key and value. */
  display_key?: string;
  display_value?: unknown;
}

export interface Image {
  id: number;
  src: string;
  name: string;
  alt: string;
  at: number;
}

export interface Attribute {
  id: number;
  name: string;
  position: number;
  visible: boolean;
  variation: boolean;
  options: string[];
}

export interface Product {
  id: number;
  /** 0 for products, the parent's id for variations. */
  parentId: number;
  type: string;
  name: string;
  slug: string;
  status: string;
  /** Status before trashing, for `status: trash` round trips. */
  created: number;
  modified: number;
  sku: string;
  gtin: string;
  regularPrice: string;
  salePrice: string;
  saleFrom: number | null;
  saleTo: number | null;
  manageStock: boolean;
  stock: number | null;
  /** Kept for items that do not manage stock. */
  stockStatus: string;
  backorders: string;
  lowStock: number | null;
  totalSales: number;
  categories: number[];
  tags: number[];
  brands: number[];
  images: Image[];
  attributes: Attribute[];
  /** Of a variation: the option chosen per attribute. */
  chosen: { id: number; name: string; option: string }[];
  meta: Meta[];
  /** Plain fields stored and printed as given: description, weight, dimensions, tax_status ... */
  fields: Obj;
}

/** A tax rate of the shop for customers in a country, on goods, shipping and fees. */
export interface Rate {
  id: number;
  country: string;
  percent: bigint;
  code: string;
  label: string;
}

export interface LineTax {
  id: number;
  total: bigint;
  subtotal: bigint;
}

export interface Line {
  id: number;
  kind: "line_item" | "shipping" | "fee" | "tax" | "coupon";
  name: string;
  productId: number;
  variationId: number;
  quantity: number;
  subtotal: bigint;
  total: bigint;
  subtotalTax: bigint;
  totalTax: bigint;
  taxed: boolean;
  /** By rate; totalTax and subtotalTax are their sums. */
  taxes: LineTax[];
  taxable: boolean;
  meta: Meta[];
  /** method_id, code, rate and other fields of a kind; of a part of a set what names the set. */
  fields: Obj;
}

/** What is in a set of Product Bundles or Composite Products, and how its lines name it. */
export interface SetOf {
  readonly field: string;
  readonly parts: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface Refund {
  id: number;
  orderId: number;
  created: number;
  amount: bigint;
  reason: string;
  by: number;
  moved: boolean;
  meta: Meta[];
  lines: Line[];
}

export interface Fulfilment {
  id: number;
  status: string;
  isFulfilled: boolean;
  updated: number;
  meta: Meta[];
}

export interface Order {
  id: number;
  status: string;
  currency: string;
  customerId: number;
  key: string;
  created: number;
  modified: number;
  paid: number | null;
  completed: number | null;
  billing: Obj;
  shipping: Obj;
  meta: Meta[];
  lines: Line[];
  refunds: Refund[];
  fulfilments: Fulfilment[];
  trackings: Obj[];
  stockReduced: boolean;
  /** Until when a checkout that waits for its payment keeps its units aside (wc_reserved_stock). */
  reservedUntil: number;
  fields: Obj;
}

export interface Note {
  id: number;
  orderId: number;
  author: string;
  at: number;
  text: string;
  forCustomer: boolean;
}

export interface Term {
  id: number;
  taxonomy: string;
  name: string;
  slug: string;
  parent: number;
  description: string;
  fields: Obj;
}

export interface Customer {
  id: number;
  created: number;
  /** Null until somebody changes the user. */
  modified: number | null;
  email: string;
  username: string;
  role: string;
  firstName: string;
  lastName: string;
  billing: Obj;
  shipping: Obj;
  meta: Meta[];
}

export interface Coupon {
  id: number;
  code: string;
  amount: string;
  status: string;
  created: number;
  modified: number;
  expires: number | null;
  usageCount: number;
  usedBy: string[];
  meta: Meta[];
  fields: Obj;
}

export interface Webhook {
  id: number;
  name: string;
  status: string;
  topic: string;
  url: string;
  secret: string;
  created: number;
  modified: number | null;
  failures: number;
  /** Until one ping got exactly 200, every save pings again. */
  pendingPing: boolean;
}

export interface ApiKey {
  key: string;
  secret: string;
  permissions: "read" | "write" | "read_write";
  role: "administrator" | "shop_manager" | "subscriber";
  userId: number;
  revoked: boolean;
}

export interface Setting {
  group: string;
  id: string;
  label: string;
  description: string;
  type: string;
  default: string;
  tip?: string;
  value: unknown;
  options?: Obj;
}

/** Counters of the id spaces WordPress keeps apart; the next id is the value plus one. */
export interface Counters {
  post: number;
  item: number;
  term: number;
  comment: number;
  user: number;
  webhook: number;
  attribute: number;
  meta: number;
  zone: number;
  method: number;
  tax: number;
  fulfilment: number;
}

export interface Shop {
  readonly clock: Clock;
  readonly zone: string;
  /** Home URL without a trailing slash, as requests reach it. */
  url: string;
  readonly random: () => number;
  readonly last: Counters;
  readonly products: Map<number, Product>;
  /** Ids by lower-case SKU and by parent, so that look-ups stay quick in large shops. */
  readonly skus: Map<string, number>;
  readonly children: Map<number, Set<number>>;
  readonly orders: Map<number, Order>;
  /** By product. */
  readonly sets: Map<number, SetOf>;
  readonly notes: Map<number, Note>;
  readonly terms: Map<number, Term>;
  readonly attributes: Map<number, Obj>;
  readonly customers: Map<number, Customer>;
  readonly coupons: Map<number, Coupon>;
  readonly webhooks: Map<number, Webhook>;
  readonly media: Map<number, Image>;
  readonly zones: Map<number, { name: string; order: number; locations: Obj[]; methods: Obj[] }>;
  readonly taxes: Map<number, Obj>;
  readonly settings: Map<string, Setting>;
  readonly rates: Rate[];
  /** Order statuses of plugins: slug and name. */
  readonly statuses: Map<string, string>;
  readonly keys: ApiKey[];
  readonly nonces: Map<string, number>;
  /** Plugins and features that change the routes. */
  readonly features: {
    fulfilments: boolean;
    shipmentTracking: boolean;
    plainPermalinks: boolean;
    /** No outside image can be loaded. */
    offline: boolean;
    /** A plugin or WordPress itself is being updated. */
    maintenance: boolean;
  };
  /** Records that something happened; the delivery queue reads it. */
  emit(topic: string, resourceId: number): void;
}

/** Next id of a space. */
export function nextId(shop: Shop, space: keyof Counters): number {
  shop.last[space] += 1;
  return shop.last[space];
}

export function metaList(shop: Shop, given: unknown, existing: Meta[] = []): Meta[] {
  const list = [...existing];
  if (!Array.isArray(given)) return list;
  for (const entry of given) {
    if (!isObj(entry)) continue;
    const key = String(entry["key"] ?? "");
    const at = list.findIndex((meta) => (entry["id"] ? meta.id === Number(entry["id"]) : meta.key === key));
    if (entry["value"] === null) {
      if (at >= 0) list.splice(at, 1);
    } else if (at >= 0) {
      const existing = list[at];
      if (existing) list[at] = { ...existing, key: key || existing.key, value: entry["value"] };
    } else list.push({ id: nextId(shop, "meta"), key, value: entry["value"] });
  }
  return list;
}

export function isObj(value: unknown): value is Obj {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function setting(shop: Shop, id: string): string {
  return String(shop.settings.get(id)?.value ?? "");
}

export function decimalsOf(shop: Shop): number {
  return Number(setting(shop, "woocommerce_price_num_decimals") || "2");
}

/** Places in which amounts of orders are kept. */
export function fineDecimals(shop: Shop): number {
  return decimalsOf(shop) + FINER;
}

/** Text of a random-looking token, repeatable from the seed. */
export function token(shop: Shop, length: number, alphabet = "0123456789abcdef"): string {
  return Array.from({ length }, () => alphabet[Math.floor(shop.random() * alphabet.length)] ?? "0").join("");
}

export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("&amp;", "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** Keeps a product and its look-ups. */
export function saveProduct(shop: Shop, product: Product): void {
  const before = shop.products.get(product.id);
  if (before && before.sku !== product.sku) shop.skus.delete(before.sku.toLowerCase());
  if (product.sku !== "") shop.skus.set(product.sku.toLowerCase(), product.id);
  if (product.parentId) {
    const siblings = shop.children.get(product.parentId) ?? new Set();
    shop.children.set(product.parentId, siblings.add(product.id));
  }
  shop.products.set(product.id, product);
}

/** Erases a product with its variations and look-ups. */
export function dropProduct(shop: Shop, product: Product): void {
  for (const id of shop.children.get(product.id) ?? []) {
    const child = shop.products.get(id);
    if (child) dropProduct(shop, child);
  }
  shop.children.delete(product.id);
  shop.children.get(product.parentId)?.delete(product.id);
  if (product.sku !== "") shop.skus.delete(product.sku.toLowerCase());
  shop.products.delete(product.id);
}
