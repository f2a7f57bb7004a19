/** Writing a product of Catalog V1: the product, then its variants, its stock, its pictures, its collections. */
import { parseMoney } from "../../../commerce/money.ts";
import type { ChannelProduct, Json, ProductForChannel, VariantForChannel } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../../kit/contract/errors.ts";
import type { Products, PutProduct } from "../../kit/contract/ports.ts";
import { chunks } from "../../kit/parse/chunks.ts";
import { jsonNumber } from "../../kit/parse/json.ts";
import { desiredImages, imagesByChoice } from "../../kit/parse/product-images.ts";
import { asText, asTree, type Tree, wixCall } from "../client.ts";
import { checkProduct, explained, refuse } from "../refusals.ts";
import { currencyOf, weightUnitOf } from "../shop.ts";
import { MOST } from "../stock-judge.ts";
import { fromGrams } from "../weight.ts";
import { message } from "../words.ts";
import { setCollections } from "./categories.ts";
import { priceFields } from "./prices.ts";
import { readExt } from "./product-mapping.ts";
import { fetchProduct, productIdsOfSkus } from "./product-read.ts";

type Put = NonNullable<Products["put"]>;

const MAX_TEXT = 8_000;
const MAX_CHOICES = 100;
const MAX_IMAGES = 50;
const CHOICES_PER_CALL = 10;

const isManaged = ({ variants }: ProductForChannel): boolean =>
  variants.length > 1 || (variants[0]?.options.length ?? 0) > 0;

function weightOf(variant: VariantForChannel | undefined, ctx: Context): Tree {
  const weight = fromGrams(variant?.weightGrams, weightUnitOf(ctx.connection));
  return weight === undefined ? {} : { weight: jsonNumber(weight) };
}

function contentOf(product: ProductForChannel): Tree {
  if (product.descriptionHtml.length > MAX_TEXT)
    throw refuse("descriptionHtml", "description", message("refused.descriptionMostCharacters", { most: MAX_TEXT }));
  return {
    name: product.title,
    description: product.descriptionHtml,
    visible: product.active,
    ...(product.brand === undefined ? {} : { brand: product.brand }),
  };
}

/** Price, cost and code of a product that is its own only item. */
function onlyFields(product: ProductForChannel, ctx: Context): Tree {
  const [only] = product.variants;
  if (isManaged(product) || only === undefined) return {};
  return {
    sku: only.sku,
    ...weightOf(only, ctx),
    ...(only.cost === undefined ? {} : { costAndProfitData: { itemCost: jsonNumber(only.cost) } }),
    ...(only.price === undefined ? {} : fullPrice(only, ctx)),
  };
}

/** Without a known currency two decimals are taken for exact: V1 knows prices up to 999,999,999.99. */
function fullPrice(variant: VariantForChannel, ctx: Context): Tree {
  const currency = currencyOf(ctx.connection) ?? "USD";
  const compareAt = variant.compareAtPrice === undefined ? undefined : parseMoney(variant.compareAtPrice, currency);
  return priceFields(parseMoney(variant.price ?? "0", currency), compareAt);
}

function optionsOf(product: ProductForChannel): Json {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of product.variants.flatMap(({ options }) => options))
    values.set(name, (values.get(name) ?? new Set()).add(value));
  for (const [name, choices] of values)
    if (choices.size > MAX_CHOICES)
      throw refuse("options", "choices", message("refused.optionMostChoicesMore", { most: MAX_CHOICES, name }));
  return [...values].map(([name, choices]) => ({
    name,
    optionType: "drop_down",
    choices: [...choices].map((value) => ({ value, description: value })),
  }));
}

async function create(product: ProductForChannel, ctx: Context): Promise<string> {
  const [first] = product.variants;
  const body = await wixCall(ctx, {
    method: "POST",
    path: "/stores/v1/products",
    json: {
      product: {
        productType: "physical",
        ...contentOf(product),
        priceData: { price: jsonNumber(first?.price ?? "0") },
        ...onlyFields(product, ctx),
        ...(isManaged(product) ? { manageVariants: true, productOptions: optionsOf(product) } : {}),
      },
    },
    operation: "products.create",
  });
  const id = asText(asTree(asTree(body)["product"])["id"]);
  if (id === undefined)
    throw new ConnectorError({ kind: "drift", path: "product.id" }, message("error.toldNoIdNewProduct"));
  return id;
}

async function update(key: string, product: ProductForChannel, shown: ChannelProduct, ctx: Context): Promise<void> {
  const wasManaged = shown.variants.some(({ options }) => options.length > 0);
  if (wasManaged !== isManaged(product))
    throw refuse("options", "options_changed", message("refused.productOtherOptionsHereChange"));
  const unknown = product.variants.find(({ options }) => isManaged(product) && idOf(options, shown) === undefined);
  if (unknown)
    throw refuse(
      "options",
      "choice_unknown",
      message("refused.productNoVariantAddChoice", { options: unknown.options.map(({ value }) => value).join(", ") }),
    );
  await wixCall(ctx, {
    method: "PATCH",
    path: `/stores/v1/products/${key}`,
    json: { product: { ...contentOf(product), ...onlyFields(product, ctx) } },
    operation: "products.update",
    safe: true,
  });
}

function idOf(options: VariantForChannel["options"], shown: ChannelProduct): string | undefined {
  const found = shown.variants.find(
    (one) =>
      one.options.length === options.length &&
      options.every(({ name, value }) => one.options.some((other) => other.name === name && other.value === value)),
  );
  return found && readExt(found.ext)?.variantId;
}

async function writeVariants(key: string, product: ProductForChannel, shown: ChannelProduct, ctx: Context) {
  if (!isManaged(product)) return;
  await wixCall(ctx, {
    method: "PATCH",
    path: `/stores/v1/products/${key}/variants`,
    json: {
      variants: product.variants.flatMap((variant) => {
        const id = idOf(variant.options, shown);
        if (id === undefined) return [];
        return [
          {
            variantIds: [id],
            sku: variant.sku,
            visible: true,
            ...weightOf(variant, ctx),
            ...(variant.price === undefined ? {} : { price: jsonNumber(variant.price) }),
            ...(variant.cost === undefined ? {} : { cost: jsonNumber(variant.cost) }),
          },
        ];
      }),
    },
    operation: "products.update",
    safe: true,
  });
}

/** First numbers of a new product; later ones come by the stock push. */
async function seedStock(key: string, product: ProductForChannel, shown: ChannelProduct, ctx: Context) {
  const variants = product.variants.flatMap((variant) => {
    const id = idOf(variant.options, shown);
    const quantity = Math.max(0, Math.min(MOST, Math.trunc(variant.levels[0]?.available ?? 0)));
    return id === undefined ? [] : [{ variantId: id, quantity }];
  });
  await wixCall(ctx, {
    method: "PATCH",
    path: `/stores/v2/inventoryItems/product/${key}`,
    json: { inventoryItem: { trackQuantity: true, variants } },
    operation: "inventory.set",
    safe: true,
  });
}

/** Of a product that has none; those of variants are assigned to the choices that tell them apart, by their new ids. */
async function addPictures(key: string, product: ProductForChannel, shown: ChannelProduct, ctx: Context) {
  const media = desiredImages(product.images)
    .filter(({ url }) => url.startsWith("https://"))
    .slice(0, MAX_IMAGES);
  if (media.length === 0 || shown.images.length > 0) return;
  await wixCall(ctx, {
    method: "POST",
    path: `/stores/v1/products/${key}/media`,
    json: { media: media.map(({ url }) => ({ url })) },
    operation: "products.media",
    // Twice would show every picture twice.
    safe: false,
  });
  const choice = imagesByChoice(product, ctx);
  if (choice === null) return;
  const { images } = await needProduct(key, ctx);
  const assigned = [...choice.of].map(([value, own]) => ({
    option: choice.option,
    choice: value,
    mediaIds: own.flatMap(({ url }) => images[media.findIndex((one) => one.url === url)]?.key ?? []),
  }));
  for (const part of chunks(assigned, CHOICES_PER_CALL))
    await wixCall(ctx, {
      method: "PATCH",
      path: `/stores/v1/products/${key}/choices/media`,
      json: { media: part },
      operation: "products.media",
      safe: true,
    });
}

async function needProduct(key: string, ctx: Context): Promise<ChannelProduct> {
  const shown = await fetchProduct(key, ctx);
  if (shown) return shown;
  throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExists"));
}

async function write(key: string | null, product: ProductForChannel, ctx: Context): Promise<ChannelProduct> {
  const [adopted] = key === null ? await productIdsOfSkus(skusOf(product), ctx) : [key];
  const id = adopted ?? (await create(product, ctx));
  const shown = await needProduct(id, ctx);
  if (adopted !== undefined) await update(id, product, shown, ctx);
  await writeVariants(id, product, shown, ctx);
  if (adopted === undefined) await seedStock(id, product, shown, ctx);
  await addPictures(id, product, shown, ctx);
  await setCollections(id, { from: shown.categoryKeys, to: product.categoryKeys }, ctx);
  return needProduct(id, ctx);
}

const skusOf = ({ variants }: ProductForChannel): readonly string[] => variants.map(({ sku }) => sku);

export const putProduct: Put = async ({ key, product }, ctx): Promise<PutProduct> => {
  checkProduct(product, currencyOf(ctx.connection));
  const after = await write(key, product, ctx).catch((error: unknown) => {
    throw isKind(error, "rejected") ? explained(error) : error;
  });
  return {
    key: after.key,
    product: after,
    variants: product.variants.flatMap((variant) => {
      const id = idOf(variant.options, after);
      const found = after.variants.find(({ ext }) => readExt(ext)?.variantId === id);
      return found ? [{ id: variant.id, key: found.key, ext: found.ext }] : [];
    }),
  };
};
