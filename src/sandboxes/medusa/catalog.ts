/** Products, variants, stock items and categories, as they are told and written. */
import { amountOf, both } from "./amounts.ts";
import { levelsView } from "./levels.ts";
import type { State, StoredItem, StoredPrice, StoredProduct, StoredVariant } from "./state.ts";
import { assertAllowed, invalid, notFound, requiredRow, SHIPPING_PROFILE } from "./state.ts";

export const variantsOf = (state: State, product: StoredProduct): StoredVariant[] =>
  [...state.variants.values()].filter(({ productId }) => productId === product.id);

export function productView(state: State, product: StoredProduct): object {
  return {
    id: product.id,
    title: product.title,
    subtitle: null,
    handle: product.handle,
    status: product.status,
    description: product.description,
    thumbnail: product.thumbnail,
    is_giftcard: false,
    discountable: true,
    weight: null,
    metadata: null,
    created_at: product.createdAt,
    updated_at: product.updatedAt,
    images: product.images.map((image, rank) => ({ ...image, rank, metadata: null, product_id: product.id })),
    categories: product.categoryIds.map((id) => ({ id, name: state.categories.get(id)?.name ?? "" })),
    sales_channels: state.channels.filter(({ id }) => product.channelIds.includes(id)),
    // In no order that means anything.
    options: product.options.toReversed().map(({ id, title, values }) => ({ id, title, values: [...values] })),
    variants: variantsOf(state, product).map((variant) => variantView(state, variant)),
  };
}

export function variantView(state: State, variant: StoredVariant): object {
  const product = state.products.get(variant.productId);
  return {
    id: variant.id,
    title: variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    ean: null,
    upc: null,
    allow_backorder: false,
    manage_inventory: variant.managed,
    metadata: null,
    product_id: variant.productId,
    updated_at: variant.updatedAt,
    options: Object.entries(variant.options).map(([title, value]) => {
      const option = product?.options.find((one) => one.title === title);
      const existing = option?.values.find((one) => one.value === value);
      return { id: existing?.id ?? "", value, option_id: option?.id ?? "", option: { id: option?.id ?? "", title } };
    }),
    prices: variant.prices.map((price) => ({
      id: price.id,
      currency_code: price.currency,
      ...both("amount", price.amount),
      min_quantity: price.min,
      max_quantity: price.max,
      price_rules: Object.entries(price.rules).map(([attribute, value]) => ({ attribute, value })),
    })),
    inventory_items: linksView(state, variant),
  };
}

/** The stock items of a variant, each with the variants that are made of it. */
export function linksView(state: State, variant: StoredVariant): object[] {
  return variant.links.map((link) => ({
    ...linkView(variant, link),
    inventory: {
      id: link.itemId,
      sku: state.items.get(link.itemId)?.sku ?? null,
      location_levels: levelsView(state, link.itemId),
      variants: [...(state.items.get(link.itemId)?.owners ?? [])]
        .flatMap((id) => state.variants.get(id) ?? [])
        .map((owner) => ({
          id: owner.id,
          manage_inventory: owner.managed,
          inventory_items: owner.links.map((one) => linkView(owner, one)),
        })),
    },
  }));
}

export function linkItem(state: State, variant: StoredVariant, link: StoredVariant["links"][number]): void {
  variant.links.push(link);
  state.items.get(link.itemId)?.owners.add(variant.id);
}

const linkView = ({ id }: StoredVariant, { itemId, required }: StoredVariant["links"][number]) => ({
  id: `pvitem_${id}_${itemId}`,
  variant_id: id,
  inventory_item_id: itemId,
  required_quantity: required,
});

interface PriceBody {
  readonly currency_code: string;
  readonly amount: number;
  readonly min_quantity?: number | null;
  readonly max_quantity?: number | null;
  readonly rules?: Readonly<Record<string, string>>;
}

export interface VariantBody {
  readonly id?: string;
  readonly title?: string;
  readonly sku?: string | null;
  readonly barcode?: string | null;
  readonly options?: Readonly<Record<string, string>>;
  readonly prices?: readonly PriceBody[];
  readonly manage_inventory?: boolean;
  readonly inventory_items?: readonly { readonly inventory_item_id: string; readonly required_quantity: number }[];
}

export interface ProductBody {
  readonly title?: string;
  readonly handle?: string;
  readonly status?: string;
  readonly description?: string | null;
  readonly thumbnail?: string | null;
  readonly images?: readonly { readonly id?: string; readonly url: string }[];
  readonly categories?: readonly { readonly id: string }[];
  readonly sales_channels?: readonly { readonly id: string }[];
  readonly shipping_profile_id?: string | null;
  readonly options?: readonly { readonly title: string; readonly values: readonly string[] }[];
  readonly variants?: readonly VariantBody[];
}

const PRODUCT_KEYS =
  "title subtitle description is_giftcard discountable images thumbnail handle status external_id type_id collection_id categories tags options variants sales_channels shipping_profile_id weight length height width hs_code mid_code origin_country material metadata".split(
    " ",
  );
const VARIANT_KEYS =
  "id title sku ean upc barcode manage_inventory allow_backorder variant_rank weight length height width metadata prices options inventory_items thumbnail".split(
    " ",
  );

function pricesFrom(state: State, prices: readonly PriceBody[]): StoredPrice[] {
  // The same currency twice: the last one counts.
  const byRule = new Map<string, StoredPrice>();
  for (const price of prices) {
    if (typeof price.amount !== "number") throw invalid("Invalid request: Field 'prices, 0, amount' is required");
    const { currency_code: currency, min_quantity: min = null, max_quantity: max = null, rules = {} } = price;
    byRule.set(JSON.stringify([currency, min, max, rules]), {
      id: state.id("price"),
      currency,
      amount: amountOf(price.amount),
      min,
      max,
      rules,
    });
  }
  return [...byRule.values()];
}

export function createProduct(state: State, body: ProductBody): StoredProduct {
  assertAllowed(body, PRODUCT_KEYS);
  const { title, options, images = [] } = body;
  if (!title) throw invalid("Invalid request: Field 'title' is required");
  if (!options || options.length === 0) throw invalid(`Product options are not provided for: [${title}].`);
  const handle = body.handle ?? title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  if ([...state.products.values()].some((one) => one.handle === handle))
    throw invalid(`Product with handle: ${handle}, already exists.`);
  const now = state.now();
  const product: StoredProduct = {
    id: state.id("prod"),
    createdAt: now,
    updatedAt: now,
    title,
    handle,
    status: body.status ?? "draft",
    description: body.description ?? null,
    thumbnail: body.thumbnail ?? images[0]?.url ?? null,
    images: images.map(({ url }) => ({ id: state.id("img"), url })),
    categoryIds: (body.categories ?? []).map(({ id }) => id),
    channelIds: (body.sales_channels ?? []).map(({ id }) => id),
    shippingProfileId: body.shipping_profile_id ?? null,
    options: options.map((one) => ({
      id: state.id("opt"),
      title: one.title,
      values: one.values.map((value) => ({ id: state.id("optval"), value })),
    })),
  };
  if (product.shippingProfileId !== null && product.shippingProfileId !== SHIPPING_PROFILE)
    throw notFound(`ShippingProfile with id: ${product.shippingProfileId} was not found`);
  const made = (body.variants ?? []).map((variant) => newVariant(state, product, variant, []));
  state.products.set(product.id, product);
  for (const variant of made) save(state, variant);
  return product;
}

/** A managed variant that names none gets a stock item that has no number at any location. */
function save(state: State, variant: StoredVariant): void {
  state.variants.set(variant.id, variant);
  for (const { itemId } of variant.links) state.items.get(itemId)?.owners.add(variant.id);
  if (!variant.managed || variant.links.length > 0) return;
  const item: StoredItem = { id: state.id("iitem"), sku: variant.sku, owners: new Set(), levels: [] };
  state.items.set(item.id, item);
  linkItem(state, variant, { itemId: item.id, required: 1 });
}

function newVariant(
  state: State,
  product: StoredProduct,
  body: VariantBody,
  siblings: readonly StoredVariant[],
): StoredVariant {
  assertAllowed(body, VARIANT_KEYS);
  const { title, sku = null, options = {}, prices } = body;
  if (!title || !prices) throw invalid(`Invalid request: Field '${title ? "prices" : "title"}' is required`);
  assertFree(state, "sku", sku);
  assertFree(state, "barcode", body.barcode ?? null);
  const given = Object.entries(options);
  if (given.length !== product.options.length)
    throw invalid(
      `Product has ${product.options.length} option values but there were ${given.length} provided option values for the variant: ${title}.`,
    );
  for (const [name, value] of given) {
    const option = product.options.find((one) => one.title === name);
    if (!option?.values.some((one) => one.value === value))
      throw invalid(`Option value ${value} does not exist for option ${name}`);
  }
  const isSame = (one: StoredVariant) => given.every(([name, value]) => one.options[name] === value);
  if (siblings.some(isSame)) throw invalid(`Variant (${title}) with provided options already exists.`);
  return {
    id: state.id("variant"),
    productId: product.id,
    title,
    sku,
    barcode: body.barcode ?? null,
    managed: body.manage_inventory ?? true,
    options,
    prices: pricesFrom(state, prices),
    links: linksFrom(state, body.inventory_items ?? []),
    updatedAt: state.now(),
  };
}

function linksFrom(state: State, reported: NonNullable<VariantBody["inventory_items"]>): StoredVariant["links"] {
  return reported.map(({ inventory_item_id: itemId, required_quantity: required }, index) => {
    requiredRow(state.items.get(itemId), `InventoryItem with id: ${itemId} was not found`);
    if (typeof required !== "number")
      throw invalid(`Invalid request: Field 'variants, 0, inventory_items, ${index}, required_quantity' is required`);
    return { itemId, required };
  });
}

function assertFree(state: State, field: "sku" | "barcode", value: string | null, own?: string): void {
  const isTaken = [...state.variants.values()].some((one) => one.id !== own && one[field] === value);
  if (value !== null && isTaken) throw invalid(`Product variant with ${field}: ${value}, already exists.`);
}

export function updateProduct(state: State, product: StoredProduct, body: ProductBody): void {
  if ("options" in body)
    throw invalid(
      "Invalid request: The 'options' property was removed in version 2.16.0. Please remove it from your request payload.",
    );
  assertAllowed(body, PRODUCT_KEYS);
  if (body.status !== undefined && !["draft", "proposed", "published", "rejected"].includes(body.status))
    throw invalid(
      `Invalid request: Expected: 'draft, proposed, published, rejected' for field 'status', but got: '${body.status}'`,
    );
  const { title, status, description, thumbnail, images, categories, sales_channels, variants } = body;
  const texts = { title, status, description, thumbnail };
  Object.assign(product, Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)));
  if (images) product.images = images.map(({ id, url }) => ({ id: id ?? state.id("img"), url }));
  if (categories) product.categoryIds = categories.map(({ id }) => id);
  if (sales_channels) product.channelIds = sales_channels.map(({ id }) => id);
  // Those that are not named are deleted.
  if (variants)
    for (const variant of variantsOf(state, product))
      if (!variants.some(({ id }) => id === variant.id)) dropVariant(state, variant);
  for (const change of variants ?? []) changeVariant(state, product, change);
  // Images and channels move no time.
  if (title !== undefined || status !== undefined || description !== undefined || categories)
    product.updatedAt = state.now();
}

function changeVariant(state: State, product: StoredProduct, body: VariantBody): StoredVariant {
  assertAllowed(body, VARIANT_KEYS);
  const variant = variantsOf(state, product).find(({ id }) => id === body.id);
  if (!variant) throw notFound(`Variant with id: ${body.id} was not found`);
  if (body.sku !== undefined) assertFree(state, "sku", body.sku, variant.id);
  const { title, sku, barcode, prices, manage_inventory: managed } = body;
  const texts = { title, sku, barcode, managed };
  Object.assign(variant, Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)));
  // Replaces all of them.
  if (prices) variant.prices = pricesFrom(state, prices);
  variant.updatedAt = state.now();
  return variant;
}

export interface BatchBody {
  readonly create?: readonly VariantBody[];
  readonly update?: readonly VariantBody[];
  readonly delete?: readonly string[];
}

/** Whole or not at all. */
export function batchVariants(state: State, product: StoredProduct, body: BatchBody) {
  const siblings = variantsOf(state, product);
  const created = (body.create ?? []).map((one) => newVariant(state, product, one, siblings));
  for (const { id } of body.update ?? [])
    if (!siblings.some((one) => one.id === id)) throw notFound(`Variant with id: ${id} was not found`);
  for (const one of body.update ?? [])
    for (const price of one.prices ?? [])
      if (typeof price.amount !== "number") throw invalid("Invalid request: Field 'prices, 0, amount' is required");
  const updated = (body.update ?? []).map((one) => changeVariant(state, product, one));
  for (const one of created) save(state, one);
  return { created, updated };
}

export interface OptionsBody {
  readonly update?: readonly {
    readonly product_option_id: string;
    readonly add?: readonly (string | { readonly value: string })[];
  }[];
}

export function batchOptions(state: State, product: StoredProduct, { update = [] }: OptionsBody): void {
  for (const { product_option_id: id, add = [] } of update) {
    const option = requiredRow(
      product.options.find((one) => one.id === id),
      `ProductOption with id: ${id} was not found`,
    );
    for (const reported of add)
      if (typeof reported !== "string") option.values.push({ id: state.id("optval"), value: reported.value });
  }
}

export function dropProduct(state: State, product: StoredProduct): void {
  for (const variant of variantsOf(state, product)) dropVariant(state, variant);
  state.products.delete(product.id);
}

function dropVariant(state: State, variant: StoredVariant): void {
  state.variants.delete(variant.id);
  // What others are made of as well stays.
  for (const { itemId } of variant.links) {
    const owners = state.items.get(itemId)?.owners;
    owners?.delete(variant.id);
    if (owners?.size === 0) state.items.delete(itemId);
  }
}
