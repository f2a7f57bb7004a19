/** Products as listings are filled from them, with the price and the quantity this channel would show. */

import type { Dimensions } from "../../commerce/dimensions.ts";
import { publicImageUrl } from "../../commerce/image-address.ts";
import type { ListingProduct, ListingVariant } from "../../commerce/listing/rules.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json, OptionValue } from "../../commerce/product.ts";
import { type Tx, together } from "../../db/database.ts";
import { firstLevels } from "../inventory/first-levels.ts";
import { loadPricePicture, priceTarget } from "../prices/price-picture.ts";

interface ProductRow {
  readonly id: string;
  readonly title: string;
  readonly description_html: string;
  readonly brand: string | null;
  readonly origin_country: string | null;
  readonly hsn: string | null;
  readonly attributes: Readonly<Record<string, Json>>;
}

interface VariantRow {
  readonly id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly options: readonly OptionValue[];
  readonly attributes: Readonly<Record<string, Json>>;
  readonly weight_grams: number | null;
  readonly dimensions: Dimensions | null;
}

interface ImageRow {
  readonly product_id: string;
  readonly variant_id: string | null;
  readonly url: string;
}

export interface ListingTarget {
  readonly connectionId: string;
  /** The hub's address as the channel reaches it; null: uploaded images stay behind. */
  readonly home: string | null;
  readonly now: Date;
}

/** Those that exist, by id; variants switched off are left out. */
export async function listingProducts(
  tx: Tx,
  productIds: readonly string[],
  { connectionId, home, now }: ListingTarget,
): Promise<ReadonlyMap<string, ListingProduct>> {
  const [products, variants, images] = await together([
    tx.rows<ProductRow>(
      `select id, title, description_html, brand, origin_country, hsn, attributes
       from argosy.product where organization_id = argosy.tenant() and id = any ($1::uuid[]) and deleted_at is null`,
      [productIds],
    ),
    tx.rows<VariantRow>(
      `select v.id, v.product_id, v.sku, v.barcode, v.options, v.attributes,
         coalesce(v.weight_grams, p.weight_grams) as weight_grams, coalesce(v.dimensions, p.dimensions) as dimensions
       from argosy.variant v
       join argosy.product p on p.organization_id = v.organization_id and p.id = v.product_id
       where v.organization_id = argosy.tenant() and v.product_id = any ($1::uuid[]) and v.deleted_at is null
         and v.active
       order by v.position, v.id`,
      [productIds],
    ),
    tx.rows<ImageRow>(
      `select product_id, variant_id, url
       from argosy.image where organization_id = argosy.tenant() and product_id = any ($1::uuid[])
       order by position, id`,
      [productIds],
    ),
  ]);
  const prices = await pricesOf(tx, variants, { connectionId, now });
  const levels = await firstLevels(
    tx,
    connectionId,
    variants.map(({ id }) => id),
  );
  const shown = images.flatMap((image) => {
    const url = publicImageUrl(image.url, home);
    return url === null ? [] : [{ ...image, url }];
  });
  const imagesOf = Map.groupBy(shown, (image) => image.product_id);
  const variantsOf = Map.groupBy(variants, (variant) => variant.product_id);
  const urls = (of: string, variant: string | null) =>
    (imagesOf.get(of) ?? []).flatMap(({ variant_id, url }) =>
      variant === null || variant_id === variant ? [url] : [],
    );
  const toVariant = (row: VariantRow): ListingVariant => ({
    ...{ id: row.id, sku: row.sku, barcode: row.barcode, options: row.options },
    attributes: textAttributes(row.attributes),
    price: prices.get(row.id) ?? null,
    quantity: levels.get(row.id)?.reduce((sum, { available }) => sum + Math.max(0, available), 0) ?? null,
    weightGrams: row.weight_grams,
    dimensionsMm: row.dimensions,
    images: urls(row.product_id, row.id),
  });
  return new Map(
    products.map((row) => [
      row.id,
      {
        ...{ title: row.title, descriptionHtml: row.description_html, brand: row.brand, hsn: row.hsn },
        originCountry: row.origin_country,
        attributes: textAttributes(row.attributes),
        images: urls(row.id, null),
        variants: (variantsOf.get(row.id) ?? []).map(toVariant),
      },
    ]),
  );
}

async function pricesOf(
  tx: Tx,
  variants: readonly VariantRow[],
  { connectionId, now }: Omit<ListingTarget, "home">,
): Promise<ReadonlyMap<string, string>> {
  const targets = variants.map(({ id }) => ({ listingId: null, connectionId, variantId: id }));
  const picture = await loadPricePicture(tx, targets, now);
  return new Map(
    targets.flatMap((target) => {
      const { priceMinor: minor, currency, held } = priceTarget(picture, target);
      // A price that is held back is none: nothing is offered for what nobody decided.
      return minor === null || held ? [] : [[target.variantId, formatDecimal({ minor, currency })] as const];
    }),
  );
}

/** Attributes with a plain value. */
const textAttributes = (attributes: Readonly<Record<string, Json>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
