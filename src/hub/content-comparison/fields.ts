/** Which fields of a product's content hub and channel may differ in, and when two values count as the same. */
import { createHash } from "node:crypto";
import type { ContentField } from "../../commerce/content-fields.ts";
import type { Dimensions } from "../../commerce/dimensions.ts";
import {
  type ChannelProduct,
  type ChannelVariant,
  type DimensionsMm,
  isOnSale,
  type Json,
} from "../../commerce/product.ts";
import { safeHtml } from "../html.ts";

/** What is kept of a channel's product: see `recordChannelProducts`. */
export type Snapshot = Pick<
  ChannelProduct,
  | "key"
  | "title"
  | "kind"
  | "descriptionHtml"
  | "shortDescriptionHtml"
  | "brand"
  | "status"
  | "listed"
  | "categoryKeys"
  | "images"
> & {
  readonly variants: readonly Omit<ChannelVariant, "levels" | "ext">[];
};

/** Both sides' marks when they were last told apart, by field; `a`: the difference, if any, is agreed. */
export type Base = Readonly<Record<string, { readonly h: string; readonly c: string; readonly a?: boolean }>>;

/** A product of ours as it stands here and on one store. */
export interface ContentPair {
  /** The product listing. */
  readonly id: string;
  readonly productId: string;
  readonly snapshot: Snapshot;
  readonly base: Base;
  readonly title: string;
  readonly descriptionHtml: string;
  readonly brand: string | null;
  readonly active: boolean;
  readonly changedAt: Date;
  readonly images: readonly { readonly url: string; readonly alt: string }[];
  /** The channel's keys of our categories, as far as they stand for one there. */
  readonly categoryKeys: readonly string[];
  /** Keys of the channel's categories that stand for one of ours, of those its product is in. */
  readonly knownKeys: readonly string[];
  readonly variants: readonly PairedVariant[];
  /** Which of these this channel alone has instead of the product's. */
  readonly own: Readonly<Record<OwnField, boolean>>;
}

/** What one channel may show otherwise than the product says. */
export type OwnField = "title" | "description" | "images" | "active";

export interface PairedVariant {
  readonly listingId: string;
  readonly variantId: string;
  /** The channel's key. */
  readonly key: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly weightGrams: number | null;
  readonly dimensions: Dimensions | null;
  readonly changedAt: Date;
}

/** One field on both sides. */
export interface Compared {
  /** The field, for a variant's with its listing: "barcode:<listing id>". */
  readonly key: string;
  readonly field: ContentField;
  readonly variant: PairedVariant | null;
  readonly hub: Json;
  readonly channel: Json;
  /** Short texts that change when the value does. */
  readonly hubMark: string;
  readonly channelMark: string;
  readonly isSame: boolean;
  /** Nothing stands here, something there: no value to defend, and none to write over theirs. */
  readonly isEmptyHere: boolean;
  readonly hubAt: Date;
}

/** Every field the channel tells, compared. What it does not tell is unknown, never empty. */
export function compareContent(pair: ContentPair): Compared[] {
  const { snapshot } = pair;
  const variants = new Map(snapshot.variants.map((variant) => [variant.key, variant]));
  return [
    text(pair, "title", pair.title, snapshot.title, (channel) => channel.trim().slice(0, 500)),
    html(pair),
    snapshot.brand === undefined ? null : text(pair, "brand", pair.brand ?? "", snapshot.brand),
    active(pair),
    images(pair),
    own(pair, "categories", {
      hub: [...pair.categoryKeys].sort(),
      channel: snapshot.categoryKeys.filter((key) => pair.knownKeys.includes(key)).sort(),
    }),
    ...pair.variants.flatMap((variant) => {
      const theirs = variants.get(variant.key);
      if (!theirs) return [];
      const { barcode: code, weightGrams, dimensionsMm } = theirs;
      return [barcode(variant, code), weight(variant, weightGrams), size(variant, dimensionsMm)];
    }),
  ].filter((one) => one !== null);
}

type Side = { readonly hub: Json; readonly channel: Json; readonly isSame?: boolean };

function compared(
  field: ContentField,
  variant: PairedVariant | null,
  side: Side & { readonly hubMark?: string; readonly channelMark?: string; readonly hubAt: Date },
): Compared {
  const hubMark = side.hubMark ?? JSON.stringify(side.hub);
  const channelMark = side.channelMark ?? JSON.stringify(side.channel);
  const { hub, channel, hubAt } = side;
  const key = variant === null ? field : `${field}:${variant.listingId}`;
  return {
    key,
    field,
    variant,
    hub,
    channel,
    hubMark,
    channelMark,
    hubAt,
    isSame: side.isSame ?? hubMark === channelMark,
    isEmptyHere: isEmpty(hub) && !isEmpty(channel),
  };
}

/** No text but markup, no entry, no weight; "not active" is a value like another. */
function isEmpty(value: Json): boolean {
  if (typeof value === "string") return !/<img/i.test(value) && value.replace(/<[^<>]*>|&nbsp;/g, "").trim() === "";
  return value === null || value === 0 || (Array.isArray(value) && value.length === 0);
}

const own = (pair: ContentPair, field: ContentField, side: Side) =>
  compared(field, null, { ...side, hubAt: pair.changedAt });

function text(
  pair: ContentPair,
  field: ContentField,
  hub: string,
  channel: string,
  clean: (text: string) => string = (one) => one.trim(),
): Compared {
  return own(pair, field, { hub, channel, isSame: hub === clean(channel) });
}

/**
 * A product that the channel does not offer is neither on nor off sale there: that it is left out is its shop's own
 * arrangement and no difference, until our own switch moves.
 */
function active(pair: ContentPair): Compared {
  const { snapshot, base, active: hub } = pair;
  if (snapshot.listed !== false) return own(pair, "active", { hub, channel: isOnSale(snapshot) });
  const before = base["active"]?.h;
  return own(pair, "active", { hub, channel: null, isSame: before === undefined || before === JSON.stringify(hub) });
}

/** Markup that differs only in the space between tags, or in what may not be shown here, is the same. */
function html(pair: ContentPair): Compared | null {
  const { descriptionHtml: channel } = pair.snapshot;
  if (channel === undefined) return null;
  const hub = pair.descriptionHtml;
  const isSame = tidyHtml(hub) === tidyHtml(channel) || tidyHtml(hub) === tidyHtml(safeHtml(channel));
  const marks = { hubMark: hash(tidyHtml(hub)), channelMark: hash(tidyHtml(channel)) };
  return compared("description", null, { hub, channel, isSame, ...marks, hubAt: pair.changedAt });
}

function tidyHtml(markup: string): string {
  return markup.replace(/\s+/g, " ").replace(/> </g, "><").trim();
}

/** Channels keep pictures under addresses of their own: the names of the files tell whether they are ours. */
function images(pair: ContentPair): Compared {
  const hub = pair.images.map((image) => image.url);
  const channel = [...pair.snapshot.images].sort((a, b) => a.position - b.position).map((image) => image.url);
  const isSame = hub.map(fileName).join("\n") === channel.map(fileName).join("\n");
  const worded = pair.images.map((image) => `${image.url} ${image.alt}`);
  const marks = { hubMark: hash(worded.join("\n")), channelMark: hash(channel.map(withoutQuery).join("\n")) };
  return compared("images", null, { hub, channel, isSame, ...marks, hubAt: pair.changedAt });
}

const withoutQuery = (url: string) => url.replace(/[?#][\s\S]*/, "");
const fileName = (url: string) => withoutQuery(url).replace(/^.*\//, "").toLowerCase();

function barcode(variant: PairedVariant, channel: string | undefined): Compared | null {
  const theirs = channel?.trim() ?? "";
  if (theirs === "" || theirs.length > 64) return null;
  return compared("barcode", variant, { hub: variant.barcode ?? "", channel: theirs, hubAt: variant.changedAt });
}

function weight(variant: PairedVariant, channel: number | undefined): Compared | null {
  if (channel === undefined || channel < 0) return null;
  const theirs = Math.round(channel);
  const isSame = (variant.weightGrams ?? 0) === theirs;
  return compared("weight", variant, { hub: variant.weightGrams, channel: theirs, isSame, hubAt: variant.changedAt });
}

function size(variant: PairedVariant, channel: DimensionsMm | undefined): Compared | null {
  if (channel === undefined) return null;
  const hub = variant.dimensions === null ? "" : sizeText(variant.dimensions);
  return compared("dimensions", variant, { hub, channel: sizeText(channel), hubAt: variant.changedAt });
}

const BETWEEN = " × ";

/** "300 × 200 × 120 mm": the same in every language. */
function sizeText({ length, width, height }: Dimensions): string {
  return `${[length, width, height].map((side) => Math.round(side)).join(BETWEEN)} mm`;
}

/** The size a text of `sizeText` says. */
export function sizeOf(text: string): Dimensions {
  const [length = 0, width = 0, height = 0] = text.replace(/ mm$/, "").split(BETWEEN).map(Number);
  return { length, width, height };
}

function hash(value: string): string {
  return createHash("sha256").update(value).digest("base64url").slice(0, 22);
}
