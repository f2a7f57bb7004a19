/** Mutations on products, prices, stock and collections. */
import { isExactMoney } from "../../commerce/money.ts";
import {
  changeLevel,
  createProduct,
  createVariant,
  deleteProduct,
  deleteVariant,
  openLevel,
  touchProduct,
} from "./catalog.ts";
import { numberIn } from "./queries.ts";
import type { SandboxProductRow, SandboxVariant, ShopState } from "./state.ts";
import { levelKey, newId, stamp } from "./state.ts";
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
  readonly inventoryItem?: {
    readonly tracked?: boolean;
    readonly cost?: string;
    readonly sku?: string;
    readonly measurement?: { readonly weight?: { unit: string; value: number } };
  };
  readonly file?: { readonly originalSource?: string };
  readonly inventoryQuantities?: readonly {
    readonly locationId: string;
    readonly name: string;
    readonly quantity: number;
  }[];
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
    const existing = [...state.products.values()].find((row) =>
      identifier?.id
        ? row.id === numberIn(identifier.id)
        : identifier?.handle !== undefined && row.handle === identifier.handle,
    );
    const problem = productProblem(state, identifier, input, existing);
    if (problem) return { product: null, userErrors: [problem] };
    const handle = input.handle ?? identifier?.handle;
    const product =
      existing ?? createProduct(state, { title: input.title ?? "", ...(handle === undefined ? {} : { handle }) });
    applyProduct(state, product, input);
    touchProduct(state, product, existing ? "products/update" : "products/create");
    return { product: view.productView(scope, product), userErrors: [] };
  };
}

function productProblem(
  state: ShopState,
  identifier: { id?: string; handle?: string } | null | undefined,
  input: ProductInput,
  existing: SandboxProductRow | undefined,
): Problem | null {
  if (identifier?.id && !existing)
    return { field: ["identifier", "id"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" };
  if (!existing && !input.title)
    return { field: ["input", "title"], message: "Title can't be blank", code: "INVALID_INPUT" };
  if (input.variants && !input.productOptions)
    return {
      field: ["input", "productOptions"],
      message: "Product options input is required when updating variants",
      code: "PRODUCT_OPTIONS_INPUT_MISSING",
    };
  if (input.productOptions && !input.variants)
    return {
      field: ["input", "variants"],
      message: "Variants input is required when updating product options",
      code: "VARIANTS_INPUT_MISSING",
    };
  if ((input.productOptions?.length ?? 0) > 3)
    return {
      field: ["input", "productOptions"],
      message: "Can only specify a maximum of 3 options",
      code: "OPTIONS_OVER_LIMIT",
    };
  return variantsProblem(state, input, existing);
}

function variantsProblem(
  state: ShopState,
  { variants = [], files = [] }: ProductInput,
  existing: SandboxProductRow | undefined,
): Problem | null {
  const combinations = new Set<string>();
  for (const [at, variant] of variants.entries()) {
    const field = ["input", "variants", String(at)];
    if (variant.id && !existing?.variantIds.includes(numberIn(variant.id)))
      return {
        field: [...field, "id"],
        message: "Product variant does not exist",
        code: "PRODUCT_VARIANT_DOES_NOT_EXIST",
      };
    const options = JSON.stringify(variant.optionValues);
    if (combinations.has(options))
      return {
        field,
        message: `The variant '${variant.optionValues?.map((value) => value.name).join(" / ")}' already exists.`,
        code: "DUPLICATED_VALUE",
      };
    combinations.add(options);
    const source = variant.file?.originalSource;
    if (source !== undefined && !files.some((file) => file.originalSource === source))
      return {
        field: [...field, "file"],
        message: "Variant file must be specified in the product files input",
        code: "INVALID_VARIANT",
      };
    if (variant.price != null && !isPrice(variant.price, state.currency))
      return {
        field: [...field, "price"],
        message: "Price must be greater than or equal to 0",
        code: "INVALID_VARIANT",
      };
    const bad = variant.inventoryQuantities?.find(
      (entry) => !state.locations.some((location) => location.id === numberIn(entry.locationId)),
    );
    if (bad)
      return { field: [...field, "inventoryQuantities"], message: "Location does not exist", code: "INVALID_VARIANT" };
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
      const stored = product.media.find((media) => file.id !== undefined && media.id === numberIn(file.id));
      const id = newId(state);
      const url = `https://cdn.shopify.example/s/files/${id}.jpg`;
      return stored ?? { id, alt: file.alt ?? "", url, source: file.originalSource ?? "" };
    });
  if (!input.variants) return;
  const retained = new Set(input.variants.flatMap((variant) => (variant.id ? [numberIn(variant.id)] : [])));
  const byOptions = new Map(
    product.variantIds.flatMap((id) => (retained.has(id) ? [] : [[optionKey(state.variants.get(id)), id] as const])),
  );
  const requested = input.variants.map((variant) => {
    const id = variant.id ? numberIn(variant.id) : byOptions.get(JSON.stringify(optionsIn(variant)));
    const row =
      (id === undefined ? undefined : state.variants.get(id)) ??
      createVariant(state, product, { sku: "", price: "0.00", options: [] });
    applyVariant(state, row, variant, id === undefined);
    const shown = product.media.find(({ source }) => source === variant.file?.originalSource);
    if (shown) row.mediaId = shown.id;
    return row.id;
  });
  for (const id of [...product.variantIds]) if (!requested.includes(id)) deleteVariant(state, product, id);
  product.variantIds = requested;
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
  if (input.price != null) row.price = twoLocations(input.price);
  if (input.compareAtPrice !== undefined)
    row.compareAtPrice = input.compareAtPrice === null ? null : twoLocations(input.compareAtPrice);
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

function twoLocations(price: string): string {
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
    if (!product)
      return {
        product: null,
        productVariants: null,
        userErrors: [{ field: ["productId"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" }],
      };
    const userErrors: Problem[] = [];
    const good: [SandboxVariant, VariantInput][] = [];
    for (const [at, input] of args.variants.entries()) {
      const row = input.id ? state.variants.get(numberIn(input.id)) : undefined;
      const field = ["variants", String(at)];
      if (!row || row.productId !== product.id)
        userErrors.push({
          field: [...field, "id"],
          message: "Product variant does not exist",
          code: "PRODUCT_VARIANT_DOES_NOT_EXIST",
        });
      else if (input.inventoryQuantities)
        userErrors.push({
          field,
          message: "Inventory quantities can only be provided during create",
          code: "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE",
        });
      else if (input.price != null && !isPrice(input.price, state.currency))
        userErrors.push({
          field: [...field, "price"],
          message: "Price must be greater than or equal to 0",
          code: "GREATER_THAN_OR_EQUAL_TO",
        });
      else good.push([row, input]);
    }
    if (userErrors.length > 0 && args.allowPartialUpdates !== true)
      return { product: view.productView(scope, product), productVariants: null, userErrors };
    for (const [row, input] of good) applyVariant(state, row, input, false);
    if (good.length > 0) touchProduct(state, product, "products/update");
    return {
      product: view.productView(scope, product),
      productVariants: good.map(([row]) => view.variantView(scope, row)),
      userErrors,
    };
  };
}

export function collectionCreate(scope: Scope) {
  return ({ collection }: { collection: { title: string; handle?: string } }) => {
    const { state } = scope;
    if (!collection.title.trim())
      return { collection: null, userErrors: [{ field: ["title"], message: "Title can't be blank" }] };
    const row = {
      id: newId(state),
      title: collection.title,
      handle: collection.handle ?? collection.title.toLowerCase().replaceAll(" ", "-"),
      updatedAt: stamp(state),
    };
    state.collections.set(row.id, row);
    return { collection: view.collectionView(scope, row), userErrors: [] };
  };
}

export function collectionUpdate(scope: Scope) {
  return ({ collection }: { collection: { id?: string; title?: string } }) => {
    const row = scope.state.collections.get(numberIn(collection.id ?? ""));
    if (!row)
      return { collection: null, job: null, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    row.title = collection.title ?? row.title;
    row.updatedAt = stamp(scope.state);
    return { collection: view.collectionView(scope, row), job: null, userErrors: [] };
  };
}

export function collectionDelete({ state }: Scope) {
  return ({ input }: { input: { id?: string } }) => {
    const id = numberIn(input.id ?? "");
    if (!state.collections.delete(id))
      return { deletedCollectionId: null, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    for (const product of state.products.values())
      product.collectionIds = product.collectionIds.filter((one) => one !== id);
    return { deletedCollectionId: input.id, userErrors: [] };
  };
}
