/** Products as they are stored, with their pictures and categories: what an export writes and an import compares with. */

import type { Dimensions } from "../../commerce/dimensions.ts";
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";

export interface StoredProduct {
  readonly id: string;
  readonly title: string;
  readonly description_html: string;
  readonly brand: string | null;
  readonly sku: string | null;
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, Json>>;
  readonly cost_minor: bigint | null;
  readonly weight_grams: number | null;
  readonly dimensions: Dimensions | null;
  readonly tax_class: string | null;
  readonly hsn: string | null;
  readonly gst_rate: string | null;
  readonly origin_country: string | null;
  /** Ids, in their order. */
  readonly categories: readonly string[];
  /** In their order; `sku` is that of the variant a picture shows, null where it shows the product. */
  readonly images: readonly { readonly url: string; readonly alt: string; readonly sku: string | null }[];
}

/** A variant as it is stored, under the product's id. */
export interface StoredVariant {
  readonly id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly title: string;
  readonly options: readonly OptionValue[];
  readonly currency: string;
  readonly price_minor: bigint | null;
  readonly compare_at_minor: bigint | null;
  readonly cost_minor: bigint | null;
  readonly weight_grams: number | null;
  readonly dimensions: Dimensions | null;
  readonly active: boolean;
  readonly stock_counted: boolean;
  readonly attributes: Readonly<Record<string, Json>>;
}

/** These products, the newest first; deleted and unknown ones are left out. */
export function storedProducts(tx: Tx, ids: readonly string[]): Promise<StoredProduct[]> {
  return tx.rows<StoredProduct>(
    `select p.id, p.title, p.description_html, p.brand, p.sku, p.active, p.attributes, p.cost_minor, p.weight_grams,
       p.dimensions, p.tax_class, p.hsn, p.gst_rate, p.origin_country,
       array(select category_id from product_category c
         where c.organization_id = p.organization_id and c.product_id = p.id order by category_id) as categories,
       coalesce((select jsonb_agg(jsonb_build_object('url', i.url, 'alt', i.alt, 'sku', v.sku)
         order by i.position, i.id)
         from image i
         left join variant v on v.organization_id = i.organization_id and v.id = i.variant_id and v.deleted_at is null
         where i.organization_id = p.organization_id and i.product_id = p.id), '[]') as images
     from product p
     where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null
     order by p.id desc`,
    [ids],
  );
}
