/** TikTok shows only pictures that were uploaded to it: ours are fetched and handed over (sheet section 5). */
import { z } from "zod";
import type { ProductForChannel, ProductImage } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { ChoiceImages } from "../kit/parse/product-images.ts";
import { desiredImages, fileForm, imagesByChoice, loadImage } from "../kit/parse/product-images.ts";
import { call } from "./client.ts";
import { optionsOf, refuse } from "./product-body.ts";
import type { Product } from "./schemas.ts";
import { message } from "./words.ts";

const MAX_PICTURES = 9;
const MAX_BYTES = 10 * 1024 * 1024;

const uploadedSchema = z.object({ uri: z.string().min(1) });

/** As a product's body names it. */
export type Picture = { readonly uri: string };

/** Addresses at TikTok, in our sequence, each picture once. Those it shows already keep theirs. */
export async function picturesOf(
  images: readonly ProductImage[],
  shown: Product["main_images"],
  ctx: Context,
): Promise<readonly Picture[]> {
  const found: Picture[] = [];
  for (const image of desiredImages(images).slice(0, MAX_PICTURES)) {
    const existing = shown.find(({ uri, urls }) => uri === image.key || urls.some((url) => url.trim() === image.url));
    found.push({ uri: existing?.uri ?? (await uploadImage(image.url, "MAIN_IMAGE", ctx)) });
  }
  return found;
}

/** Pictures of an option's values, which TikTok shows where a buyer chooses. */
export interface ChoicePictures {
  readonly option: string;
  readonly of: ReadonlyMap<string, Picture>;
}

export interface ReportedChoice {
  readonly name?: string | undefined;
  readonly value_name?: string | undefined;
  readonly sku_img?: Picture | null | undefined;
}

/** Those TikTok lacks. It takes them for one option of a product, and then for every value of it, or for none. */
export async function choicePictures(
  product: ProductForChannel,
  reported: readonly ReportedChoice[],
  ctx: Context,
): Promise<ChoicePictures | null> {
  const variants = product.variants.map((variant) => ({ ...variant, options: optionsOf(variant, product) }));
  const shownBy = reported.find(({ sku_img }) => sku_img)?.name;
  const choice = imagesByChoice({ ...product, variants }, ctx, shownBy === undefined ? undefined : [shownBy]);
  if (choice === null) return null;
  const ours = variants.flatMap(({ options }) =>
    options.flatMap(({ name, value }) => (name === choice.option ? value : [])),
  );
  const theirs = reported.filter(({ name }) => name === choice.option);
  const values = new Set([...ours, ...theirs.flatMap(({ value_name: value }) => value ?? [])]);
  const missing = [...values].filter((value) => !theirs.some((one) => one.value_name === value && one.sku_img));
  const without = missing.filter((value) => !choice.of.has(value));
  if (without.length === 0) return { option: choice.option, of: await uploaded(missing, choice, ctx) };
  ctx.log.warn("images of variants are left out: TikTok takes them for every value of an option, or for none", {
    option: choice.option,
    without,
  });
  return null;
}

async function uploaded(
  values: readonly string[],
  { of }: ChoiceImages,
  ctx: Context,
): Promise<ReadonlyMap<string, Picture>> {
  const byUrl = new Map<string, Picture>();
  const found = new Map<string, Picture>();
  for (const value of values) {
    const [image] = of.get(value) ?? [];
    if (!image) continue;
    const picture = byUrl.get(image.url) ?? { uri: await uploadImage(image.url, "ATTRIBUTE_IMAGE", ctx) };
    byUrl.set(image.url, picture);
    found.set(value, picture);
  }
  return found;
}

export type UseCase = "MAIN_IMAGE" | "ATTRIBUTE_IMAGE" | "CERTIFICATION_IMAGE";

/** Its address at TikTok. */
export async function uploadImage(url: string, useCase: UseCase, ctx: Context): Promise<string> {
  const file = {
    field: "data",
    name: "picture",
    type: "application/octet-stream",
    bytes: await download(url, ctx),
  };
  const data = await call(
    {
      method: "POST",
      url: "/product/202309/images/upload",
      body: fileForm(file, { use_case: useCase }),
      operation: "images.upload",
      // A picture uploaded twice is merely stored twice.
      safe: true,
    },
    ctx,
  );
  return parseResponse(uploadedSchema, data, { ctx, what: "picture" }).uri;
}

async function download(url: string, ctx: Context): Promise<Buffer> {
  try {
    return (await loadImage(url, { maxBytes: MAX_BYTES, operation: "images.fetch" }, ctx)).bytes;
  } catch (error) {
    if (!isConnectorError(error) || error.kind === "transient" || error.kind === "throttled") throw error;
    throw refuse("image", message("refused.pictureCannotFetchedCannotShow", { url }), "images");
  }
}
