import type { DecimalText } from "./money.ts";
import type { Version } from "./version.ts";

/** A JSON value: what may be kept as a raw payload or handed back to a connector. */
export type Json = null | boolean | number | string | readonly Json[] | JsonFields;
export type JsonFields = { readonly [key: string]: Json };

export interface OptionValue {
  readonly name: string;
  readonly value: string;
}

export interface ProductImage {
  /** The channel's id of the image, where it has one. */
  readonly key?: string | undefined;
  readonly url: string;
  readonly alt?: string | undefined;
  /** On its way to a channel: our variant the image shows; absent: the whole product. */
  readonly variantId?: string | undefined;
  /** From 0. */
  readonly position: number;
}

/** Units a channel shows for a variant at one of its locations. */
export interface ChannelLevel {
  /** The channel's location id; "" on channels with a single number. */
  readonly location: string;
  /** Below zero where the channel has sold what it has not got. */
  readonly available: number;
  /** Units its own open orders wait for, where the platform tells; whether `available` counts them says its basis. */
  readonly committed?: number | undefined;
}

/** One sellable item as a channel shows it. */
export interface ChannelVariant {
  /** The channel's id, unique within the connection over all products. */
  readonly key: string;
  /** The channel's id of the stock item, where stock is addressed by another id than the variant. */
  readonly inventoryKey?: string | undefined;
  readonly sku?: string | undefined;
  readonly barcode?: string | undefined;
  readonly title?: string | undefined;
  readonly options: readonly OptionValue[];
  readonly price?: DecimalText | undefined;
  readonly compareAtPrice?: DecimalText | undefined;
  readonly cost?: DecimalText | undefined;
  readonly currency?: string | undefined;
  readonly weightGrams?: number | undefined;
  /** The channel says that it is a gift card; absent: it is none, or the channel does not tell. */
  readonly giftCard?: true | undefined;
  /** Absent when the channel does not tell all three. */
  readonly dimensionsMm?: DimensionsMm | undefined;
  /**
   * At every place of the channel that counts it: one that is missing does not keep the item any more, or does not count
   * it (`uncountedAt`). Absent when the channel does not count this item's stock anywhere.
   */
  readonly levels?: readonly ChannelLevel[] | undefined;
  /** `levels` may lack places: nothing follows from one that is missing. */
  readonly levelsInPart?: true | undefined;
  /** Places that sell it without counting, while others of the channel count it. */
  readonly uncountedAt?: readonly string[] | undefined;
  /** Names the number `levels` shows where other variants of the channel show the same one; absent: it is this variant's alone. */
  readonly sharedStock?: string | undefined;
  /**
   * Where the item is a pack: what the channel takes of other variants for each unit sold, by their keys on this channel.
   * Absent: a sale takes nothing else, the buyer chooses what is in it, or the channel does not tell with its products.
   */
  readonly contents?: readonly { readonly variantKey: string; readonly quantity: number }[] | undefined;
  /** What the connector needs to address the item again; stored untouched. */
  readonly ext: Json;
}

/**
 * What a product is. `goods` are sent to the buyer; `virtual` ones are not (a service, a download). `group` is a page that
 * lists products sold by themselves; `external` is sold on another site, the channel only leads there. Neither of the last
 * two has stock or order lines of its own.
 */
export type ProductKind = "goods" | "virtual" | "group" | "external";

/** Of a parcel, in millimetres. */
export interface DimensionsMm {
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

/** What a platform finds wrong with a product listed there. */
export interface ListingIssue {
  /** True: it is not on sale because of it. */
  readonly blocks: boolean;
  /** The platform's words, or ours for its status. */
  readonly text: string;
  /** Of one variant alone. */
  readonly sku?: string | undefined;
}

/** A product as a channel shows it. */
export interface ChannelProduct {
  readonly key: string;
  readonly version: Version;
  readonly title: string;
  /** The merchant's code of the product itself, where its variants have others. */
  readonly sku?: string | undefined;
  /** Absent: goods. */
  readonly kind?: ProductKind | undefined;
  readonly descriptionHtml?: string | undefined;
  /** The excerpt shown beside the price, where the platform keeps one apart from the description; "" when it is empty. */
  readonly shortDescriptionHtml?: string | undefined;
  readonly brand?: string | undefined;
  /** The product's own switch, which counts wherever its shop sells it. What is sold out is a level of 0 and nothing here. */
  readonly status: "active" | "draft" | "archived";
  /** False: in the shop, and not offered in the channel, website or market connected. Absent: the platform has no such thing. */
  readonly listed?: boolean | undefined;
  readonly url?: string | undefined;
  /** Absent: the platform does not tell; empty: nothing is wrong. */
  readonly issues?: readonly ListingIssue[] | undefined;
  readonly categoryKeys: readonly string[];
  readonly images: readonly ProductImage[];
  readonly variants: readonly ChannelVariant[];
  readonly ext: Json;
  /** The platform's answer as received. */
  readonly raw: Json;
}

/** Switched on, and offered where the account sells. */
export function isOnSale({ status, listed }: Pick<ChannelProduct, "status" | "listed">): boolean {
  return status === "active" && listed !== false;
}

/** A category as a channel shows it; roots have no parent. */
export interface ChannelCategory {
  readonly key: string;
  readonly parentKey?: string | undefined;
  readonly name: string;
  readonly raw: Json;
}

/** A whole product of ours on its way to a channel: never partial, because platforms delete what is left out. */
export interface ProductForChannel {
  readonly title: string;
  /** Absent: goods. A platform without such a kind is sent the product as goods. */
  readonly kind?: "goods" | "virtual" | undefined;
  readonly descriptionHtml: string;
  /** Absent: leave what the channel has. */
  readonly shortDescriptionHtml?: string | undefined;
  readonly brand?: string | undefined;
  /** On sale in the channel connected (`isOnSale`). One the channel shows so already changes neither switch nor channels. */
  readonly active: boolean;
  readonly categoryKeys: readonly string[];
  readonly images: readonly ProductImage[];
  readonly variants: readonly VariantForChannel[];
}

export interface VariantForChannel {
  /** Our variant's id, echoed back with the channel's key. */
  readonly id: string;
  /** The channel's key when the variant is already listed there. */
  readonly key?: string | undefined;
  readonly sku: string;
  readonly barcode?: string | undefined;
  readonly options: readonly OptionValue[];
  readonly price?: DecimalText | undefined;
  readonly compareAtPrice?: DecimalText | undefined;
  readonly cost?: DecimalText | undefined;
  readonly weightGrams?: number | undefined;
  /** Of the parcel it is sent in. */
  readonly dimensionsMm?: DimensionsMm | undefined;
  readonly levels: readonly ChannelLevel[];
  readonly ext?: Json | undefined;
}
