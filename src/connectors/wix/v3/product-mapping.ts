/** Products of Catalog V3 in the shared vocabulary. Pure. */
import type {
  ChannelLevel,
  ChannelProduct,
  ChannelVariant,
  DimensionsMm,
  Json,
  ProductImage,
} from "../../../commerce/product.ts";
import { timeVersion } from "../../../commerce/version.ts";
import { readDimensions } from "../../kit/parse/dimensions.ts";
import { asText, asTree } from "../client.ts";
import type { WixBox, WixInventory, WixProduct, WixVariant } from "../schemas.ts";
import { toGrams } from "../weight.ts";

/** How an item is addressed again: stock belongs to a variant at a location, prices to the whole product. */
export interface ItemExt {
  readonly productId: string;
}

export function readExt(ext: Json): ItemExt | null {
  const productId = asText(asTree(ext)["productId"]);
  return productId === undefined ? null : { productId };
}

function weightUnit(product: WixProduct): string | undefined {
  return product.physicalProperties?.weightMeasurementUnitInfo?.weightMeasurementUnit;
}

export function mapProduct(
  product: WixProduct,
  variants: readonly WixVariant[],
  inventory: readonly WixInventory[],
  raw: Json,
): ChannelProduct {
  const byVariant = Map.groupBy(inventory, ({ variantId }) => variantId);
  return {
    key: product.id,
    version: timeVersion(product.updatedDate),
    title: product.name,
    // Asked for with every read: what is not there is empty.
    descriptionHtml: product.plainDescription ?? "",
    brand: product.brand?.name,
    status: product.visible === false ? "draft" : "active",
    url: product.url?.url,
    categoryKeys: (product.directCategoriesInfo?.categories ?? []).map(({ id }) => id),
    images: imagesOf(product),
    variants: variants.flatMap((variant) => {
      const key = variant.variantId ?? variant.id;
      return key === undefined ? [] : [mapVariant(variant, key, product, byVariant.get(key) ?? [])];
    }),
    ext: { revision: product.revision },
    raw,
  };
}

function mapVariant(
  variant: WixVariant,
  key: string,
  product: WixProduct,
  inventory: readonly WixInventory[],
): ChannelVariant {
  const choices = (variant.choices ?? variant.optionChoices ?? []).flatMap(({ optionChoiceNames }) =>
    optionChoiceNames ? [{ name: optionChoiceNames.optionName, value: optionChoiceNames.choiceName }] : [],
  );
  return {
    key,
    sku: variant.sku,
    barcode: variant.barcode,
    title: choices.map(({ value }) => value).join(", ") || undefined,
    options: choices,
    price: variant.price?.actualPrice?.amount,
    compareAtPrice: variant.price?.compareAtPrice?.amount,
    cost: variant.revenueDetails?.cost?.amount,
    currency: product.currency,
    weightGrams: toGrams(variant.physicalProperties?.weight, weightUnit(product)),
    dimensionsMm: sizeOf(variant.physicalProperties?.packageDimensions),
    ...countsOf(inventory),
    ext: { productId: product.id },
  };
}

/** The parcel, not the goods in it. */
function sizeOf(box: WixBox | null | undefined): DimensionsMm | undefined {
  return box ? readDimensions(box, box.unit ?? "") : undefined;
}

export const isTracked = ({ quantity, trackQuantity }: WixInventory): boolean =>
  trackQuantity !== false && typeof quantity === "number";

/** Absent when Wix does not count the item anywhere: "in stock" by hand is no number. */
export function countsOf(inventory: readonly WixInventory[]): Pick<ChannelVariant, "levels" | "uncountedAt"> {
  const locationOf = ({ locationId }: WixInventory) => locationId ?? "";
  const levels = inventory
    .filter(isTracked)
    .map((one): ChannelLevel => ({ location: locationOf(one), available: one.quantity ?? 0 }));
  if (levels.length === 0) return {};
  const uncountedAt = inventory.filter((one) => !isTracked(one)).map(locationOf);
  return uncountedAt.length === 0 ? { levels } : { levels, uncountedAt };
}

function imagesOf(product: WixProduct): readonly ProductImage[] {
  return (product.media?.itemsInfo?.items ?? []).flatMap((item, position) => {
    const url = item.image?.url ?? item.url;
    return url === undefined ? [] : [{ key: item.id, url, alt: item.altText, position }];
  });
}
