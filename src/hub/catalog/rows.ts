import { columnNames, recordColumns } from "../../db/columns.ts";
import { safeHtml } from "../html.ts";
import { storableText } from "../json-column.ts";
import type { ImageInput, ProductFields, VariantFields } from "./input.ts";

/** Columns of a product as json_to_recordset takes them. */
export function productRow(id: string, product: ProductFields) {
  return {
    id,
    title: storableText(product.title.trim()),
    description_html: safeHtml(storableText(product.descriptionHtml ?? "")),
    short_description_html: safeHtml(storableText(product.shortDescriptionHtml ?? "")),
    kind: product.kind ?? "goods",
    brand: trimmed(product.brand),
    sku: trimmed(product.sku),
    active: product.active ?? true,
    attributes: product.attributes ?? {},
    cost_minor: product.costMinor ?? null,
    weight_grams: product.weightGrams ?? null,
    dimensions: product.dimensions ?? null,
    tax_class: trimmed(product.taxClass),
    hsn: trimmed(product.hsn),
    gst_rate: product.gstRate ?? null,
    origin_country: product.originCountry ?? null,
  };
}

const PRODUCT_TYPES = {
  title: "text",
  description_html: "text",
  short_description_html: "text",
  kind: "text",
  brand: "text",
  sku: "text",
  active: "boolean",
  attributes: "jsonb",
  cost_minor: "bigint",
  weight_grams: "int",
  dimensions: "jsonb",
  tax_class: "text",
  hsn: "text",
  gst_rate: "numeric",
  origin_country: "text",
} satisfies Readonly<Record<Exclude<keyof ReturnType<typeof productRow>, "id">, string>>;
export const PRODUCT_COLUMNS = columnNames(PRODUCT_TYPES);
export const PRODUCT_RECORD = `r(id uuid, ${recordColumns(PRODUCT_TYPES)})`;

export interface PlacedVariant {
  readonly id: string;
  readonly productId: string;
  readonly position: number;
  readonly variant: VariantFields;
}

/** Columns of a variant as json_to_recordset takes them. */
export function variantRow({ id, productId, position, variant }: PlacedVariant) {
  const options = variant.options ?? [];
  return {
    id,
    product_id: productId,
    position,
    sku: storableText(variant.sku.trim()),
    barcode: trimmed(variant.barcode),
    title: storableText(variant.title?.trim() ?? options.map((option) => option.value).join(" / ")),
    options: options.map((option) => ({ name: option.name.trim(), value: option.value.trim() })),
    currency: variant.currency ?? null,
    price_minor: variant.priceMinor ?? null,
    compare_at_minor: variant.compareAtMinor ?? null,
    cost_minor: variant.costMinor ?? null,
    weight_grams: variant.weightGrams ?? null,
    dimensions: variant.dimensions ?? null,
    gift_card: variant.giftCard ?? false,
    active: variant.active ?? true,
    stock_counted: variant.stockCounted ?? null,
    attributes: variant.attributes ?? {},
  };
}

const VARIANT_TYPES = {
  id: "uuid",
  product_id: "uuid",
  position: "int",
  sku: "text",
  barcode: "text",
  title: "text",
  options: "jsonb",
  currency: "text",
  price_minor: "bigint",
  compare_at_minor: "bigint",
  cost_minor: "bigint",
  weight_grams: "int",
  dimensions: "jsonb",
  gift_card: "boolean",
  active: "boolean",
  stock_counted: "boolean",
  attributes: "jsonb",
} satisfies Readonly<Record<keyof ReturnType<typeof variantRow>, string>>;
export const VARIANT_RECORD = `r(${recordColumns(VARIANT_TYPES)})`;

/** Rows of a product's images; `variantOf` finds the variant of a SKU in lower case. */
export function imageRows(
  productId: string,
  images: readonly ImageInput[],
  variantOf: ReadonlyMap<string, string>,
): readonly object[] {
  return images.map((image, position) => ({
    product_id: productId,
    variant_id: image.variantSku === undefined ? null : (variantOf.get(image.variantSku.trim().toLowerCase()) ?? null),
    url: image.url,
    alt: storableText(image.alt ?? "").slice(0, 1_000),
    position,
  }));
}

function trimmed(text: string | null | undefined): string | null {
  return storableText(text ?? "").trim() || null;
}
