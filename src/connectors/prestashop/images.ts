/**
 * Pictures of new products. The shop takes no addresses: each is fetched and uploaded as a form. Answers are asked for
 * as XML; asked for JSON, the shop would send the picture itself and no number.
 */
import { createHash } from "node:crypto";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { desiredImages, fileForm, loadImage } from "../kit/parse/product-images.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { childOf } from "../kit/parse/xml.ts";
import { changeMany, links } from "./change.ts";
import { readXml, remove, shopQuery, xmlOf } from "./client.ts";
import { shopOf } from "./shop.ts";
import { message } from "./words.ts";

/** More is beyond what hosts let through in one upload. */
const MAX_BYTES = 8 * 1024 * 1024;
const UPLOAD_MS = 60_000;

export interface Gallery {
  readonly id: string;
  /** The combination's id ("0": none) by our variant's id. */
  readonly own: ReadonlyMap<string, string>;
  /** Images that stand there from an attempt before; ours go up in order. */
  readonly already: number;
}

/**
 * Uploads in order; the first becomes the cover. An image that fails is left out and noted: the product stands. The same
 * image goes up once, also when several variants have it; those of a variant are attached to its combination.
 */
export async function addImages(
  { id, own, already }: Gallery,
  { images }: Pick<ProductForChannel, "images">,
  ctx: Context,
): Promise<void> {
  const byContent = new Map<string, string>();
  const attached = new Map<string, string[]>();
  for (const { url, variantIds } of desiredImages(images).slice(already)) {
    const key = await uploaded(id, url, byContent, ctx);
    const combinations = variantIds.flatMap((variant) => own.get(variant) ?? []);
    for (const combination of combinations)
      if (key !== null && combination !== "0") attached.set(combination, [...(attached.get(combination) ?? []), key]);
  }
  await attach(attached, ctx);
}

async function uploaded(id: string, url: string, byContent: Map<string, string>, ctx: Context): Promise<string | null> {
  try {
    const picture = await download(url, ctx);
    const content = createHash("sha256").update(picture.bytes).digest("hex");
    const key = byContent.get(content) ?? (await upload(id, picture, ctx));
    byContent.set(content, key);
    return key;
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "not_found", "unsupported", "drift"].includes(error.kind))
      throw error;
    ctx.log.warn("an image was left out", { product: id, url, why: error.message });
    return null;
  }
}

async function attach(attached: ReadonlyMap<string, readonly string[]>, ctx: Context): Promise<void> {
  const target = { resource: "combinations", node: "combination", operation: "combinations.images" };
  const records = [...attached].map(([id, keys]) => ({
    id,
    fields: [],
    associations: [links("images", "image", [...new Set(keys)])],
  }));
  await changeMany(ctx, shopOf(ctx.connection), target, records);
}

interface Picture {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly extension: string;
}

async function download(url: string, ctx: Context): Promise<Picture> {
  const { bytes, format } = await loadImage(url, { maxBytes: MAX_BYTES, operation: "images.fetch" }, ctx);
  if (format) return { bytes, ...format };
  throw new ConnectorError(
    { kind: "rejected", field: "images", code: "not_a_picture" },
    message("error.liesNoJpegPngGif", { url }),
  );
}

/** What only pretends to be a picture is refused, and leaves an empty record behind: that is taken away again. */
async function upload(productId: string, picture: Picture, ctx: Context): Promise<string> {
  const url = `/images/products/${productId}`;
  try {
    const response = await ctx.http.request({
      method: "POST",
      url,
      query: shopQuery(ctx),
      headers: { accept: "application/xml" },
      body: fileForm({ field: "image", name: `image.${picture.extension}`, ...picture }),
      operation: "images.upload",
      timeoutMs: UPLOAD_MS,
    });
    const [made] = imageIds(await xmlOf(response, ctx));
    if (made !== undefined) return made;
    throw new ConnectorError({ kind: "drift", path: "image.id" }, message("error.shopToldNoNumberPicture"));
  } catch (error) {
    if (isConnectorError(error) && error.info.kind === "rejected" && error.info.code === "76")
      await removeLast(productId, ctx);
    throw error;
  }
}

/** The empty record is the newest one. */
async function removeLast(productId: string, ctx: Context): Promise<void> {
  const ids = await listIds(productId, ctx);
  const last = ids.sort((a, b) => Number(a) - Number(b)).at(-1);
  if (last !== undefined) await remove(ctx, `/images/products/${productId}/${last}`, "images.delete");
}

/** A product without pictures answers 404. */
async function listIds(productId: string, ctx: Context): Promise<string[]> {
  try {
    return imageIds(await readXml(ctx, `/images/products/${productId}`, "images.list"));
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return [];
    throw error;
  }
}

function imageIds(root: XmlNode): string[] {
  const image = childOf(root, "image");
  const own = image && childOf(image, "id")?.text.trim();
  const listed = image?.children
    .filter(({ name }) => name === "declination")
    .map(({ attributes }) => attributes.id ?? "");
  return own ? [own] : (listed ?? []).filter((id) => id !== "");
}
