/** Products of Catalog V1 in the shared vocabulary. Pure. */
import type { DecimalText } from "../../../commerce/money.ts";
import type { ChannelLevel, ChannelProduct, ChannelVariant, Json } from "../../../commerce/product.ts";
import { timeVersion } from "../../../commerce/version.ts";
import { asText, asTree } from "../client.ts";
import type { WixProductV1 } from "../schemas.ts";
import { toGrams } from "../weight.ts";

/** What a product without managed variants calls its one item (sheet section 5). */
export const ONLY_VARIANT = "00000000-0000-0000-0000-000000000000";

/** How an item is addressed again. Variant ids are unique within their product only. */
export interface ItemExt {
  readonly productId: string;
  readonly variantId: string;
}

export const keyOf = (productId: string, variantId: string): string => `${productId}:${variantId}`;

export function readExt(ext: Json): ItemExt | null {
  const { productId, variantId } = asTree(ext);
  const [product, variant] = [asText(productId), asText(variantId)];
  return product && variant ? { productId: product, variantId: variant } : null;
}

type Variant = NonNullable<WixProductV1["variants"]>[number];
type Stock = WixProductV1["stock"];
type Prices = WixProductV1["priceData"];

export function mapProduct(product: WixProductV1, weightUnit: string | undefined, raw: Json): ChannelProduct {
  const managed = product.manageVariants === true ? (product.variants ?? []) : [];
  const { base, path } = product.productPageUrl ?? {};
  return {
    key: product.id,
    version: timeVersion(product.lastUpdated),
    title: product.name,
    descriptionHtml: product.description ?? "",
    brand: product.brand,
    status: product.visible === false ? "draft" : "active",
    url: base && path ? `${base.replace(/\/$/, "")}/${path.replace(/^\//, "")}` : undefined,
    categoryKeys: product.collectionIds ?? [],
    images: (product.media?.items ?? []).flatMap(({ id, image }, position) =>
      image?.url === undefined ? [] : [{ key: id, url: image.url, alt: image.altText, position }],
    ),
    variants:
      managed.length > 0
        ? managed.map((variant) => mapManaged(variant, product, weightUnit))
        : [mapOnly(product, weightUnit)],
    ext: { manageVariants: product.manageVariants === true },
    raw,
  };
}

function mapOnly(product: WixProductV1, unit: string | undefined): ChannelVariant {
  return {
    key: keyOf(product.id, ONLY_VARIANT),
    sku: product.sku,
    options: [],
    ...pricesOf(product.priceData),
    cost: product.costAndProfitData?.itemCost,
    weightGrams: toGrams(product.weight, unit),
    levels: levelsOf(product.stock),
    ext: { productId: product.id, variantId: ONLY_VARIANT },
  };
}

function mapManaged({ id, choices, variant, stock }: Variant, product: WixProductV1, unit: string | undefined) {
  const options = Object.entries(choices ?? {}).map(([name, value]) => ({ name, value }));
  return {
    key: keyOf(product.id, id),
    sku: variant?.sku,
    title: options.map(({ value }) => value).join(", ") || undefined,
    options,
    ...pricesOf(variant?.priceData ?? product.priceData),
    cost: variant?.costAndProfitData?.itemCost,
    weightGrams: toGrams(variant?.weight, unit),
    levels: levelsOf(stock),
    ext: { productId: product.id, variantId: id },
  };
}

/** What a customer pays is the discounted price; the full one is then struck through. */
function pricesOf(prices: Prices): Pick<ChannelVariant, "price" | "compareAtPrice" | "currency"> {
  const full = prices?.price;
  const paid = prices?.discountedPrice ?? full;
  return { price: paid, currency: prices?.currency, ...(isAbove(full, paid) ? { compareAtPrice: full } : {}) };
}

const isAbove = (a: DecimalText | undefined, b: DecimalText | undefined): boolean =>
  a !== undefined && b !== undefined && Number(a) > Number(b);

/** Absent when Wix does not count the item. Products say `trackInventory`, variants `trackQuantity`. */
function levelsOf(stock: Stock): readonly ChannelLevel[] | undefined {
  const isTracked = stock?.trackQuantity ?? stock?.trackInventory;
  return isTracked === true && typeof stock?.quantity === "number"
    ? [{ location: "", available: stock.quantity }]
    : undefined;
}
