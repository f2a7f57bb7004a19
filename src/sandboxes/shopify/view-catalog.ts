/** Products, variants, stock and collections as the objects GraphQL resolves; functions where a field takes arguments. */

import type { PageArgs } from "../../connectors/kit/sandbox/relay.ts";
import { levelsOf } from "./catalog.ts";
import { contextualPricing } from "./price-lists.ts";
import type { Level, SandboxProductRow, SandboxVariant, ShopState } from "./state.ts";
import { levelKey } from "./state.ts";
import type { Lazy, Scope, View } from "./view-base.ts";
import { byLocation, gid, locationById, moneyV2, page } from "./view-base.ts";

export function productView(scope: Scope, product: SandboxProductRow): View {
  const { state } = scope;
  const variants = product.variantIds.flatMap((id) => state.variants.get(id) ?? []);
  const collections = product.collectionIds.flatMap((id) => state.collections.get(id) ?? []);
  const published = { count: product.publicationIds.length, precision: "EXACT" };
  return {
    __typename: "Product",
    id: gid("Product", product.id),
    legacyResourceId: product.id,
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    vendor: product.vendor,
    isGiftCard: product.isGiftCard,
    status: product.status,
    handle: product.handle,
    tags: product.tags,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    publishedAt: product.publicationIds.length > 0 ? product.createdAt : null,
    onlineStoreUrl: product.publicationIds.length > 0 ? `https://${state.domain}/products/${product.handle}` : null,
    totalInventory: variants
      .flatMap((variant) => levelsOf(state, variant.itemId))
      .reduce((sum, entry) => sum + entry.level.available, 0),
    availablePublicationsCount: published,
    media: page(scope, product.media, byLocation(product.media), (media) => ({
      __typename: "MediaImage",
      id: gid("MediaImage", media.id),
      alt: media.alt,
      mediaContentType: "IMAGE",
      status: "READY",
      image: { url: media.url, altText: media.alt },
    })),
    collections: page(
      scope,
      collections,
      (row) => ({ sort: "", id: row.id }),
      (row) => collectionView(scope, row),
    ),
    options: optionsOf(variants),
    variants: page(
      scope,
      variants,
      (row) => ({ sort: String(row.position).padStart(6, "0"), id: row.id }),
      (row) => variantView(scope, row),
    ),
  };
}

function optionsOf(variants: readonly SandboxVariant[]): View[] {
  const names = [...new Set(variants.flatMap((variant) => variant.options.map((option) => option.name)))];
  return names.map((name, at) => ({
    id: gid("ProductOption", String(at + 1)),
    name,
    position: at + 1,
    values: [
      ...new Set(
        variants.flatMap((variant) =>
          variant.options.filter((option) => option.name === name).map((option) => option.value),
        ),
      ),
    ],
  }));
}

export function collectionView(
  scope: Scope,
  row: { id: string; title: string; handle: string; updatedAt: string },
): View {
  return {
    __typename: "Collection",
    id: gid("Collection", row.id),
    legacyResourceId: row.id,
    title: row.title,
    handle: row.handle,
    updatedAt: row.updatedAt,
    availablePublicationsCount: { count: 0, precision: "EXACT" },
    products: (args: PageArgs) => {
      const products = [...scope.state.products.values()].filter((product) => product.collectionIds.includes(row.id));
      const read = page(
        scope,
        products,
        (product) => ({ sort: "", id: product.id }),
        (product) => productView(scope, product),
      );
      return read(args);
    },
  };
}

export function variantView(scope: Scope, variant: SandboxVariant): View {
  const { state } = scope;
  return {
    __typename: "ProductVariant",
    id: gid("ProductVariant", variant.id),
    legacyResourceId: variant.id,
    title: variant.options.map((option) => option.value).join(" / "),
    sku: variant.sku,
    barcode: variant.barcode,
    price: variant.price,
    compareAtPrice: variant.compareAtPrice,
    contextualPricing: contextualPricing(state, variant),
    position: variant.position,
    inventoryPolicy: variant.policy,
    inventoryQuantity: freeOf(state, variant),
    requiresComponents: variant.components.length > 0,
    createdAt: variant.createdAt,
    updatedAt: variant.updatedAt,
    selectedOptions: variant.options,
    availablePublicationsCount: { count: 0, precision: "EXACT" },
    inventoryItem: () => itemView(scope, variant),
    product: (() => {
      const product = state.products.get(variant.productId);
      return product ? productView(scope, product) : null;
    }) satisfies Lazy,
  };
}

function freeOf(state: ShopState, { itemId, components }: SandboxVariant): number {
  const own = levelsOf(state, itemId).reduce((sum, { level }) => sum + level.available, 0);
  if (components.length === 0) return own;
  const makes = components.map(({ variantId, quantity }) => {
    const part = state.variants.get(variantId);
    return part ? Math.floor(freeOf(state, part) / quantity) : 0;
  });
  return Math.min(...makes);
}

export function itemView(scope: Scope, variant: SandboxVariant): View {
  const { state } = scope;
  return {
    __typename: "InventoryItem",
    id: gid("InventoryItem", variant.itemId),
    legacyResourceId: variant.itemId,
    sku: variant.sku,
    tracked: variant.tracked,
    createdAt: variant.createdAt,
    updatedAt: variant.createdAt,
    duplicateSkuCount: () =>
      [...state.variants.values()].filter((other) => other.sku !== "" && other.sku === variant.sku).length,
    unitCost: variant.cost === null ? null : moneyV2(variant.cost, state.currency),
    measurement: { weight: variant.weight },
    inventoryLevels: page(
      scope,
      levelsOf(state, variant.itemId),
      (entry) => ({ sort: "", id: entry.locationId }),
      (entry) => levelView(scope, variant, entry.locationId, entry.level),
    ),
    inventoryLevel: (args: { locationId: string }) => {
      const locationId = args.locationId.split("/").at(-1) ?? "";
      const level = state.levels.get(levelKey(variant.itemId, locationId));
      return level ? levelView(scope, variant, locationId, level) : null;
    },
  };
}

export function levelView(scope: Scope, variant: SandboxVariant, locationId: string, level: Level): View {
  const existing: Readonly<Record<string, number>> = {
    available: level.available,
    committed: level.committed,
    on_hand: level.available + level.committed,
    incoming: 0,
    reserved: 0,
    damaged: 0,
    safety_stock: 0,
    quality_control: 0,
  };
  const id = `${gid("InventoryLevel", locationId)}?inventory_item_id=${variant.itemId}`;
  return {
    __typename: "InventoryLevel",
    id,
    isActive: true,
    updatedAt: level.updatedAt,
    item: () => itemView(scope, variant),
    location: locationById(scope, locationId),
    quantities: (args: { names: readonly string[] }) =>
      args.names.map((name) => ({
        __typename: "InventoryQuantity",
        id: `${id}&name=${name}`,
        name,
        quantity: existing[name] ?? 0,
      })),
  };
}
