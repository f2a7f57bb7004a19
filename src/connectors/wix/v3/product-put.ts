/** Writing a product of Catalog V3 whole: made with its first stock in one call, or brought up to date by revision. */
import type {
  ChannelProduct,
  Json,
  OptionValue,
  ProductForChannel,
  VariantForChannel,
} from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../../kit/contract/errors.ts";
import type { Products, PutProduct } from "../../kit/contract/ports.ts";
import { isSameSize, readDimensions, writeDimensions } from "../../kit/parse/dimensions.ts";
import { jsonNumber } from "../../kit/parse/json.ts";
import type { ChoiceImages, DesiredImage } from "../../kit/parse/product-images.ts";
import { desiredImages, imagesByChoice } from "../../kit/parse/product-images.ts";
import { asText, asTree, codeOf, type Tree, wixCall, wixCallOrNull } from "../client.ts";
import { checkProduct, explained, refuse } from "../refusals.ts";
import { currencyOf, defaultLocationOf, may, weightUnitOf } from "../shop.ts";
import { MOST } from "../stock-judge.ts";
import { fromGrams } from "../weight.ts";
import { message } from "../words.ts";
import { setCategories } from "./categories.ts";
import { fetchProduct, fetchRaw, productIdsOfSkus, variantsIn } from "./product-read.ts";
import { hasMedia, optionsIn, withVariants, writableOption } from "./writable.ts";

type Put = NonNullable<Products["put"]>;

const MAX_TEXT = 16_000;
const MAX_IMAGES = 50;
/** Of one choice. */
const MAX_CHOICE_IMAGES = 15;

function contentOf(product: ProductForChannel): Tree {
  if (product.descriptionHtml.length > MAX_TEXT)
    throw refuse("descriptionHtml", "description", message("refused.descriptionMostCharacters", { most: MAX_TEXT }));
  return {
    name: product.title,
    plainDescription: product.descriptionHtml,
    visible: product.active,
    ...(product.brand === undefined ? {} : { brand: { name: product.brand } }),
  };
}

/** Those Wix fetches by their address, each once. */
const fitting = ({ images }: ProductForChannel): readonly DesiredImage[] =>
  desiredImages(images)
    .filter(({ url }) => url.startsWith("https://"))
    .slice(0, MAX_IMAGES);

function mediaOf(product: ProductForChannel): Tree {
  const items = fitting(product).map(({ url, alt }) => ({ url, ...(alt === undefined ? {} : { altText: alt }) }));
  return items.length === 0 ? {} : { media: { itemsInfo: { items } } };
}

function variantFields(variant: VariantForChannel, unit: string | undefined): Tree {
  const weight = fromGrams(variant.weightGrams, unit);
  const size = writeDimensions(variant.dimensionsMm, "cm");
  return {
    sku: variant.sku,
    ...(variant.barcode === undefined ? {} : { barcode: variant.barcode }),
    ...(variant.price === undefined ? {} : { price: priceOf(variant.price, variant.compareAtPrice) }),
    ...(variant.cost === undefined ? {} : { revenueDetails: { cost: { amount: variant.cost } } }),
    physicalProperties: {
      ...(weight === undefined ? {} : { weight: jsonNumber(weight) }),
      ...(size === undefined ? {} : { packageDimensions: { ...size, unit: "CM" } }),
    },
  };
}

function priceOf(price: string, compareAt: string | undefined): Tree {
  const isHigher = compareAt !== undefined && Number(compareAt) > Number(price);
  return { actualPrice: { amount: price }, ...(isHigher ? { compareAtPrice: { amount: compareAt } } : {}) };
}

const byNames = (options: readonly OptionValue[]): readonly Json[] =>
  options.map(({ name, value }) => ({
    optionChoiceNames: { optionName: name, choiceName: value, renderType: "TEXT_CHOICES" },
  }));

const newChoice = (name: string): Tree => ({ choiceType: "CHOICE_TEXT", name });

/** Options of new products, in the order of their first use. */
function optionsFrom(variants: readonly VariantForChannel[]): readonly Tree[] {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of variants.flatMap(({ options }) => options))
    values.set(name, (values.get(name) ?? new Set()).add(value));
  return [...values].map(([name, choices]) => ({
    name,
    optionRenderType: "TEXT_CHOICES",
    choicesSettings: { choices: [...choices].map(newChoice) },
  }));
}

/** The address of the product's page, made of its first SKU: unique on the site, it keeps a repeated creation from doubling. */
export function slugOf(product: ProductForChannel): string | undefined {
  const sku = product.variants.find((variant) => variant.sku !== "")?.sku ?? "";
  const slug = sku
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return slug === "" ? undefined : slug;
}

async function create(product: ProductForChannel, slug: string | undefined, ctx: Context): Promise<string> {
  // The first stock goes to the default location; the numbers of others follow by the stock push.
  const place = defaultLocationOf(ctx.connection);
  const firstOf = ({ levels }: VariantForChannel) =>
    levels.find(({ location }) => location === place || place === "")?.available ?? 0;
  const body = await wixCall(ctx, {
    method: "POST",
    path: "/stores/v3/products-with-inventory",
    json: {
      product: {
        ...contentOf(product),
        ...mediaOf(product),
        ...(slug === undefined ? {} : { slug }),
        productType: "PHYSICAL",
        physicalProperties: {},
        options: optionsFrom(product.variants),
        variantsInfo: {
          variants: product.variants.map((variant) => ({
            ...variantFields(variant, weightUnitOf(ctx.connection)),
            price: priceOf(variant.price ?? "0", variant.compareAtPrice),
            visible: true,
            choices: byNames(variant.options),
            inventoryItem: { quantity: Math.max(0, Math.min(MOST, Math.trunc(firstOf(variant)))) },
          })),
        },
      },
      returnEntity: true,
    },
    operation: "products.create",
  });
  const id = asText(asTree(asTree(body)["product"])["id"]);
  if (id === undefined)
    throw new ConnectorError({ kind: "drift", path: "product.id" }, message("error.toldNoIdNewProduct"));
  return id;
}

/** A product of one of these SKUs: found in the index, or at the address a first attempt gave it. */
async function adopted(product: ProductForChannel, ctx: Context): Promise<string | null> {
  const skus = product.variants.map(({ sku }) => sku);
  const [id] = await productIdsOfSkus(skus, ctx);
  return id ?? null;
}

async function bySlug(slug: string, skus: readonly string[], ctx: Context): Promise<string | null> {
  const body = await wixCallOrNull(ctx, { path: `/stores/v3/products/slug/${slug}`, operation: "products.slug" });
  const raw = asTree(body)["product"] ?? null;
  const has = variantsIn(raw).some((variant) => skus.includes(asText(asTree(variant)["sku"]) ?? ""));
  return has ? (asText(asTree(raw)["id"]) ?? null) : null;
}

/** The index lags: a product made a moment ago is met by its address. One of somebody else's gets another address. */
async function createOrMeet(product: ProductForChannel, ctx: Context): Promise<string> {
  const slug = slugOf(product);
  try {
    return await create(product, slug, ctx);
  } catch (error) {
    const isTaken = isKind(error, "rejected") && /SLUG/.test(codeOf(error));
    if (slug === undefined || !isTaken) throw error;
    const skus = product.variants.map(({ sku }) => sku);
    return (await bySlug(slug, skus, ctx)) ?? (await create(product, undefined, ctx));
  }
}

function keyOf(variant: VariantForChannel, shown: readonly Json[]): string | undefined {
  const trees = shown.map(asTree);
  const found =
    trees.find(({ id }) => id === variant.key) ??
    trees.find(({ sku }) => sku === variant.sku) ??
    (shown.length === 1 && variant.options.length === 0 ? trees[0] : undefined);
  return asText(found?.["id"]);
}

/** Options as they stand, with choices added that only new variants use. A new option cannot be added under old variants. */
function optionsWith(raw: Json, added: readonly VariantForChannel[]): readonly Tree[] {
  const options = optionsIn(raw).map(writableOption);
  for (const { name } of added.flatMap((variant) => variant.options))
    if (!options.some((option) => option["name"] === name))
      throw refuse("options", "option_unknown", message("refused.productNoOptionAddPublish", { name }));
  return options.map((option) => {
    const choices = asTree(option["choicesSettings"])["choices"];
    const existing = (Array.isArray(choices) ? choices : []).map(asTree);
    const requested = added.flatMap((variant) => variant.options.filter(({ name }) => name === option["name"]));
    const fresh = [...new Set(requested.map(({ value }) => value))].filter(
      (value) => !existing.some((choice) => choice["name"] === value),
    );
    return { ...option, choicesSettings: { choices: [...existing, ...fresh.map(newChoice)] } };
  });
}

async function update(raw: Json, product: ProductForChannel, ctx: Context): Promise<void> {
  const shown = variantsIn(raw);
  const desired = new Map(product.variants.map((variant) => [keyOf(variant, shown), variant]));
  const added = product.variants.filter((variant) => keyOf(variant, shown) === undefined);
  const unit = asText(
    asTree(asTree(asTree(raw)["physicalProperties"])["weightMeasurementUnitInfo"])["weightMeasurementUnit"],
  );
  const hasImages = mediaIn(raw).length > 0;
  // Variants of the site that the hub does not have stay: left out, they would be deleted.
  const whole = withVariants(raw, (variant, key) => merged(variant, desired.get(key), unit));
  const stored = asTree(whole["variantsInfo"])["variants"];
  await wixCall(ctx, {
    method: "PATCH",
    path: `/stores/v3/products/${String(asTree(raw)["id"])}`,
    json: {
      product: {
        ...whole,
        ...contentOf(product),
        ...(hasImages ? {} : mediaOf(product)),
        options: pictured(optionsWith(raw, added), raw, product, ctx),
        variantsInfo: {
          variants: [
            ...(Array.isArray(stored) ? stored : []),
            ...added.map((variant) => ({
              ...variantFields(variant, unit),
              price: priceOf(variant.price ?? "0", variant.compareAtPrice),
              visible: true,
              choices: byNames(variant.options),
            })),
          ],
        },
      },
    },
    operation: "products.update",
    safe: true,
  });
}

function merged(variant: Tree, input: VariantForChannel | undefined, unit: string | undefined): Tree {
  if (input === undefined) return variant;
  const { physicalProperties, ...fields } = variantFields(input, unit);
  // A download has no weight, and Wix refuses both kinds of properties together.
  if (variant["digitalProperties"] !== undefined) return { ...variant, ...fields };
  const existing = asTree(variant["physicalProperties"]);
  const { packageDimensions, ...others } = asTree(physicalProperties);
  // A package measured in inches stays so until its size changes.
  const changes =
    packageDimensions !== undefined && !isSameSize(boxIn(existing["packageDimensions"]), input.dimensionsMm);
  const physical = { ...existing, ...others, ...(changes ? { packageDimensions } : {}) };
  return { ...variant, ...fields, physicalProperties: physical };
}

function boxIn(read: Json | undefined) {
  const box = asTree(read);
  const [length, width, height, unit] = ["length", "width", "height", "unit"].map((name) => asText(box[name]));
  return readDimensions({ length, width, height }, unit ?? "");
}

function mediaIn(raw: Json): readonly Tree[] {
  const items = asTree(asTree(asTree(raw)["media"])["itemsInfo"])["items"];
  return Array.isArray(items) ? items.map(asTree) : [];
}

/** Options whose choices show our variants' images: those that stand with the product, named by their ids. */
function pictured(options: readonly Tree[], raw: Json, product: ProductForChannel, ctx: Context): readonly Tree[] {
  const choice = imagesByChoice(product, ctx);
  if (choice === null) return options;
  const idOf = mediaIds(raw, product);
  return options.map((option) => {
    const choices = asTree(option["choicesSettings"])["choices"];
    if (option["name"] !== choice.option || !Array.isArray(choices)) return option;
    return { ...option, choicesSettings: { choices: choices.map((one) => withMedia(asTree(one), choice, idOf)) } };
  });
}

function withMedia(one: Tree, { of }: ChoiceImages, idOf: ReadonlyMap<string, string>): Tree {
  const own = of.get(asText(one["name"]) ?? "") ?? [];
  const items = own.flatMap(({ url }) => idOf.get(url) ?? []).slice(0, MAX_CHOICE_IMAGES);
  return items.length === 0 || hasMedia(one)
    ? one
    : { ...one, media: { items: items.map((mediaId) => ({ mediaId })) } };
}

/** Ids of our images at Wix: told by their keys, else by their places, as long as the list is the one we sent. */
function mediaIds(raw: Json, product: ProductForChannel): ReadonlyMap<string, string> {
  const ids = mediaIn(raw).flatMap((item) => asText(item["id"]) ?? []);
  const requested = fitting(product);
  const isOurs = ids.length === requested.length;
  return new Map(
    requested.flatMap(({ url, key }, index) => {
      const id = key !== undefined && ids.includes(key) ? key : isOurs ? ids[index] : undefined;
      return id === undefined ? [] : [[url, id] as const];
    }),
  );
}

export const putProduct: Put = async ({ key, product }, ctx): Promise<PutProduct> => {
  checkProduct(product, currencyOf(ctx.connection));
  const existing = key ?? (await adopted(product, ctx));
  const id = await write(existing, product, ctx).catch((error: unknown) => {
    throw isKind(error, "rejected") ? explained(error) : error;
  });
  const after = await fetchProduct(id, ctx);
  if (!after) throw new ConnectorError({ kind: "transient" }, message("error.notShowProductJustWritten"));
  const written = await categorised(after, product, ctx);
  const shown = written.variants.map((variant) => ({ id: variant.key, sku: variant.sku ?? null }));
  return {
    key: id,
    product: written,
    variants: product.variants.flatMap((variant) => {
      const found = written.variants.find((one) => one.key === keyOf(variant, shown));
      return found ? [{ id: variant.id, key: found.key, ext: found.ext }] : [];
    }),
  };
};

async function write(existing: string | null, product: ProductForChannel, ctx: Context): Promise<string> {
  if (existing === null) {
    const made = await createOrMeet(product, ctx);
    // Media get their ids when the product is made; choices name them by these.
    if (imagesByChoice(product, ctx) !== null) await readAndUpdate(made, product, ctx);
    return made;
  }
  try {
    await readAndUpdate(existing, product, ctx);
  } catch (error) {
    // Somebody saved between our reading and our writing: once more on what stands there now.
    if (!isKind(error, "conflict")) throw error;
    await readAndUpdate(existing, product, ctx);
  }
  return existing;
}

async function readAndUpdate(id: string, product: ProductForChannel, ctx: Context): Promise<void> {
  const raw = await fetchRaw(id, ctx);
  if (raw === null) throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExists"));
  await update(raw, product, ctx);
}

/** Membership is written only where it differs; a site without the permission keeps its own. */
async function categorised(after: ChannelProduct, input: ProductForChannel, ctx: Context): Promise<ChannelProduct> {
  const requested = [...new Set(input.categoryKeys)];
  const isSame =
    requested.length === after.categoryKeys.length && requested.every((key) => after.categoryKeys.includes(key));
  if (isSame || !may(ctx.connection, "categories")) return after;
  await setCategories(after.key, requested, ctx);
  return { ...after, categoryKeys: requested };
}
