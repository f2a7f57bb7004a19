/** Products, options, variants and their stock, as they are told and written. */

import { MOST_INT32 } from "../../connectors/kit/parse/int32.ts";
import { noPictures, type PicturesInput, picturesView, setPictures } from "./assets.ts";
import type { ListArgs } from "./lists.ts";
import { listOf } from "./lists.ts";
import type { State, StoredProduct, StoredVariant } from "./state.ts";
import { CHANNEL, databaseError, entity, inputError } from "./state.ts";

const LANGUAGE = "en";

export interface TextInput {
  readonly languageCode: string;
  readonly name?: string | null;
  readonly slug?: string | null;
  readonly description?: string | null;
}

const living = <T extends { readonly deleted: boolean }>(rows: Iterable<T>): T[] =>
  [...rows].filter(({ deleted }) => !deleted);

function productView(state: State, product: StoredProduct) {
  const shown = product.texts.get(LANGUAGE) ?? [...product.texts.values()][0];
  return {
    __typename: "Product",
    id: product.id,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    enabled: product.enabled,
    name: shown?.name ?? "",
    slug: shown?.slug ?? "",
    description: shown?.description ?? "",
    ...picturesView(state, product.pictures),
    facetValues: [],
    // A sales channel is told of itself alone.
    channels: (state.channel === CHANNEL.code || state.asksDefault
      ? [...new Set([CHANNEL.code, state.channel, ...product.channels])]
      : [state.channel]
    ).map((code) => ({ ...CHANNEL, code })),
    optionGroups: product.groupIds.map((id) => groupView(state, id)),
    translations: [...product.texts].map(([languageCode, text], index) => ({
      id: `${product.id}${index}`,
      languageCode,
      ...text,
    })),
    collections: product.collectionIds.map((id) => state.collections.get(id)),
    variants: () =>
      living(state.variants.values())
        .filter(({ productId }) => productId === product.id)
        .map((variant) => variantView(state, variant)),
  };
}

function groupView(state: State, id: string): object {
  const group = state.groups.get(id);
  return {
    ...group,
    options: () =>
      [...state.options.values()].filter(({ groupId }) => groupId === id).map((one) => optionView(state, one.id)),
  };
}

function optionView(state: State, id: string): object {
  const option = state.options.get(id);
  return { ...option, group: () => groupView(state, option?.groupId ?? "") };
}

export function variantView(state: State, variant: StoredVariant) {
  return {
    __typename: "ProductVariant",
    id: variant.id,
    productId: variant.productId,
    createdAt: variant.updatedAt,
    updatedAt: variant.updatedAt,
    sku: variant.sku,
    name: variant.name,
    enabled: true,
    trackInventory: variant.tracks,
    prices: [
      { currencyCode: state.currency, price: variant.price },
      // The channel lists a second currency.
      {
        currencyCode: state.currency === "EUR" ? "USD" : "EUR",
        price: state.secondPrices.get(variant.id) ?? variant.price + 7,
      },
    ],
    options: variant.optionIds.map((id) => optionView(state, id)),
    translations: [{ id: variant.id, languageCode: LANGUAGE, name: variant.name }],
    ...picturesView(state, variant.pictures),
    stockLevels: variant.levels.map(({ location, onHand, allocated }) => ({
      id: `${variant.id}-${location}`,
      stockLocationId: location,
      stockOnHand: onHand,
      stockAllocated: allocated,
    })),
  };
}

export function catalogRoot(state: State) {
  const product = (id: string) => {
    const found = state.products.get(id);
    return entity(found && !found.deleted ? found : undefined, "Product", id);
  };
  return {
    products: (args: ListArgs) => {
      const { totalItems, items } = listOf(living(state.products.values()), args, ({ id, texts }) => ({
        id,
        slug: texts.get(LANGUAGE)?.slug ?? null,
        name: texts.get(LANGUAGE)?.name ?? null,
      }));
      return { totalItems, items: items.map((one) => productView(state, one)) };
    },
    product: ({ id }: { id: string }) => {
      const found = state.products.get(id);
      return found && !found.deleted ? productView(state, found) : null;
    },
    productVariants: (args: ListArgs) => {
      const { totalItems, items } = listOf(living(state.variants.values()), args, ({ id, sku, productId }) => ({
        id,
        sku,
        productId,
      }));
      return { totalItems, items: items.map((one) => variantView(state, one)) };
    },
    createProduct: ({
      input,
    }: {
      input: PicturesInput & { enabled?: boolean | null; translations: readonly TextInput[] };
    }) => {
      const now = state.now();
      const made: StoredProduct = {
        id: state.id("product"),
        createdAt: now,
        updatedAt: now,
        enabled: input.enabled ?? true,
        texts: new Map(),
        groupIds: [],
        collectionIds: [],
        pictures: noPictures(),
        channels: new Set(),
        deleted: false,
      };
      for (const text of input.translations) writeText(state, made, text);
      setPictures(state, made.pictures, input);
      state.products.set(made.id, made);
      return productView(state, made);
    },
    updateProduct: ({
      input,
    }: {
      input: PicturesInput & { id: string; enabled?: boolean | null; translations?: readonly TextInput[] };
    }) => {
      const found = product(input.id);
      for (const text of input.translations ?? []) writeText(state, found, text);
      setPictures(state, found.pictures, input);
      if (typeof input.enabled === "boolean") found.enabled = input.enabled;
      found.updatedAt = state.now();
      return productView(state, found);
    },
    deleteProduct: ({ id }: { id: string }) => {
      dropProduct(state, product(id));
      return { result: "DELETED", message: null };
    },
    createProductOptionGroup: ({
      input,
    }: {
      input: {
        code: string;
        translations: readonly TextInput[];
        options?: readonly { code: string; translations: readonly TextInput[] }[];
      };
    }) => {
      const id = state.id("group");
      state.groups.set(id, { id, code: input.code, name: nameOf(input.translations) });
      for (const option of input.options ?? []) addOption(state, id, option);
      return groupView(state, id);
    },
    addOptionGroupToProduct: ({ productId, optionGroupId }: { productId: string; optionGroupId: string }) => {
      const found = product(productId);
      entity(state.groups.get(optionGroupId), "ProductOptionGroup", optionGroupId);
      found.groupIds.push(optionGroupId);
      return productView(state, found);
    },
    createProductOption: ({
      input,
    }: {
      input: { productOptionGroupId: string; code: string; translations: readonly TextInput[] };
    }) => optionView(state, addOption(state, input.productOptionGroupId, input)),
    createProductVariants: ({ input }: { input: readonly VariantInput[] }) =>
      input.map((row) => createVariant(state, product(row.productId), row)).map((one) => variantView(state, one)),
    updateProductVariants: ({ input }: { input: readonly VariantChange[] }) => {
      // One transaction: nothing of the list stands when one of it fails.
      const existing = input.map((change) => ({ change, variant: changeable(state, change) }));
      for (const { change, variant } of existing) applyChange(state, variant, change);
      return existing.map(({ variant }) => variantView(state, variant));
    },
  };
}

const nameOf = ([text]: readonly TextInput[]): string => text?.name ?? "";

function addOption(
  state: State,
  groupId: string,
  { code, translations }: { code: string; translations: readonly TextInput[] },
): string {
  const id = state.id("option");
  state.options.set(id, { id, code, name: nameOf(translations), groupId });
  return id;
}

function writeText(state: State, product: StoredProduct, { languageCode, name, slug, description }: TextInput): void {
  const existing = product.texts.get(languageCode);
  if (!existing && (slug === undefined || slug === null))
    throw databaseError('null value in column "slug" of relation "product_translation" violates not-null constraint');
  if (!existing && (description === undefined || description === null))
    throw databaseError(
      'null value in column "description" of relation "product_translation" violates not-null constraint',
    );
  product.texts.set(languageCode, {
    name: name ?? existing?.name ?? "",
    slug: slug && slug !== existing?.slug ? freeSlug(state, slug) : (existing?.slug ?? ""),
    description: description ?? existing?.description ?? "",
  });
}

/** One that is taken gets a number, silently. */
function freeSlug(state: State, requested: string): string {
  const taken = new Set(
    [...state.products.values()].flatMap(({ texts }) => [...texts.values()].map(({ slug }) => slug)),
  );
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? requested : `${requested}-${number}`;
    if (!taken.has(slug)) return slug;
  }
}

export function dropProduct(state: State, product: StoredProduct): void {
  product.deleted = true;
  for (const variant of state.variants.values()) if (variant.productId === product.id) variant.deleted = true;
}

interface LevelInput {
  readonly stockLocationId: string;
  readonly stockOnHand: number;
}

interface VariantInput extends PicturesInput {
  readonly productId: string;
  readonly sku: string;
  readonly optionIds?: readonly string[] | null;
  readonly price?: number | null;
  readonly trackInventory?: StoredVariant["tracks"] | null;
  readonly stockLevels?: readonly LevelInput[] | null;
  readonly translations: readonly TextInput[];
}

interface VariantChange extends PicturesInput {
  readonly id: string;
  readonly price?: number | null;
  readonly stockLevels?: readonly LevelInput[] | null;
  readonly stockOnHand?: number | null;
  readonly trackInventory?: StoredVariant["tracks"] | null;
  readonly sku?: string | null;
}

function createVariant(state: State, product: StoredProduct, row: VariantInput): StoredVariant {
  const optionIds = row.optionIds ?? [];
  const groups = optionIds.map((id) => entity(state.options.get(id), "ProductOption", id).groupId);
  if (product.groupIds.some((id) => !groups.includes(id)) || groups.length !== product.groupIds.length)
    throw inputError("USER_INPUT_ERROR", "error.product-variant-option-ids-not-compatible");
  const siblings = living(state.variants.values()).filter(({ productId }) => productId === product.id);
  if (siblings.some((one) => one.optionIds.join() === optionIds.join()))
    throw inputError("USER_INPUT_ERROR", "error.product-variant-options-combination-already-exists");
  checkMoney(row.price);
  const made: StoredVariant = {
    id: state.id("variant"),
    productId: product.id,
    sku: row.sku,
    name: nameOf(row.translations),
    // \`prices\` is taken and left lying.
    price: row.price ?? 0,
    tracks: row.trackInventory ?? "INHERIT",
    optionIds,
    levels: state.locations.map(({ id }) => ({ location: id, onHand: 0, allocated: 0 })),
    pictures: noPictures(),
    updatedAt: state.now(),
    deleted: false,
  };
  setLevels(state, made, row.stockLevels ?? []);
  setPictures(state, made.pictures, row);
  state.variants.set(made.id, made);
  return made;
}

function changeable(state: State, { id, price, stockLevels, stockOnHand }: VariantChange): StoredVariant {
  const found = state.variants.get(id);
  const variant = entity(found && !found.deleted ? found : undefined, "ProductVariant", id);
  checkMoney(price);
  if ((stockOnHand ?? 0) < 0) throw inputError("USER_INPUT_ERROR", "stockOnHand cannot be a negative value");
  for (const level of stockLevels ?? []) checkLevel(state, level);
  return variant;
}

function checkMoney(price: number | null | undefined): void {
  if (price === null || price === undefined) return;
  if (!Number.isInteger(price)) throw databaseError(`invalid input syntax for type integer: "${price}"`);
  if (price > MOST_INT32) throw databaseError(`value "${price}" is out of range for type integer`);
}

function checkLevel(state: State, { stockLocationId, stockOnHand }: LevelInput): void {
  if (!state.locations.some(({ id }) => id === stockLocationId))
    throw databaseError('insert or update on table "stock_level" violates foreign key constraint');
  if (stockOnHand > MOST_INT32) throw databaseError(`value "${stockOnHand}" is out of range for type integer`);
}

/** A price is that of the channel the call is made for. */
function setPrice(state: State, variant: StoredVariant, price: number): void {
  if (state.asksDefault && state.channel !== CHANNEL.code) state.defaultPrices.set(variant.id, price);
  else variant.price = price;
}

function applyChange(state: State, variant: StoredVariant, change: VariantChange): void {
  if (typeof change.price === "number") setPrice(state, variant, change.price);
  if (change.trackInventory) variant.tracks = change.trackInventory;
  if (typeof change.sku === "string") variant.sku = change.sku;
  setLevels(state, variant, change.stockLevels ?? []);
  setPictures(state, variant.pictures, change);
  const [first] = state.locations;
  if (typeof change.stockOnHand === "number" && first)
    setLevels(state, variant, [{ stockLocationId: first.id, stockOnHand: change.stockOnHand }]);
  // Also by a write that changes nothing; its product's time stays.
  variant.updatedAt = state.now();
}

function setLevels(state: State, variant: StoredVariant, levels: readonly LevelInput[]): void {
  for (const level of levels) {
    checkLevel(state, level);
    const existing = variant.levels.find(({ location }) => location === level.stockLocationId);
    if (existing) existing.onHand = level.stockOnHand;
    else variant.levels.push({ location: level.stockLocationId, onHand: level.stockOnHand, allocated: 0 });
  }
}
