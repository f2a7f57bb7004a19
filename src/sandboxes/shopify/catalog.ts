/** Products, variants and stock levels of the emulated shop, with the webhooks their changes send. */

import type { Optional } from "../../commerce/optional.ts";
import { restLevel, restProduct } from "./rest.ts";
import type { Level, SandboxProductRow, SandboxVariant, ShopState } from "./state.ts";
import { levelKey, newId, stamp } from "./state.ts";

export type NewProduct = Pick<SandboxProductRow, "title"> &
  Optional<Pick<SandboxProductRow, "descriptionHtml" | "vendor" | "isGiftCard" | "status" | "handle">>;

export function createProduct(state: ShopState, input: NewProduct): SandboxProductRow {
  const at = stamp(state);
  const product: SandboxProductRow = {
    id: newId(state),
    title: input.title,
    descriptionHtml: input.descriptionHtml ?? "",
    vendor: input.vendor ?? state.name,
    isGiftCard: input.isGiftCard ?? false,
    status: input.status ?? "ACTIVE",
    handle: freeHandle(state, input.handle ?? slug(input.title)),
    tags: [],
    media: [],
    collectionIds: [],
    variantIds: [],
    publicationIds: [],
    createdAt: at,
    updatedAt: at,
  };
  state.products.set(product.id, product);
  return product;
}

function slug(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "") || "product"
  );
}

function freeHandle(state: ShopState, handle: string): string {
  for (let suffix = 0; ; suffix += 1) {
    const candidate = suffix === 0 ? handle : `${handle}-${suffix}`;
    if (state.handles.has(candidate)) continue;
    state.handles.add(candidate);
    return candidate;
  }
}

export interface NewVariant {
  readonly sku: string;
  readonly price: string;
  readonly barcode?: string | null | undefined;
  readonly options: { name: string; value: string }[];
}

/** Adds a variant with its inventory item, stocked with 0 at the first location. */
export function createVariant(state: ShopState, product: SandboxProductRow, input: NewVariant): SandboxVariant {
  const at = stamp(state);
  const variant: SandboxVariant = {
    id: newId(state),
    productId: product.id,
    itemId: newId(state),
    sku: input.sku,
    barcode: input.barcode ?? null,
    price: input.price,
    compareAtPrice: null,
    position: product.variantIds.length + 1,
    options: input.options,
    policy: "DENY",
    tracked: true,
    components: [],
    cost: null,
    weight: { unit: "KILOGRAMS", value: 0 },
    mediaId: null,
    createdAt: at,
    updatedAt: at,
  };
  state.variants.set(variant.id, variant);
  state.variantIdOfItem.set(variant.itemId, variant.id);
  if (!state.variantIdOfSku.has(variant.sku)) state.variantIdOfSku.set(variant.sku, variant.id);
  product.variantIds.push(variant.id);
  const location = state.locations[0];
  if (location) state.levels.set(levelKey(variant.itemId, location.id), { available: 0, committed: 0, updatedAt: at });
  return variant;
}

export function deleteVariant(state: ShopState, product: SandboxProductRow, id: string): void {
  const variant = state.variants.get(id);
  product.variantIds = product.variantIds.filter((other) => other !== id);
  state.variants.delete(id);
  for (const { prices } of state.priceLists) prices.delete(id);
  if (variant) for (const location of state.locations) state.levels.delete(levelKey(variant.itemId, location.id));
}

export function deleteProduct(state: ShopState, product: SandboxProductRow): void {
  for (const id of [...product.variantIds]) deleteVariant(state, product, id);
  state.products.delete(product.id);
  state.handles.delete(product.handle);
  state.emit("products/delete", { id: Number(product.id) });
}

/** Moves updated_at and tells subscribers. */
export function touchProduct(
  state: ShopState,
  product: SandboxProductRow,
  topic: "products/create" | "products/update",
): void {
  product.updatedAt = stamp(state);
  state.emit(topic, restProduct(state, product));
}

export function levelsOf(state: ShopState, itemId: string): { locationId: string; level: Level }[] {
  return state.locations.flatMap((location) => {
    const level = state.levels.get(levelKey(itemId, location.id));
    return level ? [{ locationId: location.id, level }] : [];
  });
}

/** Changes a level that exists and sends inventory_levels/update, also to the app that changed it. */
export function changeLevel(
  state: ShopState,
  place: { readonly itemId: string; readonly locationId: string },
  change: { readonly available?: number | undefined; readonly committed?: number | undefined },
): void {
  const level = state.levels.get(levelKey(place.itemId, place.locationId));
  if (!level) return;
  level.available += change.available ?? 0;
  level.committed += change.committed ?? 0;
  level.updatedAt = stamp(state);
  if (change.available) state.emit("inventory_levels/update", restLevel(state, place, level));
}

export function openLevel(
  state: ShopState,
  place: { readonly itemId: string; readonly locationId: string },
  available: number,
): void {
  const level: Level = { available, committed: 0, updatedAt: stamp(state) };
  state.levels.set(levelKey(place.itemId, place.locationId), level);
  state.emit("inventory_levels/update", restLevel(state, place, level));
}
