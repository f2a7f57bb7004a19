/** Shopify products to the shared shape, and ours to productSet input. Pure. */
import type {
  ChannelLevel,
  ChannelProduct,
  ChannelVariant,
  Json,
  OptionValue,
  ProductForChannel,
  VariantForChannel,
} from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { DesiredImage } from "../kit/parse/product-images.ts";
import { desiredImages, imagesOfVariant } from "../kit/parse/product-images.ts";
import { gid, numberOf } from "./ids.ts";
import type { LevelNode, ProductNode, VariantNode } from "./nodes.ts";

/** Shopify's own name and value for the single variant of a product without options. */
const DEFAULT_OPTION = { name: "Title", value: "Default Title" } as const;

const STATUS: Readonly<Record<string, ChannelProduct["status"]>> = {
  ACTIVE: "active",
  // On sale by direct link only; nothing may treat it as gone.
  UNLISTED: "active",
  DRAFT: "draft",
  ARCHIVED: "archived",
};

const GRAMS: Readonly<Record<string, number>> = { GRAMS: 1, KILOGRAMS: 1000, OUNCES: 28.349523125, POUNDS: 453.59237 };

/** What a push of stock or price needs to address the variant again. */
export interface VariantExt {
  readonly productId: string;
  readonly inventoryItemId: string;
}

/** Reads `ext` of a listing back; null when it was not made by this connector. */
export function readExt(ext: Json): VariantExt | null {
  if (ext === null || typeof ext !== "object" || Array.isArray(ext)) return null;
  const { productId, inventoryItemId } = ext as { readonly [key: string]: Json };
  return typeof productId === "string" && typeof inventoryItemId === "string" ? { productId, inventoryItemId } : null;
}

/** A product with all its variants. An unknown status counts as draft, so that nothing goes on sale by mistake. */
export function mapProduct(
  product: ProductNode,
  variants: readonly VariantNode[],
  currency: string,
  raw: Json,
): ChannelProduct {
  return {
    key: numberOf(product.id),
    version: timeVersion(product.updatedAt),
    title: product.title,
    descriptionHtml: product.descriptionHtml ?? undefined,
    brand: product.vendor,
    status: STATUS[product.status] ?? "draft",
    url: product.onlineStoreUrl,
    categoryKeys: product.collections.nodes.map((collection) => numberOf(collection.id)),
    images: product.media.nodes.flatMap((media, position) =>
      media.image ? [{ key: numberOf(media.id), url: media.image.url, alt: media.alt, position }] : [],
    ),
    variants: variants.map((variant) => ({
      ...mapVariant(variant, numberOf(product.id), currency),
      ...(product.isGiftCard && { giftCard: true as const }),
    })),
    ext: { handle: product.handle },
    raw,
  };
}

function mapVariant(variant: VariantNode, productId: string, currency: string): ChannelVariant {
  const item = variant.inventoryItem;
  const inventoryItemId = numberOf(item.id);
  const weight = item.measurement?.weight;
  const grams = weight ? Math.round(Number(weight.value) * (GRAMS[weight.unit] ?? 1)) : 0;
  return {
    key: numberOf(variant.id),
    inventoryKey: inventoryItemId,
    sku: variant.sku,
    barcode: variant.barcode,
    // Shopify names the only variant of a product without options so; it is no title (the product's own is).
    title: variant.title === DEFAULT_OPTION.value ? undefined : variant.title,
    options: ownOptions(variant.selectedOptions),
    price: variant.price,
    compareAtPrice: variant.compareAtPrice ?? undefined,
    cost: item.unitCost?.amount,
    currency,
    weightGrams: grams > 0 ? grams : undefined,
    // A bundle's number follows from its components (admin_2026-10, productBundleCreate).
    levels: item.tracked && variant.requiresComponents !== true ? mapLevels(item.inventoryLevels.nodes) : undefined,
    // A shop that has got another location since it was looked at has more than were asked for.
    ...(item.inventoryLevels.pageInfo?.hasNextPage && { levelsInPart: true as const }),
    ext: { productId, inventoryItemId } satisfies { [K in keyof VariantExt]: Json },
  };
}

function ownOptions(options: readonly OptionValue[]): OptionValue[] {
  return options
    .filter((option) => option.name !== DEFAULT_OPTION.name || option.value !== DEFAULT_OPTION.value)
    .map(({ name, value }) => ({ name, value }));
}

/** `available` of each stocked location, and what its open orders wait for. */
export function mapLevels(levels: readonly LevelNode[]): ChannelLevel[] {
  return levels.flatMap((level) => {
    const named = (name: string) => level.quantities.find((quantity) => quantity.name === name)?.quantity;
    const available = named("available");
    if (available === undefined) return [];
    return [{ location: numberOf(level.location.id), available, committed: named("committed") }];
  });
}

/** A variant that stands on the channel and is none of ours: kept by naming it with its options. */
export interface ForeignVariant {
  readonly id: string;
  readonly selectedOptions: readonly OptionValue[];
}

export interface ProductInput {
  readonly product: ProductForChannel;
  readonly handle?: string | undefined;
  readonly foreign: readonly ForeignVariant[];
  readonly isNew: boolean;
  /** The status the product has there; none of one that is made. */
  readonly status?: string | undefined;
  /** Images are sent when the channel has none: Shopify renames what it takes, so equality cannot be seen. */
  readonly sendImages: boolean;
}

/** Input of productSet. Lists given are the whole truth there, so variants of others are named too. */
export function productSetInput(request: ProductInput): { [key: string]: Json } {
  const { product } = request;
  const ours = product.variants.map((variant, index) =>
    variantInput(variant, index + 1, product.variants.length === 1),
  );
  const images = request.sendImages ? desiredImages(product.images) : [];
  for (const [index, { id }] of product.variants.entries()) {
    // A variant shows one image, which has to stand among the product's.
    const [own] = imagesOfVariant(images, id);
    if (own) Object.assign(ours[index] ?? {}, { file: fileInput(own) });
  }
  const foreign = request.foreign.map((variant, index) => ({
    id: gid("ProductVariant", variant.id),
    position: ours.length + index + 1,
    optionValues: optionValues(variant.selectedOptions),
  }));
  const input: { [key: string]: Json } = {
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    ...statusOf(request),
    productOptions: optionsInput([
      ...product.variants.map(optionsOf),
      ...request.foreign.map((variant) => variant.selectedOptions),
    ]),
    variants: [...ours, ...foreign],
  };
  if (product.brand !== undefined) input.vendor = product.brand;
  if (request.handle !== undefined) input.handle = request.handle;
  if (images.length > 0) input.files = images.map(fileInput);
  // Membership is set at birth alone: a list given later would throw the product out of the seller's collections.
  if (request.isNew && product.categoryKeys.length > 0)
    input.collections = product.categoryKeys.map((key) => gid("Collection", key));
  return input;
}

/** Only what differs: a product that is unlisted is on sale as well, and one that is archived is off sale as well. */
function statusOf({ product, status }: ProductInput): { readonly status?: string } {
  const isOn = status !== undefined && STATUS[status] === "active";
  return status !== undefined && isOn === product.active ? {} : { status: product.active ? "ACTIVE" : "DRAFT" };
}

function optionsOf(variant: VariantForChannel): readonly OptionValue[] {
  return variant.options.length > 0 ? variant.options : [DEFAULT_OPTION];
}

function optionValues(options: readonly OptionValue[]): Json {
  return options.map((option) => ({ optionName: option.name, name: option.value }));
}

/** Option names in order of first appearance with every value used. */
function optionsInput(variants: readonly (readonly OptionValue[])[]): Json {
  const names = new Map<string, Set<string>>();
  for (const { name, value } of variants.flat()) names.set(name, (names.get(name) ?? new Set()).add(value));
  return [...names].map(([name, values], index) => ({
    name,
    position: index + 1,
    values: [...values].map((value) => ({ name: value })),
  }));
}

const fileInput = ({ url, alt = "" }: DesiredImage): Json => ({ originalSource: url, contentType: "IMAGE", alt });

function variantInput(variant: VariantForChannel, position: number, isOnly: boolean): { [key: string]: Json } {
  const options = variant.options.length > 0 || !isOnly ? optionsOf(variant) : [DEFAULT_OPTION];
  const item: { [key: string]: Json } = { tracked: true };
  if (variant.cost !== undefined) item.cost = variant.cost;
  if (variant.weightGrams !== undefined) item.measurement = { weight: { value: variant.weightGrams, unit: "GRAMS" } };
  const input: { [key: string]: Json } = {
    position,
    optionValues: optionValues(options),
    sku: variant.sku,
    inventoryPolicy: "DENY",
    inventoryItem: item,
  };
  if (variant.key !== undefined) input.id = gid("ProductVariant", variant.key);
  if (variant.barcode !== undefined) input.barcode = variant.barcode;
  if (variant.price !== undefined) input.price = variant.price;
  if (variant.compareAtPrice !== undefined) input.compareAtPrice = variant.compareAtPrice;
  // Quantities belong to birth; afterwards stock has its own compare-and-set push.
  if (variant.key === undefined && variant.levels.length > 0)
    input.inventoryQuantities = variant.levels
      .filter((level) => level.location !== "")
      .map((level) => ({ locationId: gid("Location", level.location), name: "available", quantity: level.available }));
  return input;
}

/** A handle as Shopify makes it from a title: "Linen shirt!" -> "linen-shirt". */
export function handleFrom(title: string): string {
  const slug = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, 200);
  return slug || "product";
}
