/** Mutations on products, prices, stock and collections. */
import { isExactMoney } from "../../../commerce/money.ts";
import { changeLevel, createProduct, createVariant, deleteProduct, deleteVariant, levelsOf, openLevel, touchProduct } from "./catalog.ts";
import { numberIn } from "./queries.ts";
import type { Level, SandboxProductRow, SandboxVariant, ShopState } from "./state.ts";
import { levelKey, newId, stamp, variantOfItem } from "./state.ts";
import type { Scope } from "./views.ts";
import * as view from "./views.ts";

export interface Problem {
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code?: string | undefined;
}

interface VariantInput {
  readonly id?: string;
  readonly position?: number;
  readonly optionValues?: readonly { readonly optionName?: string; readonly name?: string }[];
  readonly sku?: string | null;
  readonly barcode?: string | null;
  readonly price?: string | null;
  readonly compareAtPrice?: string | null;
  readonly inventoryPolicy?: string;
  readonly inventoryItem?: { readonly tracked?: boolean; readonly cost?: string; readonly sku?: string; readonly measurement?: { readonly weight?: { unit: string; value: number } } };
  readonly inventoryQuantities?: readonly { readonly locationId: string; readonly name: string; readonly quantity: number }[];
}

interface ProductInput {
  readonly title?: string;
  readonly descriptionHtml?: string;
  readonly vendor?: string;
  readonly status?: string;
  readonly handle?: string;
  readonly tags?: readonly string[];
  readonly productOptions?: readonly { readonly name?: string }[];
  readonly variants?: readonly VariantInput[];
  readonly files?: readonly { readonly id?: string; readonly originalSource?: string; readonly alt?: string }[];
  readonly collections?: readonly string[];
}

export function productSet(scope: Scope) {
  return ({ identifier, input }: { identifier?: { id?: string; handle?: string } | null; input: ProductInput }) => {
    const { state } = scope;
    const existing = [...state.products.values()].find((row) => (identifier?.id ? row.id === numberIn(identifier.id) : identifier?.handle !== undefined && row.handle === identifier.handle));
    const problem = productProblem(state, identifier, input, existing);
    if (problem) return { product: null, userErrors: [problem] };
    const handle = input.handle ?? identifier?.handle;
    const product = existing ?? createProduct(state, { title: input.title ?? "", ...(handle === undefined ? {} : { handle }) });
    applyProduct(state, product, input);
    touchProduct(state, product, existing ? "products/update" : "products/create");
    return { product: view.productView(scope, product), userErrors: [] };
  };
}

function productProblem(state: ShopState, identifier: { id?: string; handle?: string } | null | undefined, input: ProductInput, existing: SandboxProductRow | undefined): Problem | null {
  if (identifier?.id && !existing) return { field: ["identifier", "id"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" };
  if (!existing && !input.title) return { field: ["input", "title"], message: "Title can't be blank", code: "INVALID_INPUT" };
  if (input.variants && !input.productOptions) return { field: ["input", "productOptions"], message: "Product options input is required when updating variants", code: "PRODUCT_OPTIONS_INPUT_MISSING" };
  if (input.productOptions && !input.variants) return { field: ["input", "variants"], message: "Variants input is required when updating product options", code: "VARIANTS_INPUT_MISSING" };
  if ((input.productOptions?.length ?? 0) > 3) return { field: ["input", "productOptions"], message: "Can only specify a maximum of 3 options", code: "OPTIONS_OVER_LIMIT" };
  const combinations = new Set<string>();
  for (const [at, variant] of (input.variants ?? []).entries()) {
    const field = ["input", "variants", String(at)];
    if (variant.id && !existing?.variantIds.includes(numberIn(variant.id))) return { field: [...field, "id"], message: "Product variant does not exist", code: "PRODUCT_VARIANT_DOES_NOT_EXIST" };
    const options = JSON.stringify(variant.optionValues);
    if (combinations.has(options)) return { field, message: `The variant '${variant.optionValues?.map((value) => value.name).join(" / ")}' already exists.`, code: "DUPLICATED_VALUE" };
    combinations.add(options);
    if (variant.price != null && !isPrice(variant.price, state.currency)) return { field: [...field, "price"], message: "Price must be greater than or equal to 0", code: "INVALID_VARIANT" };
    const bad = variant.inventoryQuantities?.find((entry) => !state.locations.some((location) => location.id === numberIn(entry.locationId)));
    if (bad) return { field: [...field, "inventoryQuantities"], message: "Location does not exist", code: "INVALID_VARIANT" };
  }
  return null;
}

function isPrice(text: string, currency: string): boolean {
  return /^\d+(\.\d+)?$/.test(text) && isExactMoney(text, currency);
}

function applyProduct(state: ShopState, product: SandboxProductRow, input: ProductInput): void {
  product.title = input.title ?? product.title;
  product.descriptionHtml = input.descriptionHtml ?? product.descriptionHtml;
  product.vendor = input.vendor ?? product.vendor;
  product.status = input.status ?? product.status;
  product.tags = [...(input.tags ?? product.tags)];
  // Lists given are the whole truth.
  if (input.collections) product.collectionIds = input.collections.map(numberIn);
  if (input.files)
    product.media = input.files.map((file) => {
      const kept = product.media.find((media) => file.id !== undefined && media.id === numberIn(file.id));
      const id = newId(state);
      return kept ?? { id, alt: file.alt ?? "", url: `https://cdn.shopify.example/s/files/${id}.jpg` };
    });
  if (!input.variants) return;
  const kept = new Set(input.variants.flatMap((variant) => (variant.id ? [numberIn(variant.id)] : [])));
  const byOptions = new Map(product.variantIds.flatMap((id) => (kept.has(id) ? [] : [[optionKey(state.variants.get(id)), id] as const])));
  const wanted = input.variants.map((variant) => {
    const id = variant.id ? numberIn(variant.id) : byOptions.get(JSON.stringify(optionsIn(variant)));
    const row = (id === undefined ? undefined : state.variants.get(id)) ?? createVariant(state, product, { sku: "", price: "0.00", options: [] });
    applyVariant(state, row, variant, id === undefined);
    return row.id;
  });
  for (const id of [...product.variantIds]) if (!wanted.includes(id)) deleteVariant(state, product, id);
  product.variantIds = wanted;
}

function optionsIn(variant: VariantInput): { name: string; value: string }[] {
  return (variant.optionValues ?? []).map((value) => ({ name: value.optionName ?? "", value: value.name ?? "" }));
}

function optionKey(variant: SandboxVariant | undefined): string {
  return JSON.stringify(variant?.options ?? []);
}

function applyVariant(state: ShopState, row: SandboxVariant, input: VariantInput, isNew: boolean): void {
  if (input.optionValues) row.options = optionsIn(input);
  row.position = input.position ?? row.position;
  row.sku = input.sku ?? input.inventoryItem?.sku ?? row.sku;
  if (input.barcode !== undefined) row.barcode = input.barcode;
  if (input.price != null) row.price = twoPlaces(input.price);
  if (input.compareAtPrice !== undefined) row.compareAtPrice = input.compareAtPrice === null ? null : twoPlaces(input.compareAtPrice);
  row.policy = input.inventoryPolicy ?? row.policy;
  row.tracked = input.inventoryItem?.tracked ?? row.tracked;
  row.cost = input.inventoryItem?.cost ?? row.cost;
  row.weight = input.inventoryItem?.measurement?.weight ?? row.weight;
  row.updatedAt = stamp(state);
  for (const entry of input.inventoryQuantities ?? []) {
    const place = { itemId: row.itemId, locationId: numberIn(entry.locationId) };
    const level = state.levels.get(levelKey(place.itemId, place.locationId));
    if (!level) openLevel(state, place, entry.quantity);
    else if (isNew) level.available = entry.quantity;
    else changeLevel(state, place, { available: entry.quantity - level.available });
  }
}

function twoPlaces(price: string): string {
  const [whole = "0", fraction = ""] = price.split(".");
  return fraction.length >= 2 ? price : `${whole}.${fraction.padEnd(2, "0")}`;
}

export function productDelete(scope: Scope) {
  return ({ input }: { input: { id: string } }) => {
    const product = scope.state.products.get(numberIn(input.id));
    if (!product) return { deletedProductId: null, userErrors: [{ field: ["id"], message: "Product does not exist" }] };
    deleteProduct(scope.state, product);
    return { deletedProductId: input.id, userErrors: [] };
  };
}

export function publishablePublish(scope: Scope) {
  return ({ id, input }: { id: string; input: readonly { publicationId?: string }[] }) => {
    const product = scope.state.products.get(numberIn(id));
    if (!product) return { publishable: null, userErrors: [{ field: ["id"], message: "Resource does not exist" }] };
    for (const { publicationId = "" } of input) product.publicationIds.push(numberIn(publicationId));
    return { publishable: view.productView(scope, product), userErrors: [] };
  };
}

export function productVariantsBulkUpdate(scope: Scope) {
  return (args: { productId: string; variants: readonly VariantInput[]; allowPartialUpdates?: boolean }) => {
    const { state } = scope;
    const product = state.products.get(numberIn(args.productId));
    if (!product) return { product: null, productVariants: null, userErrors: [{ field: ["productId"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" }] };
    const userErrors: Problem[] = [];
    const good: [SandboxVariant, VariantInput][] = [];
    for (const [at, input] of args.variants.entries()) {
      const row = input.id ? state.variants.get(numberIn(input.id)) : undefined;
      const field = ["variants", String(at)];
      if (!row || row.productId !== product.id) userErrors.push({ field: [...field, "id"], message: "Product variant does not exist", code: "PRODUCT_VARIANT_DOES_NOT_EXIST" });
      else if (input.inventoryQuantities) userErrors.push({ field, message: "Inventory quantities can only be provided during create", code: "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE" });
      else if (input.price != null && !isPrice(input.price, state.currency)) userErrors.push({ field: [...field, "price"], message: "Price must be greater than or equal to 0", code: "GREATER_THAN_OR_EQUAL_TO" });
      else good.push([row, input]);
    }
    if (userErrors.length > 0 && args.allowPartialUpdates !== true) return { product: view.productView(scope, product), productVariants: null, userErrors };
    for (const [row, input] of good) applyVariant(state, row, input, false);
    if (good.length > 0) touchProduct(state, product, "products/update");
    return { product: view.productView(scope, product), productVariants: good.map(([row]) => view.variantView(scope, row)), userErrors };
  };
}

interface QuantityRow {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly quantity?: number;
  readonly delta?: number;
  readonly changeFromQuantity?: number | null;
}

/** Sets or adjusts levels: all rows or none, each compared with `changeFromQuantity` when it is a number. */
export function inventoryQuantities(scope: Scope, rowsName: "quantities" | "changes") {
  return ({ input }: { input: { name: string; reason: string; referenceDocumentUri?: string; quantities?: readonly QuantityRow[]; changes?: readonly QuantityRow[] } }) => {
    const { state } = scope;
    const rows = input[rowsName] ?? [];
    const at = (row: number, name: string) => ["input", rowsName, String(row), name];
    const userErrors: Problem[] = [];
    if (input.name !== "available") userErrors.push({ field: ["input", "name"], message: "The quantity name is not valid", code: "INVALID_NAME" });
    if (input.reason !== "correction" && input.reason !== "other") userErrors.push({ field: ["input", "reason"], message: "The specified reason is invalid", code: "INVALID_REASON" });
    const changes: { row: QuantityRow; level: Level; after: number }[] = [];
    const seen = new Set<string>();
    for (const [number, row] of rows.entries()) {
      const itemId = numberIn(row.inventoryItemId);
      const locationId = numberIn(row.locationId);
      const key = levelKey(itemId, locationId);
      const level = state.levels.get(key);
      const after = row.quantity ?? (level?.available ?? 0) + (row.delta ?? 0);
      if (!variantOfItem(state, itemId)) userErrors.push({ field: at(number, "inventoryItemId"), message: "The specified inventory item could not be found.", code: "INVALID_INVENTORY_ITEM" });
      else if (!state.locations.some((location) => location.id === locationId)) userErrors.push({ field: at(number, "locationId"), message: "The specified location could not be found.", code: "INVALID_LOCATION" });
      else if (seen.has(key)) userErrors.push({ field: at(number, "locationId"), message: "The combination of inventoryItemId and locationId must be unique", code: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR" });
      else if (!level) userErrors.push({ field: at(number, "locationId"), message: "The specified inventory item is not stocked at the location.", code: "INVALID_LOCATION" });
      else if (row.quantity !== undefined && row.quantity < 0) userErrors.push({ field: at(number, "quantity"), message: "The quantity can't be negative.", code: "INVALID_QUANTITY_NEGATIVE" });
      else if (after > 1_000_000_000) userErrors.push({ field: at(number, "quantity"), message: "The quantity can't be higher than 1,000,000,000.", code: "INVALID_QUANTITY_TOO_HIGH" });
      else if (row.changeFromQuantity != null && row.changeFromQuantity !== level.available) userErrors.push({ field: at(number, "changeFromQuantity"), message: "The changeFromQuantity argument no longer matches the persisted quantity.", code: "CHANGE_FROM_QUANTITY_STALE" });
      else changes.push({ row, level, after });
      seen.add(key);
    }
    if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
    return { inventoryAdjustmentGroup: writeQuantities(scope, input, changes), userErrors: [] };
  };
}

function writeQuantities(scope: Scope, input: { reason: string; referenceDocumentUri?: string }, changes: readonly { row: QuantityRow; level: Level; after: number }[]) {
  const { state } = scope;
  const told = changes.map(({ row, level, after }) => {
    const place = { itemId: numberIn(row.inventoryItemId), locationId: numberIn(row.locationId) };
    const delta = after - level.available;
    changeLevel(state, place, { available: delta });
    const variant = variantOfItem(state, place.itemId);
    const location = state.locations.find((candidate) => candidate.id === place.locationId);
    return { delta, name: "available", quantityAfterChange: after, item: variant ? view.itemView(scope, variant) : null, location: location ? view.locationView(location) : null };
  });
  return {
    id: `gid://shopify/InventoryAdjustmentGroup/${newId(state)}`, reason: input.reason, referenceDocumentUri: input.referenceDocumentUri ?? null,
    createdAt: stamp(state), changes: told.filter((change) => change.delta !== 0),
  };
}

export function inventoryActivate(scope: Scope) {
  return (args: { inventoryItemId: string; locationId: string; available?: number | null }) => {
    const { state } = scope;
    const variant = variantOfItem(state, numberIn(args.inventoryItemId));
    const location = state.locations.find((candidate) => candidate.id === numberIn(args.locationId));
    const refuse = (field: string, message: string) => ({ inventoryLevel: null, userErrors: [{ field: [field], message }] });
    if (!variant) return refuse("inventoryItemId", "The product couldn't be stocked because it wasn't found.");
    if (!location?.active) return refuse("locationId", "The product couldn't be stocked because the location wasn't found.");
    const place = { itemId: variant.itemId, locationId: location.id };
    if (levelsOf(state, variant.itemId).some((entry) => entry.locationId === location.id)) {
      if (args.available != null) return refuse("available", "Not allowed to set available quantity when the item is already active at the location.");
    } else openLevel(state, place, args.available ?? 0);
    const level = state.levels.get(levelKey(place.itemId, place.locationId));
    return { inventoryLevel: level ? view.levelView(scope, variant, location.id, level) : null, userErrors: [] };
  };
}

export function collectionCreate(scope: Scope) {
  return ({ collection }: { collection: { title: string; handle?: string } }) => {
    const { state } = scope;
    if (!collection.title.trim()) return { collection: null, userErrors: [{ field: ["title"], message: "Title can't be blank" }] };
    const row = { id: newId(state), title: collection.title, handle: collection.handle ?? collection.title.toLowerCase().replaceAll(" ", "-"), updatedAt: stamp(state) };
    state.collections.set(row.id, row);
    return { collection: view.collectionView(scope, row), userErrors: [] };
  };
}

export function collectionUpdate(scope: Scope) {
  return ({ collection }: { collection: { id?: string; title?: string } }) => {
    const row = scope.state.collections.get(numberIn(collection.id ?? ""));
    if (!row) return { collection: null, job: null, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    row.title = collection.title ?? row.title;
    row.updatedAt = stamp(scope.state);
    return { collection: view.collectionView(scope, row), job: null, userErrors: [] };
  };
}
