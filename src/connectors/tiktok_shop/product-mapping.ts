/** A product of TikTok Shop in the hub's words. */
import type { ChannelProduct, ChannelVariant, Json, ListingIssue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { readDimensions } from "../kit/parse/dimensions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type Product, productSchema, type Sku } from "./schemas.ts";
import { english } from "./words.ts";

type MappingContext = Pick<Context, "drift">;

/** What listings carry so that they can be addressed again. */
export interface SkuExt {
  readonly productId: string;
  /** Warehouses assigned to the SKU: every one of them has to stand in a stock update. */
  readonly warehouses: readonly string[];
}

export const readProduct = (raw: Json, ctx: MappingContext): Product =>
  parseResponse(productSchema, raw, { ctx, what: "product" });

/**
 * Total. A draft or a product in its first review is not on sale; what TikTok took down or deleted is archived. The
 * audit of an edit is another word beside it: the old version stays on sale meanwhile.
 */
export const PRODUCT_STATES: Readonly<Record<string, ChannelProduct["status"]>> = {
  INITIAL: "draft",
  DRAFT: "draft",
  PENDING: "draft",
  FAILED: "draft",
  ACTIVATE: "active",
  SELLER_DEACTIVATED: "draft",
  PLATFORM_DEACTIVATED: "archived",
  FREEZE: "archived",
  DELETED: "archived",
};

export function toProduct(raw: Json, ctx: MappingContext): ChannelProduct {
  const product = readProduct(raw, ctx);
  return {
    key: product.id,
    version: { kind: "time", value: BigInt(product.update_time) * 1_000_000n },
    title: product.title,
    descriptionHtml: product.description ?? "",
    brand: product.brand?.name,
    status: statusOf(product, ctx),
    issues: issuesOf(product),
    categoryKeys: product.category_chains.filter(({ is_leaf }) => is_leaf === true).map(({ id }) => id),
    images: product.main_images.flatMap(({ uri, urls }, position) =>
      urls[0] === undefined ? [] : [{ key: uri, url: urls[0].trim(), position }],
    ),
    variants: product.skus.map((sku) => variantOf(sku, product)),
    ext: { status: product.status ?? null, audit: product.audit?.status ?? null },
    raw,
  };
}

/** What TikTok itself keeps off sale; what a seller switched off is no issue. */
const KEPT_OFF: Readonly<Record<string, string>> = {
  PLATFORM_DEACTIVATED: english("said.takenProductOffSaleSeller"),
  FREEZE: english("said.frozenProductSellerCenterSays"),
  FAILED: english("said.productNotPassReviewSeller"),
};
const EDIT_REFUSED = english("said.reviewRefusedLastEditVersion");

function issuesOf({ status, audit }: Product): ListingIssue[] {
  const stored = status === undefined ? undefined : KEPT_OFF[status];
  if (stored !== undefined) return [{ blocks: true, text: stored }];
  return status === "ACTIVATE" && audit?.status === "FAILED" ? [{ blocks: false, text: EDIT_REFUSED }] : [];
}

function statusOf({ status }: Product, ctx: MappingContext): ChannelProduct["status"] {
  // Listings that stand on Tokopedia alone have none.
  if (status === undefined) return "draft";
  const existing = Object.hasOwn(PRODUCT_STATES, status) ? PRODUCT_STATES[status] : undefined;
  if (existing === undefined)
    ctx.drift({ path: "status", problem: "a status this connector does not know", value: status });
  return existing ?? "draft";
}

function variantOf(sku: Sku, product: Product): ChannelVariant {
  const options = sku.sales_attributes.flatMap(({ name, value_name: value }) =>
    name === undefined || value === undefined ? [] : [{ name, value }],
  );
  const ext: SkuExt = { productId: product.id, warehouses: sku.inventory.map(({ warehouse_id }) => warehouse_id) };
  return {
    key: sku.id,
    sku: sku.seller_sku,
    barcode: sku.identifier_code?.code,
    options,
    price: sku.price?.sale_price ?? sku.price?.tax_exclusive_price,
    compareAtPrice: sku.list_price?.amount,
    currency: sku.price?.currency ?? undefined,
    weightGrams: gramsOf(product.package_weight),
    dimensionsMm: sizeOf(product),
    // A virtual bundle is sold from what is in it.
    levels:
      sku.combined_skus.length > 0
        ? undefined
        : sku.inventory.map(({ warehouse_id: location, quantity }) => ({ location, available: quantity })),
    contents: contentsOf(sku),
    ext: { ...ext },
  };
}

/** What is in one unit of a virtual bundle; undefined where not all of it is told. */
function contentsOf({ combined_skus: inside }: Sku): ChannelVariant["contents"] {
  const parts = inside.flatMap(({ sku_id: variantKey, sku_count: quantity }) =>
    variantKey === undefined || quantity == null ? [] : [{ variantKey, quantity }],
  );
  return parts.length > 0 && parts.length === inside.length ? parts : undefined;
}

/** Of the parcel; the unit is told as CENTIMETER or INCH. */
function sizeOf({ package_dimensions: size }: Product): ChannelVariant["dimensionsMm"] {
  return size ? readDimensions(size, size.unit ?? "") : undefined;
}

const GRAMS: Readonly<Record<string, number>> = { GRAM: 1, KILOGRAM: 1_000, POUND: 453.592_37 };

/** Of the parcel: TikTok weighs products, not variants. */
function gramsOf(weight: Product["package_weight"]): number | undefined {
  const unit = GRAMS[weight?.unit ?? ""];
  if (unit === undefined || weight?.value === undefined) return undefined;
  return Math.round(Number(weight.value) * unit) || undefined;
}
