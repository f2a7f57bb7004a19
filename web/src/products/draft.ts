/** What of a product is typed. */
import type { Shape } from "../data/hub.ts";
import type { ImageDraft } from "./images.tsx";
import { type Size, sizeOf } from "./measures.tsx";

type Item = Shape<"Product">;

export type Draft = Pick<
  Item,
  | "title"
  | "brand"
  | "descriptionHtml"
  | "shortDescriptionHtml"
  | "active"
  | "categoryIds"
  | "weightGrams"
  | "hsn"
  | "taxClass"
  | "gstRate"
> & { readonly size: Size; readonly tags: readonly string[]; readonly images: readonly ImageDraft[] };

export const EMPTY: Draft = {
  title: "",
  brand: null,
  descriptionHtml: "",
  shortDescriptionHtml: "",
  active: true,
  categoryIds: [],
  weightGrams: null,
  hsn: null,
  taxClass: null,
  gstRate: null,
  size: sizeOf(null),
  tags: [],
  images: [],
};

export const draftOf = (product: Item): Draft => {
  const { title, brand, descriptionHtml, shortDescriptionHtml, active, categoryIds } = product;
  const { weightGrams, hsn, taxClass, gstRate } = product;
  const { tags } = product.attributes;
  const skus = new Map(product.variants.map(({ id, sku }) => [id, sku]));
  const images = product.images.map(({ url, alt, variantId }) => {
    const variantSku = variantId === null ? undefined : skus.get(variantId);
    return { url, alt, ...(variantSku !== undefined && { variantSku }) };
  });
  return {
    title,
    brand,
    descriptionHtml,
    shortDescriptionHtml,
    active,
    categoryIds,
    weightGrams,
    hsn,
    taxClass,
    gstRate,
    size: sizeOf(product.dimensions),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    images,
  };
};
