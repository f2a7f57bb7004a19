/**
 * Pictures of new products. The shop takes no addresses: each is fetched and uploaded as a form. Answers are asked for
 * as XML; asked for JSON, the shop would send the picture itself and no number.
 */
import type { ProductImage } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import type { XmlNode } from "../kit/xml.ts";
import { childOf } from "../kit/xml.ts";
import { readXml, remove, shopQuery, xmlOf } from "./client.ts";

/** More is beyond what hosts let through in one upload. */
const MAX_BYTES = 8 * 1024 * 1024;
const UPLOAD_MS = 60_000;

const TYPES: readonly (readonly [magic: string, type: string, extension: string])[] = [
  ["ffd8ff", "image/jpeg", "jpg"],
  ["89504e47", "image/png", "png"],
  ["47494638", "image/gif", "gif"],
  ["52494646", "image/webp", "webp"],
];

/** Uploads in order; the first becomes the cover. A picture that fails is left out and noted: the product stands. */
export async function addImages(productId: string, images: readonly ProductImage[], ctx: Context): Promise<void> {
  for (const image of [...images].sort((a, b) => a.position - b.position)) {
    try {
      await upload(productId, await download(image.url, ctx), ctx);
    } catch (error) {
      if (!isConnectorError(error) || !["rejected", "not_found", "unsupported", "drift"].includes(error.kind))
        throw error;
      ctx.log.warn("a picture was left out", { product: productId, url: image.url, why: error.message });
    }
  }
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
async function upload(productId: string, picture: Picture, ctx: Context): Promise<void> {
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
    if (imageIds(xmlOf(response, ctx)).length === 0)
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
