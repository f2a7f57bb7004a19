/** Writing a whole product: created once, edited in full (sheet section 5). */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChannelProduct, Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { idText, optionalId, parseResponse } from "../kit/parse/parse.ts";
import { call, rowFailures } from "./client.ts";
import { choicePictures, picturesOf } from "./images.ts";
import { check, descriptionOf, newSku, optionsOf, refuse, sizeOf, weightOf } from "./product-body.ts";
import { readProduct, toProduct } from "./product-mapping.ts";
import { bySku, fetchProduct } from "./product-read.ts";
import { changedSkus, reportedChoices } from "./product-skus.ts";
import { categoryVersionOf } from "./regions.ts";
import { message } from "./words.ts";

interface Put {
  readonly key: string | null;
  readonly product: ProductForChannel;
  readonly idempotencyKey: string;
}

export async function putProduct({ key, product, idempotencyKey }: Put, ctx: Context): Promise<PutProduct> {
  check(product);
  const existing = key ?? (await adopted(product, ctx));
  if (existing !== null) return edit(existing, product, ctx);
  return answer(product, await create(product, idempotencyKey, ctx), ctx);
}

/** The product that has our SKUs already, so that it is not listed twice. */
async function adopted({ variants }: ProductForChannel, ctx: Context): Promise<string | null> {
  const found = await bySku(
    variants.map(({ sku }) => sku),
    ctx,
  );
  const [only, another] = found;
  if (another)
    throw refuse(
      "sku_twice",
      message("refused.theseSkusSeveralProductsLink", { keys: found.map(({ key }) => key).join(", ") }),
    );
  return only?.key ?? null;
}

const createdSchema = z.object({ product_id: idText });

async function create(product: ProductForChannel, idempotencyKey: string, ctx: Context): Promise<string> {
  if (product.images.length === 0)
    throw refuse("image_missing", message("refused.listsNothingWithoutPictureAdd"), "images");
  const category = await categoryOf(product, ctx);
  const pictures = await choicePictures(product, [], ctx);
  const body = {
    save_mode: product.active ? "LISTING" : "AS_DRAFT",
    title: product.title,
    description: descriptionOf(product),
    category_id: category,
    category_version: categoryVersionOf(ctx.connection.facts.region),
    ...(await brandOf(product, category, ctx)),
    package_weight: weightOf(product, ctx),
    ...sizeOf(product),
    skus: product.variants.map((variant) =>
      newSku(
        variant,
        optionsOf(variant, product).map(({ name, value }) => {
          const picture = name === pictures?.option ? pictures.of.get(value) : undefined;
          return { name, value_name: value, ...(picture ? { sku_img: { uri: picture.uri } } : {}) };
        }),
        ctx,
      ),
    ),
    main_images: await picturesOf(product.images, [], ctx),
    idempotency_key: uuidOf(idempotencyKey),
  };
  const data = await call(
    { method: "POST", url: "/product/202309/products", json: body, operation: "products.create", safe: true },
    ctx,
  );
  return parseResponse(createdSchema, data, { ctx, what: "new product" }).product_id;
}

/** TikTok recommends the form of a version-4 UUID: the same desired value has the same one. */
export function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const recommendedSchema = z.object({ leaf_category_id: optionalId });

/** Our linked category, the store's usual one, or what TikTok itself recommends for the title. */
async function categoryOf({ categoryKeys, title, descriptionHtml }: ProductForChannel, ctx: Context): Promise<string> {
  const usual = ctx.connection.settings.defaultCategoryId;
  const chosen = categoryKeys[0] ?? (typeof usual === "string" && usual !== "" ? usual : undefined);
  if (chosen !== undefined) return chosen;
  const json = {
    product_title: title,
    ...(descriptionHtml === "" ? {} : { description: descriptionHtml }),
    category_version: categoryVersionOf(ctx.connection.facts.region),
  };
  const url = "/product/202309/categories/recommend";
  const data = await call({ method: "POST", url, json, operation: "categories.recommend", safe: true }, ctx);
  const { leaf_category_id: id } = parseResponse(recommendedSchema, data, { ctx, what: "recommended category" });
  if (id !== undefined) return id;
  throw refuse("category_missing", message("refused.recommendsNoCategoryTitleLink"), "category");
}

const brandsSchema = z.object({ brands: z.array(z.object({ id: idText, name: z.string() })).nullish() });

/** A brand TikTok does not know is left out: it would be dropped there anyway. */
async function brandOf(
  { brand }: ProductForChannel,
  category: string,
  ctx: Context,
): Promise<{ readonly brand_id?: string }> {
  if (brand === undefined || brand.trim() === "") return {};
  const query = [
    ["category_id", category],
    ["brand_name", brand.trim()],
    ["page_size", "20"],
    ["category_version", categoryVersionOf(ctx.connection.facts.region)],
  ] as const;
  const data = await call({ method: "GET", url: "/product/202309/brands", query, operation: "brands.list" }, ctx);
  const { brands } = parseResponse(brandsSchema, data, { ctx, what: "brands" });
  const found = brands?.find(({ name }) => name.toLowerCase() === brand.trim().toLowerCase());
  return found ? { brand_id: found.id } : {};
}

/** Top-level fields left out stay; those sent are sent whole. SKUs are sent only when something about them differs. */
async function edit(key: string, product: ProductForChannel, ctx: Context): Promise<PutProduct> {
  const raw = await current(key, ctx);
  const before = readProduct(raw, ctx);
  const pictures = await picturesOf(product.images, before.main_images, ctx);
  const choices = await choicePictures(product, reportedChoices(raw, ctx), ctx);
  const skus = changedSkus({ product, raw, pictures: choices }, ctx);
  const staysDraft = before.status === "DRAFT" && !product.active;
  const json: Json = {
    // Left out, an edit lists a draft.
    save_mode: staysDraft ? "AS_DRAFT" : "LISTING",
    title: product.title,
    description: descriptionOf(product),
    ...(pictures.length === 0 ? {} : { main_images: pictures }),
    // Beside a weight in pounds TikTok takes inches alone: what the seller wrote there stays.
    ...(before.package_weight?.unit === "POUND" ? {} : sizeOf(product)),
    ...(skus === null ? {} : { skus }),
  };
  const url = `/product/202509/products/${encodeURIComponent(key)}/partial_edit`;
  // New SKUs have no id yet: told twice they would stand there twice.
  await call({ method: "POST", url, json, operation: "products.edit", safe: skus === null }, ctx);
  return answer(product, key, ctx);
}

/** As the edit left it: whether one puts a product on sale again is not documented. */
async function switchOnOff(
  key: string,
  { active, status }: { readonly active: boolean; readonly status: string | undefined },
  ctx: Context,
): Promise<boolean> {
  const way =
    active && status === "SELLER_DEACTIVATED" ? "activate" : !active && status === "ACTIVATE" ? "deactivate" : null;
  if (way !== null) await setOnSale(key, way, ctx);
  return way !== null;
}

export async function setOnSale(key: string, way: "activate" | "deactivate", ctx: Context): Promise<void> {
  const url = `/product/202309/products/${way}`;
  const json = { product_ids: [key] };
  const data = await call({ method: "POST", url, json, operation: `products.${way}`, safe: true }, ctx);
  const [failure] = rowFailures(data, ctx);
  if (!failure) return;
  const phrase = failure.text || failure.code;
  const text =
    way === "activate"
      ? message("refused.notSwitchedOn", { words: phrase })
      : message("refused.notSwitchedOff", { words: phrase });
  throw refuse(failure.code, text);
}

async function current(key: string, ctx: Context): Promise<Json> {
  const raw = await fetchProduct(key, ctx);
  if (raw !== null) return raw;
  throw new ConnectorError({ kind: "not_found" }, message("error.noLongerProduct"));
}

async function answer(ours: ProductForChannel, key: string, ctx: Context): Promise<PutProduct> {
  const raw = await current(key, ctx);
  const isSwitched = await switchOnOff(key, { active: ours.active, status: readProduct(raw, ctx).status }, ctx);
  const product: ChannelProduct = toProduct(isSwitched ? await current(key, ctx) : raw, ctx);
  const variants = ours.variants.flatMap(({ id, key: existing, sku }) => {
    const found =
      product.variants.find((one) => one.key === existing) ?? product.variants.find((one) => one.sku === sku);
    return found ? [{ id, key: found.key, ext: found.ext }] : [];
  });
  return { key, variants, product };
}
