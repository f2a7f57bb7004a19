/**
 * The whole product as one channel gets it. What hub and channel agree to differ in, what is in dispute, and what we do
 * not steer there goes as the channel has it: nothing of that is changed by sending it.
 */

import type { Dimensions } from "../../commerce/dimensions.ts";
import { publicImageUrl } from "../../commerce/image-address.ts";
import { formatDecimal } from "../../commerce/money.ts";
import {
  isOnSale,
  type Json,
  type OptionValue,
  type ProductForChannel,
  type VariantForChannel,
} from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { VARIANTS_ONLY } from "../../hub/content/publish.ts";
import { type Compared, compareContent, type Snapshot } from "../../hub/content-comparison/fields.ts";
import { contentPairs, type StoredPair } from "../../hub/content-comparison/pairs.ts";
import { firstLevels } from "../../hub/inventory/first-levels.ts";
import { loadPricePicture, priceTarget, type TargetPrice } from "../../hub/prices/price-picture.ts";
import { policyOf, type StoreSettings } from "../../hub/stores/settings.ts";

export interface ProductToSend {
  readonly id: string;
  readonly ext_key: string | null;
  readonly product_id: string | null;
  readonly content_sync: boolean;
  /** Fields to send once although content sync is off. */
  readonly push_fields: readonly string[];
}

export interface LoadedProduct {
  readonly product: ProductForChannel;
  /** Why it cannot be sent: a shop offers an item that comes without its price for nothing. */
  readonly held: string | null;
  /** Our side of each field that goes out as ours, by field key. */
  readonly sent: ReadonlyMap<string, string>;
  /** The channel has all of it already. */
  readonly isCurrent: boolean;
  /** How many of its images are not sent: the channel cannot reach the hub that stores them. */
  readonly imagesLeft: number;
}

interface VariantRow {
  readonly id: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly options: readonly OptionValue[];
  readonly currency: string;
  readonly cost_minor: bigint | null;
  readonly weight_grams: number | null;
  readonly dimensions: Dimensions | null;
  readonly listing_id: string | null;
  readonly key: string | null;
  readonly ext: Json;
  readonly price_sync: boolean | null;
}

interface ProductRow {
  readonly title: string;
  readonly description_html: string;
  readonly short_description_html: string;
  readonly kind: "goods" | "virtual";
  readonly brand: string | null;
  readonly active: boolean;
  readonly own_images: boolean;
}

/** Fields sent only when the product is created on a channel; later they are the channel's own. */
function firstOnly({ kind, short_description_html: excerpt }: ProductRow): Partial<ProductForChannel> {
  return { ...(kind === "goods" ? {} : { kind }), ...(excerpt === "" ? {} : { shortDescriptionHtml: excerpt }) };
}

/** Null when there is nothing to send: the product is gone, or stands for none of ours any more. */
export async function loadProduct(
  tx: Tx,
  row: ProductToSend,
  where: {
    readonly connection: string;
    readonly settings: StoreSettings;
    /** The hub's address as the channel reaches it. */
    readonly home: string | null;
    readonly now: Date;
  },
): Promise<LoadedProduct | null> {
  if (row.product_id === null) return null;
  const product = await tx.maybe<ProductRow>(
    `select coalesce(o.own_title, p.title) as title,
       coalesce(o.own_description_html, p.description_html) as description_html, p.short_description_html,
       p.kind, p.brand, p.active and p.deleted_at is null and not o.off_sale as active, o.own_images
     from argosy.product p join argosy.product_listing o on o.organization_id = p.organization_id and o.id = $2
     where p.organization_id = argosy.tenant() and p.id = $1`,
    [row.product_id, row.id],
  );
  if (!product) return null;
  const variants = await tx.rows<VariantRow>(
    `select v.id, v.sku, v.barcode, v.options, v.currency, coalesce(v.cost_minor, p.cost_minor) as cost_minor,
       coalesce(v.weight_grams, p.weight_grams) as weight_grams, coalesce(v.dimensions, p.dimensions) as dimensions,
         l.id as listing_id, l.ext_key as key, coalesce(l.ext, 'null') as ext,
       l.price_sync
         and not exists (select 1 from argosy.listing_price p
           where p.organization_id = l.organization_id and p.listing_id = l.id
             and p.disputed_by is not null) as price_sync
     from argosy.variant v join argosy.product p on p.organization_id = v.organization_id and p.id = v.product_id
     left join argosy.listing l on l.organization_id = v.organization_id and l.variant_id = v.id
       and l.product_listing_id = $2
     where v.organization_id = argosy.tenant() and v.product_id = $1 and v.deleted_at is null
       and (v.active or l.id is not null) order by v.position, v.id`,
    [row.product_id, row.id],
  );
  if (variants.length === 0) return null;
  const images = await tx.rows<{ url: string; alt: string; position: number; variant_id: string | null }>(
    product.own_images
      ? `select url, alt, position, null as variant_id from argosy.listing_image
         where organization_id = argosy.tenant() and product_listing_id = $1 order by position`
      : `select url, alt, position, variant_id from argosy.image
         where organization_id = argosy.tenant() and product_id = $1 order by position, id`,
    [product.own_images ? row.id : row.product_id],
  );
  const categories = await tx.rows<{ ext_key: string }>(
    `select cl.ext_key from argosy.product_category pc
     join argosy.category_listing cl on cl.organization_id = pc.organization_id and cl.category_id = pc.category_id
       and cl.connection_id = $2
     where pc.organization_id = argosy.tenant() and pc.product_id = $1 order by 1`,
    [row.product_id, where.connection],
  );
  const prices = await pricesFor(tx, variants, where);
  const isNew = row.ext_key === null;
  const unlisted = variants.filter((variant) => variant.key === null).map(({ id }) => id);
  const levels = await firstLevels(tx, where.connection, unlisted);
  const ours: ProductForChannel = {
    title: product.title,
    descriptionHtml: product.description_html,
    ...(isNew ? firstOnly(product) : {}),
    ...(product.brand === null ? {} : { brand: product.brand }),
    active: product.active,
    categoryKeys: categories.map((category) => category.ext_key),
    images: images.flatMap(({ variant_id, url: storedUrl, ...image }) => {
      const url = publicImageUrl(storedUrl, where.home);
      return url === null ? [] : [{ url, ...image, ...(variant_id === null ? {} : { variantId: variant_id }) }];
    }),
    variants: variants.map((variant, index) => ({
      ...variantForChannel(variant, prices[index], isNew),
      levels: levels.get(variant.id) ?? [],
    })),
  };
  const imagesLeft = images.length - ours.images.length;
  const held = heldText(variants, prices, isNew);
  const [pair] = await contentPairs(tx, [row.id]);
  if (!pair) return { product: ours, held, imagesLeft, sent: new Map(), isCurrent: false };
  const how = { isSteered: row.content_sync, isGrown: row.content_sync || row.push_fields.includes(VARIANTS_ONLY) };
  const fields = await fieldsOf(tx, row, pair, where.settings);
  // What the channel cannot fetch takes nothing away from it.
  const theirFields = imagesLeft > 0 ? new Set([...fields.theirFields, "images"]) : fields.theirFields;
  return { ...merge(ours, pair, { ...fields, theirFields }, how), held, imagesLeft };
}

interface Fields {
  readonly all: readonly Compared[];
  /** Keys of the fields that stay as the channel has them. */
  readonly theirFields: ReadonlySet<string>;
}

async function fieldsOf(tx: Tx, row: ProductToSend, pair: StoredPair, settings: StoreSettings): Promise<Fields> {
  const disputed = await tx.rows<{ key: string }>(
    `select case when c.listing_id is null then c.field else c.field || ':' || c.listing_id end as key
     from argosy.conflict c
     where c.organization_id = argosy.tenant() and c.state = 'open'
       and (c.product_listing_id = $1 or c.listing_id = any ($2::uuid[]))`,
    [row.id, pair.variants.map((variant) => variant.listingId)],
  );
  const inDispute = new Set(disputed.map(({ key }) => key));
  const all = compareContent(pair);
  const isTheirs = (one: Compared) => {
    const base = pair.base[one.key];
    const isUnchanged = base?.h === one.hubMark;
    const isAgreed = base?.a === true && isUnchanged && base.c === one.channelMark;
    const isRequested = row.push_fields.includes(one.field);
    // A difference nobody has decided is the hub's to end only where the hub wins, and never in a second channel of one shop.
    const isUndecided = isUnchanged && (pair.isTwin || policyOf(settings, one.field) !== "hub");
    // Left out of the channel by its shop.
    const isElsewhere = one.field === "active" && one.channel === null && one.isSame;
    // Having no image here removes none there, unless a person removed it here or requested that.
    const isNothing = one.field === "images" && one.isEmptyHere && (isUnchanged || base === undefined);
    const isOurs = isRequested || (row.content_sync && !isUndecided && !isElsewhere && !isNothing);
    return inDispute.has(one.key) || isAgreed || !isOurs;
  };
  return { all, theirFields: new Set(all.filter(isTheirs).map((one) => one.key)) };
}

type Merged = Pick<LoadedProduct, "product" | "sent" | "isCurrent">;

function merge(
  ours: ProductForChannel,
  pair: StoredPair,
  { all, theirFields }: Fields,
  /** `isGrown`: variants the channel lacks go along. */
  { isSteered, isGrown }: { readonly isSteered: boolean; readonly isGrown: boolean },
): Merged {
  const { snapshot } = pair;
  const theirs = new Map(snapshot.variants.map((variant) => [variant.key, variant]));
  const listingIds = new Map(pair.variants.map((variant) => [variant.key, variant.listingId]));
  // Where content is not steered no new variant goes along with a single field.
  const variants = ours.variants.filter((variant) => isGrown || theirs.has(variant.key ?? ""));
  const product: ProductForChannel = {
    ...ours,
    ...(theirFields.has("title") ? { title: snapshot.title } : {}),
    ...(theirFields.has("description") ? { descriptionHtml: snapshot.descriptionHtml ?? "" } : {}),
    ...(theirFields.has("brand") ? { brand: snapshot.brand } : {}),
    ...(theirFields.has("active") ? { active: isOnSale(snapshot) } : {}),
    ...(theirFields.has("images") ? { images: snapshot.images } : {}),
    ...(theirFields.has("categories") ? { categoryKeys: snapshot.categoryKeys } : {}),
    variants: variants.map((variant) =>
      mergeVariant(variant, theirs.get(variant.key ?? ""), {
        theirFields,
        listingId: listingIds.get(variant.key ?? ""),
        isSteered,
      }),
    ),
  };
  const sent = new Map(all.flatMap((one) => (theirFields.has(one.key) ? [] : [[one.key, one.hubMark]])));
  const isCurrent =
    sent.size === 0 && product.variants.every((variant) => isSameVariant(variant, theirs.get(variant.key ?? "")));
  return { product, sent, isCurrent: isCurrent && tellsAll(ours, all) };
}

type TheirVariant = Snapshot["variants"][number];

function mergeVariant(
  variant: VariantForChannel,
  theirs: TheirVariant | undefined,
  how: {
    readonly theirFields: ReadonlySet<string>;
    readonly listingId: string | undefined;
    readonly isSteered: boolean;
  },
): VariantForChannel {
  if (!theirs) return variant;
  return {
    ...variant,
    ...(how.isSteered ? {} : { sku: theirs.sku ?? variant.sku, options: theirs.options }),
    ...(how.theirFields.has(`barcode:${how.listingId}`) ? { barcode: theirs.barcode } : {}),
    ...(how.theirFields.has(`weight:${how.listingId}`) ? { weightGrams: theirs.weightGrams } : {}),
    ...(how.theirFields.has(`dimensions:${how.listingId}`) ? { dimensionsMm: theirs.dimensionsMm } : {}),
  };
}

/** The channel has this variant with SKU and options as they are; its price travels by itself. */
function isSameVariant(variant: VariantForChannel, theirs: TheirVariant | undefined): boolean {
  return theirs?.sku === variant.sku && JSON.stringify(theirs.options) === JSON.stringify(variant.options);
}

/** The channel reported every kind of field that ours has. */
function tellsAll(ours: ProductForChannel, all: readonly Compared[]): boolean {
  const reported = new Set(all.map((one) => one.field));
  return (
    reported.has("description") &&
    (ours.brand === undefined || reported.has("brand")) &&
    ours.variants.every(
      (variant) =>
        (variant.barcode === undefined || reported.has("barcode")) &&
        (variant.weightGrams === undefined || reported.has("weight")) &&
        (variant.dimensionsMm === undefined || reported.has("dimensions")),
    )
  );
}

async function pricesFor(
  tx: Tx,
  variants: readonly VariantRow[],
  { connection, now }: { readonly connection: string; readonly now: Date },
): Promise<TargetPrice[]> {
  const targets = variants.map((variant) => ({
    listingId: variant.listing_id,
    connectionId: connection,
    variantId: variant.id,
  }));
  const picture = await loadPricePicture(tx, targets, now);
  return targets.map((target) => priceTarget(picture, target));
}

/** A price goes with a new product; afterwards only with listings whose price sync is on (decision 15). */
function variantForChannel(
  row: VariantRow,
  price: TargetPrice | undefined,
  isNew: boolean,
): Omit<VariantForChannel, "levels"> {
  const withPrice = isFirst(row, isNew) || row.price_sync === true;
  const text = (minor: bigint | null | undefined, currency = row.currency) =>
    minor === null || minor === undefined ? undefined : formatDecimal({ minor, currency });
  return {
    id: row.id,
    sku: row.sku,
    options: row.options,
    ext: row.ext,
    ...(row.key === null ? {} : { key: row.key }),
    ...(row.barcode === null ? {} : { barcode: row.barcode }),
    ...(withPrice
      ? {
          price: text(price?.priceMinor, price?.currency),
          compareAtPrice: text(price?.compareAtMinor, price?.currency),
        }
      : {}),
    ...(row.cost_minor === null ? {} : { cost: text(row.cost_minor) }),
    ...(row.weight_grams === null ? {} : { weightGrams: row.weight_grams }),
    ...(row.dimensions === null ? {} : { dimensionsMm: row.dimensions }),
  };
}

function isFirst(variant: VariantRow, isNew: boolean): boolean {
  return isNew || variant.key === null;
}

function heldText(variants: readonly VariantRow[], prices: readonly TargetPrice[], isNew: boolean): string | null {
  for (const [index, variant] of variants.entries()) {
    const held = prices[index]?.held;
    if (held && held.code !== "no_price" && isFirst(variant, isNew)) return `${variant.sku}: ${held.said.text}`;
  }
  return null;
}
