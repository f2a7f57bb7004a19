/** What the emulated store remembers. Amounts are ten-thousandths, because V2 prints four decimals. */
import type { Clock } from "../../commerce/clock.ts";

export type Amount = bigint;

/** "12.5" as ten-thousandths; more digits are cut off. */
export function amountOf(text: string | number): Amount {
  const [whole = "0", fraction = ""] = String(text).replace("-", "").split(".");
  const value = BigInt(whole || "0") * 10_000n + BigInt(fraction.slice(0, 4).padEnd(4, "0"));
  return String(text).startsWith("-") ? -value : value;
}

/** Four decimals, as V2 prints money. */
export function fourDecimals(amount: Amount): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(5, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

export function numberOf(amount: Amount): number {
  return Number(fourDecimals(amount));
}

/** Units by location id. */
export type Pool = Map<number, number>;

export interface OptionValue {
  readonly id: number;
  label: string;
}

export interface Option {
  readonly id: number;
  readonly name: string;
  readonly values: OptionValue[];
}

/** Of the parcel, in the store's unit. */
export interface Size {
  readonly width: number;
  readonly depth: number;
  readonly height: number;
}

export interface Variant {
  readonly id: number;
  sku: string;
  price: Amount | null;
  salePrice: Amount | null;
  cost: Amount | null;
  weight: number | null;
  size: Size | null;
  upc: string;
  /** Where the store fetched the image from that it shows once this variant is chosen; "": none. */
  imageSource: string;
  readonly options: readonly { readonly option: Option; readonly value: OptionValue }[];
  readonly stock: Pool;
}

export interface Image {
  readonly id: number;
  readonly url: string;
  readonly description: string;
  readonly isThumbnail: boolean;
  readonly order: number;
}

export interface PickedItem {
  readonly product: Product;
  readonly variant: Variant;
}

export interface Product {
  readonly id: number;
  name: string;
  description: string;
  sku: string;
  upc: string;
  price: Amount;
  salePrice: Amount;
  retailPrice: Amount;
  cost: Amount;
  weight: number;
  size: Size | null;
  categories: number[];
  brandId: number;
  tracking: "none" | "product" | "variant";
  visible: boolean;
  /** Absent: available. */
  availability?: string;
  readonly images: Image[];
  readonly options: Option[];
  readonly variants: Variant[];
  /** What its pick lists (`product_list` modifiers that adjust inventory) are chosen with, one a list. */
  readonly picks: PickedItem[];
  readonly stock: Pool;
  readonly created: number;
  modified: number;
}

export interface Line {
  readonly id: number;
  readonly productId: number;
  readonly variantId: number;
  readonly name: string;
  readonly sku: string;
  readonly price: Amount;
  /** The line this one was picked with. */
  readonly parentId: number | null;
  /** Where it goes, in an order to several addresses; absent: the order's one. */
  addressId?: number;
  quantity: number;
  shipped: number;
  refunded: number;
  /** Units by which the store has lowered its own number for this line. */
  taken: number;
  restocked: number;
}

export interface Shipment {
  readonly id: number;
  readonly created: number;
  fields: Readonly<Record<string, string>>;
  readonly items: readonly { readonly lineId: number; readonly quantity: number }[];
}

export interface RefundItem {
  readonly type: string;
  readonly id: number;
  readonly quantity: number;
  readonly amount: Amount;
  readonly reason: string;
}

export interface Refund {
  readonly id: number;
  readonly created: number;
  readonly amount: Amount;
  readonly items: readonly RefundItem[];
  readonly payments: readonly { readonly provider_id: string; readonly amount: number; readonly offline: boolean }[];
}

export type Person = Readonly<Record<string, string>>;

export interface Order {
  readonly id: number;
  statusId: number;
  paymentStatus: string;
  readonly method: string;
  readonly lines: Line[];
  readonly billing: Person;
  address: Person;
  readonly addressId: number;
  readonly customerId: number;
  readonly shipping: Amount;
  readonly discount: Amount;
  readonly created: number;
  modified: number;
  readonly shipments: Shipment[];
  readonly refunds: Refund[];
  notes: string;
  readonly message: string;
  readonly externalId: string;
  readonly externalSource: string | null;
  deleted: boolean;
}

export interface Category {
  readonly id: number;
  name: string;
  parentId: number;
}

export interface Hook {
  readonly id: number;
  readonly scope: string;
  destination: string;
  active: boolean;
  headers: Readonly<Record<string, string>>;
  readonly created: number;
}

export interface Certificate {
  readonly id: number;
  readonly code: string;
  readonly amount: Amount;
  balance: Amount;
  status: string;
  message: string;
  readonly person: Readonly<Record<"to_name" | "to_email" | "from_name" | "from_email", string>>;
}

export interface Promotion {
  readonly id: number;
  readonly code: string;
  readonly percent: string | null;
  readonly fixed: string | null;
  readonly minimum: string | null;
  readonly end: number | null;
  status: string;
  uses: number;
  readonly maxUses: number;
}

export interface Coupon {
  readonly id: number;
  readonly code: string;
  readonly type: string;
  readonly amount: string;
  readonly minimum: string;
  readonly expires: string;
  readonly entity: { readonly entity: string; readonly ids: readonly number[] };
}

export interface Customer {
  readonly id: number;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
  readonly modified: number;
}

export interface InventorySettings {
  takes: "order_placed" | "order_completed_or_shipped";
  returns: boolean;
  edits: boolean;
}

export interface State {
  readonly clock: Clock;
  readonly hash: string;
  readonly clientSecret: string;
  readonly clientId: string;
  token: string;
  readonly currency: string;
  status: string;
  readonly products: Map<number, Product>;
  readonly orders: Map<number, Order>;
  readonly categories: Map<number, Category>;
  readonly brands: Map<number, string>;
  readonly customers: Map<number, Customer>;
  readonly hooks: Map<number, Hook>;
  readonly certificates: Map<number, Certificate>;
  readonly promotions: Map<number, Promotion>;
  /** By id: amounts by variant and currency. */
  readonly priceLists: Map<number, Map<string, Amount>>;
  readonly coupons: Map<number, Coupon>;
  readonly locations: { readonly id: number; readonly label: string; enabled: boolean }[];
  readonly inventory: InventorySettings;
  /** Scopes the API account lacks. */
  readonly denied: Set<string>;
  nextId(): number;
  /** Told to hooks of the scope. */
  emit(scope: string, data: object): void;
}

export const DEFAULT_LOCATION = 1;

/** The pool a variant sells from; null when nobody counts. */
export function poolOf(product: Product, variant: Variant): Pool | null {
  if (product.tracking === "none") return null;
  return product.tracking === "product" ? product.stock : variant.stock;
}

export function unitsOf(pool: Pool | null): number {
  return pool === null ? 0 : [...pool.values()].reduce((sum, units) => sum + units, 0);
}

export function findSku(
  state: State,
  sku: string,
): { readonly product: Product; readonly variant: Variant } | undefined {
  for (const product of state.products.values()) {
    const variant = product.variants.find((one) => one.sku === sku);
    if (variant) return { product, variant };
  }
  return undefined;
}

/** Times are kept to the second, as both API generations print them. */
export function second(state: State): number {
  return Math.floor(state.clock.now() / 1000) * 1000;
}

export function touch(state: State, thing: { modified: number }): void {
  thing.modified = second(state);
}
