/** What the emulated shop keeps. Money is whole numbers of its smallest unit, tax included. */
import { GraphQLError } from "graphql";

export interface StoredLevel {
  readonly location: string;
  onHand: number;
  allocated: number;
}

/** An uploaded file in the shop's library. */
export interface StoredAsset {
  readonly id: string;
  /** The file's name until somebody writes another. */
  name: string;
  readonly file: string;
  readonly bytes: Buffer;
}

/** What a product or a variant shows: the list, and the main one, which need not be in it. */
export interface StoredPictures {
  featured: string | null;
  assetIds: readonly string[];
}

export interface StoredVariant {
  readonly id: string;
  readonly productId: string;
  sku: string;
  name: string;
  price: number;
  tracks: "TRUE" | "FALSE" | "INHERIT";
  readonly optionIds: readonly string[];
  readonly levels: StoredLevel[];
  readonly pictures: StoredPictures;
  updatedAt: string;
  deleted: boolean;
}

export interface StoredOption {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly groupId: string;
}

export interface StoredGroup {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

export interface StoredText {
  name: string;
  slug: string;
  description: string;
}

export interface StoredProduct {
  readonly id: string;
  readonly createdAt: string;
  updatedAt: string;
  enabled: boolean;
  /** By language. */
  readonly texts: Map<string, StoredText>;
  readonly groupIds: string[];
  readonly collectionIds: readonly string[];
  readonly pictures: StoredPictures;
  /** Codes of the channels beside the default one, which holds every product. */
  readonly channels: Set<string>;
  deleted: boolean;
}

export interface StoredLine {
  readonly id: string;
  readonly variantId: string;
  quantity: number;
  /** Units of it when the order was placed. */
  placed: number;
  /** List price of a unit. */
  readonly unit: number;
  percentOff: number;
  /** Units allocated, by location. */
  readonly allocated: Map<string, number>;
  /** Units sold from stock by parcels, by location. */
  readonly sold: Map<string, number>;
}

export interface StoredParcel {
  readonly id: string;
  readonly createdAt: string;
  updatedAt: string;
  state: string;
  readonly method: string;
  readonly trackingCode: string;
  readonly lines: readonly { readonly orderLineId: string; readonly quantity: number }[];
}

export interface StoredRefund {
  readonly id: string;
  readonly createdAt: string;
  readonly total: number;
  state: string;
  readonly reason: string | null;
  readonly lines: readonly { readonly orderLineId: string; readonly quantity: number }[];
}

export interface StoredPayment {
  readonly id: string;
  readonly createdAt: string;
  readonly method: string;
  readonly amount: number;
  state: string;
  readonly transactionId: string | null;
  readonly refunds: StoredRefund[];
}

export interface StoredOrder {
  readonly id: string;
  couponCode?: string | undefined;
  readonly code: string;
  state: string;
  readonly createdAt: string;
  updatedAt: string;
  placedAt: string | null;
  customerId: string | null;
  shipping: number;
  shippingCancelled: boolean;
  /** A shipping method was chosen. */
  hasMethod: boolean;
  address: Readonly<Record<string, string | null>> | null;
  readonly lines: StoredLine[];
  readonly payments: StoredPayment[];
  readonly parcels: StoredParcel[];
  readonly notes: { readonly text: string; readonly isPublic: boolean }[];
}

export interface StoredPromotion {
  readonly id: string;
  readonly code: string;
  readonly conditions: readonly Operation[];
  readonly actions: readonly Operation[];
  readonly endsAt: string | null;
}

export interface Operation {
  readonly code: string;
  readonly args: readonly { readonly name: string; readonly value: string }[];
}

export interface StoredCustomer {
  readonly id: string;
  readonly emailAddress: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber: string | null;
}

export interface State {
  readonly currency: string;
  /** Decimals of the smallest unit. */
  readonly precision: number;
  readonly locations: { readonly id: string; readonly name: string }[];
  readonly permissions: Set<string>;
  readonly administrator: { readonly username: string; readonly password: string; deleted: boolean };
  readonly sessions: Set<string>;
  /** What the shop's developer chose to hand out and to take for a session (authOptions.tokenMethod). */
  readonly tokenMethod: Set<"bearer" | "cookie" | "api-key">;
  readonly apiKeys: Set<string>;
  /** Code of the channel that the token stands for: a sales channel, or the default one. */
  channel: string;
  /** Where the token stands for a sales channel: what the default one asks, by variant. */
  readonly defaultPrices: Map<string, number>;
  /** What the channel asks in its second currency, by variant; else it follows the first. */
  readonly secondPrices: Map<string, number>;
  /** Whether the call under way names no channel, and is answered for the default one. */
  asksDefault: boolean;
  /** The administrator's role reaches the default channel as well. */
  seesDefault: boolean;
  readonly products: Map<string, StoredProduct>;
  readonly variants: Map<string, StoredVariant>;
  readonly groups: Map<string, StoredGroup>;
  readonly options: Map<string, StoredOption>;
  readonly assets: Map<string, StoredAsset>;
  /** Where the shop's files are shown. */
  filesAt: string;
  readonly orders: Map<string, StoredOrder>;
  readonly customers: Map<string, StoredCustomer>;
  readonly collections: Map<string, { readonly id: string; readonly name: string; readonly parentId: string }>;
  readonly promotions: StoredPromotion[];
  /** Ids of each kind run from 1. */
  id(kind: string): string;
  now(): string;
  token(): string;
}

export const CHANNEL = { id: "1", code: "__default_channel__", token: "sandbox-channel" } as const;

/** The shop's errors beside data. */
export function inputError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** What the database says, without a code: mostly the fault of an input the interface let through. */
export function databaseError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: NO_CODE } });
}

/** Stands for a code that is left out on the way to the client. */
export const NO_CODE = "(none)";

export function entity<T>(found: T | undefined, name: string, id: string): T {
  if (found === undefined) throw inputError("ENTITY_NOT_FOUND", `No ${name} with the id "${id}" could be found`);
  return found;
}

const PERMISSIONS = [
  "Authenticated",
  "ReadOrder",
  "CreateOrder",
  "UpdateOrder",
  "DeleteOrder",
  "ReadProduct",
  "CreateProduct",
  "UpdateProduct",
  "DeleteProduct",
  "CreateAsset",
  "ReadAsset",
  "UpdateAsset",
  "ReadCollection",
  "ReadCustomer",
  "ReadPromotion",
  "ReadSettings",
  "ReadChannel",
  "ReadStockLocation",
];

export function newState(shop: {
  readonly currency: string;
  readonly filesAt: string;
  now(): number;
  random(): number;
}): State {
  const ids = new Map<string, number>();
  const hex = () => Math.floor(shop.random() * 16).toString(16);
  return {
    currency: shop.currency,
    // Core keeps two for every currency; a shop with three has set three.
    precision: ["KWD", "BHD", "JOD", "OMR", "TND"].includes(shop.currency) ? 3 : 2,
    locations: [{ id: "1", name: "Default Stock Location" }],
    permissions: new Set(PERMISSIONS),
    administrator: { username: "argosy@shop.example", password: "a-long-password-1", deleted: false },
    sessions: new Set(),
    tokenMethod: new Set(["bearer", "cookie"]),
    apiKeys: new Set(),
    channel: CHANNEL.code,
    defaultPrices: new Map(),
    secondPrices: new Map(),
    asksDefault: false,
    seesDefault: true,
    products: new Map(),
    variants: new Map(),
    groups: new Map(),
    options: new Map(),
    assets: new Map(),
    filesAt: shop.filesAt,
    orders: new Map(),
    customers: new Map(),
    collections: new Map(),
    promotions: [],
    id(kind) {
      const next = (ids.get(kind) ?? 0) + 1;
      ids.set(kind, next);
      return String(next);
    },
    now: () => new Date(shop.now()).toISOString(),
    token: () => Array.from({ length: 64 }, hex).join(""),
  };
}
