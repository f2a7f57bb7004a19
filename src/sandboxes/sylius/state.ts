/** A Sylius 2.1 shop's own books. Times are kept in UTC and shown in the shop's local time, as its server does. */
import type { Json } from "../../commerce/product.ts";

export const API = "/api/v2";
export const LOCALE = "en_US";
/** Cairo in winter, like the captured shop. */
export const OFFSET_MINUTES = 120;

export interface Pricing {
  price: number;
  originalPrice: number | null;
  minimumPrice: number;
  /** IRIs of running catalog promotions. */
  appliedPromotions: string[];
}

export interface StoredVariant {
  readonly code: string;
  readonly product: string;
  onHand: number;
  onHold: number;
  tracked: boolean;
  enabled: boolean;
  position: number;
  weight: number | null;
  /** Its code; a variant without one is sold without tax. */
  taxCategory: string | null;
  optionValues: string[];
  readonly names: Map<string, string | null>;
  readonly pricings: Map<string, Pricing>;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Text {
  name: string;
  slug: string;
  description: string | null;
}

export interface StoredProduct {
  readonly id: number;
  readonly code: string;
  enabled: boolean;
  channels: string[];
  mainTaxon: string | null;
  readonly options: string[];
  readonly texts: Map<string, Text>;
  readonly createdAt: number;
  updatedAt: number;
}

export interface StoredOption {
  readonly code: string;
  readonly name: string;
  readonly values: { readonly code: string; readonly value: string }[];
}

export interface StoredTaxon {
  readonly id: number;
  readonly code: string;
  parent: string | null;
  position: number;
  readonly texts: Map<string, Text>;
}

export interface StoredAddress {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber: string | null;
  readonly countryCode: string;
  readonly provinceCode: string | null;
  street: string;
}

export interface StoredItem {
  readonly id: number;
  readonly variant: string;
  readonly productName: string;
  readonly variantName: string | null;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly units: readonly number[];
  /** Tax on top of each unit, in the order of the units. */
  readonly taxes: readonly number[];
  /** What a promotion of single units takes off each. */
  readonly unitDiscount: number;
}

export interface StoredPayment {
  readonly id: number;
  readonly method: string;
  readonly amount: number;
  state: "new" | "completed" | "cancelled" | "refunded";
  readonly createdAt: number;
  updatedAt: number;
}

export interface StoredShipment {
  readonly id: number;
  state: "ready" | "shipped" | "cancelled";
  tracking: string | null;
  shippedAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
  /** What it holds; absent: all of the order. */
  readonly units?: readonly number[];
}

export interface StoredOrder {
  readonly currency: string;
  readonly id: number;
  readonly token: string;
  readonly number: string;
  state: "new" | "cancelled" | "fulfilled";
  paymentState: "awaiting_payment" | "paid" | "refunded" | "cancelled";
  shippingState: "ready" | "partially_shipped" | "shipped" | "cancelled";
  readonly completedAt: number;
  readonly customer: number | null;
  readonly address: StoredAddress;
  readonly items: readonly StoredItem[];
  /** What the buyer wrote at checkout. */
  readonly notes: string | null;
  readonly shippingPrice: number;
  readonly payment: StoredPayment;
  readonly shipment: StoredShipment;
  /** Of a shop that splits its orders at checkout. */
  readonly moreShipments?: readonly StoredShipment[];
}

export interface StoredCustomer {
  readonly id: number;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phoneNumber: string | null;
  readonly createdAt: number;
}

export interface StoredCoupon {
  readonly code: string;
  readonly usageLimit: number | null;
  readonly used: number;
  readonly expiresAt: number | null;
  readonly createdAt: number;
}

export interface StoredPromotion {
  readonly id: number;
  readonly code: string;
  readonly actions: Json[];
  readonly rules: Json[];
  readonly coupons: StoredCoupon[];
  readonly createdAt: number;
}

export interface Administrator {
  readonly id: number;
  readonly email: string;
  readonly username: string;
  readonly password: string;
  hasApiRole: boolean;
  enabled: boolean;
  lastLogin: number | null;
}

export interface StoredChannel {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly hostname: string;
  /** Those a buyer may choose; default the first alone. */
  readonly locales?: readonly string[] | undefined;
}

export interface State {
  readonly currency: string;
  readonly channels: StoredChannel[];
  /** Codes; by them tax is charged. */
  readonly taxCategories: string[];
  readonly taxRates: { readonly code: string; readonly category: string; readonly includedInPrice: boolean }[];
  /** Country code -> provinces. */
  readonly countries: Map<string, readonly string[]>;
  readonly administrators: Administrator[];
  /** Token -> who, until when (ms), and whether it was made void. */
  readonly tokens: Map<string, { readonly admin: Administrator; endsAt: number }>;
  readonly products: Map<string, StoredProduct>;
  /** By upper-case code: the database compares without case. */
  readonly variants: Map<string, StoredVariant>;
  readonly options: Map<string, StoredOption>;
  readonly taxons: Map<string, StoredTaxon>;
  readonly productTaxons: Map<number, { readonly product: string; readonly taxon: string; readonly position: number }>;
  readonly orders: Map<string, StoredOrder>;
  readonly customers: Map<number, StoredCustomer>;
  readonly promotions: Map<string, StoredPromotion>;
  /** The root of the shop's menu, which cannot be deleted. */
  menuTaxon: string | null;
  /** Percent of tax put on top of every unit. */
  vatPercent: number;
  /** What a cart promotion takes off every unit, in minor units. */
  unitDiscount: number;
  /** Mails are sent inside the request: while this is true, shipping answers 500 though it is done. */
  mailServerDown: boolean;
  /** False: the API is switched off in the shop. */
  apiEnabled: boolean;
  /** As the shop writes it down: moved along with its time zone, while the offset of `local` stays. */
  now(): number;
  present(): number;
  /** How far the shop's time zone was moved from the captured one's. */
  movedMs: number;
  id(kind: string): number;
  random(): number;
}

export function newState(options: { currency: string; present(): number; random(): number }): State {
  const ids = new Map<string, number>();
  const administrator = {
    id: 2,
    email: "hub@example.test",
    username: "hub",
    password: "hub-pass-3fa9c1",
    hasApiRole: true,
    enabled: true,
    lastLogin: null,
  };
  return {
    ...options,
    movedMs: 0,
    now() {
      return options.present() + this.movedMs;
    },
    channels: [{ code: "WEB", name: "Web Store", currency: options.currency, hostname: "localhost" }],
    taxCategories: ["standard", "standard_incl"],
    taxRates: [
      { code: "nl_21", category: "standard", includedInPrice: false },
      { code: "nl_21_incl", category: "standard_incl", includedInPrice: true },
    ],
    countries: new Map([
      ["NL", []],
      ["EG", []],
      ["US", ["US-CA", "US-NY"]],
    ]),
    administrators: [administrator],
    tokens: new Map(),
    products: new Map(),
    variants: new Map(),
    options: new Map(),
    taxons: new Map(),
    productTaxons: new Map(),
    orders: new Map(),
    customers: new Map(),
    promotions: new Map(),
    menuTaxon: null,
    vatPercent: 0,
    unitDiscount: 0,
    mailServerDown: false,
    apiEnabled: true,
    id(kind) {
      const next = (ids.get(kind) ?? 0) + 1;
      ids.set(kind, next);
      return next;
    },
  };
}

export function variantIn(state: State, code: string): StoredVariant | undefined {
  return state.variants.get(code.toUpperCase());
}

/** "2026-11-20 10:15:00", the shop's local time without an offset. */
export function local(ms: number | null): string | null {
  if (ms === null) return null;
  return new Date(ms + OFFSET_MINUTES * 60_000).toISOString().slice(0, 19).replace("T", " ");
}

export function iri(kind: string, code: string | number): string {
  return `${API}/admin/${kind}/${encodeURIComponent(code)}`;
}

export function lastOf(reference: string): string {
  return decodeURIComponent(reference.slice(reference.lastIndexOf("/") + 1));
}
