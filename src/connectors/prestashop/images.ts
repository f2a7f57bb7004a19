/**
 * Pictures of new products. The shop takes no addresses: each is fetched and uploaded as a form. Answers are asked for
 * as XML; asked for JSON, the shop would send the picture itself and no number.
 */
import { createHash } from "node:crypto";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import type { XmlNode } from "../kit/xml.ts";
import { childOf } from "../kit/xml.ts";
import { changeMany, links } from "./change.ts";
import { readXml, remove, shopQuery, xmlOf } from "./client.ts";
import { shopOf } from "./facts.ts";

/** More is beyond what hosts let through in one upload. */
const MAX_BYTES = 8 * 1024 * 1024;
const UPLOAD_MS = 60_000;

const TYPES: readonly (readonly [magic: string, type: string, extension: string])[] = [
  ["ffd8ff", "image/jpeg", "jpg"],
  ["89504e47", "image/png", "png"],
  ["47494638", "image/gif", "gif"],
  ["52494646", "image/webp", "webp"],
];

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
  const byUrl = Map.groupBy(
    [...images].sort((a, b) => a.position - b.position),
    ({ url }) => url,
  );
  const byContent = new Map<string, string>();
  const attached = new Map<string, string[]>();
  for (const [url, same] of [...byUrl].slice(already)) {
    const key = await uploaded(id, url, byContent, ctx);
    const combinations = same.flatMap(({ variantId }) => (variantId === undefined ? [] : (own.get(variantId) ?? [])));
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
  const chunks: Uint8Array[] = [];
  const stream = await ctx.http.stream({
    method: "GET",
    url,
    headers: { accept: "image/*" },
    operation: "images.fetch",
    authenticated: false,
    maxBytes: MAX_BYTES,
  });
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const magic = bytes.subarray(0, 8).toString("hex");
  const found = TYPES.find(([start]) => magic.startsWith(start));
  if (found) return { bytes, type: found[1], extension: found[2] };
  throw new ConnectorError(
    { kind: "rejected", field: "images", code: "not_a_picture" },
    `At ${url} lies no JPEG, PNG, GIF or WebP picture.`,
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
      body: form(picture),
      operation: "images.upload",
      timeoutMs: UPLOAD_MS,
    });
    const [made] = imageIds(xmlOf(response, ctx));
    if (made !== undefined) return made;
    throw new ConnectorError({ kind: "drift", path: "image.id" }, "The shop told no number of a picture.");
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

/** A form with the one field "image". */
function form({ bytes, type, extension }: Picture): { readonly bytes: Uint8Array; readonly contentType: string } {
  const boundary = "----argosy-7d9f3b1c5e2a4860";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="image.${extension}"\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { bytes: body, contentType: `multipart/form-data; boundary=${boundary}` };
}
