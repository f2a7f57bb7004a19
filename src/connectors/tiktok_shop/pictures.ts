/** TikTok shows only pictures that were uploaded to it: ours are fetched and handed over (sheet section 5). */
import { z } from "zod";
import type { ProductImage } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { isConnectorError } from "../kit/errors.ts";
import { parseAtDoor } from "../kit/parse.ts";
import { call } from "./call.ts";
import { refuse } from "./product-body.ts";
import type { Product } from "./schemas.ts";

const MAX_PICTURES = 9;
const MAX_BYTES = 10 * 1024 * 1024;

const uploadedSchema = z.object({ uri: z.string().min(1) });

/** Addresses at TikTok, in our sequence. Pictures it shows already keep theirs. */
export async function picturesOf(
  images: readonly ProductImage[],
  shown: Product["main_images"],
  ctx: Context,
): Promise<readonly { readonly uri: string }[]> {
  const wanted = images.toSorted((a, b) => a.position - b.position).slice(0, MAX_PICTURES);
  const found: { readonly uri: string }[] = [];
  for (const image of wanted) {
    const known = shown.find(({ uri, urls }) => uri === image.key || urls.some((url) => url.trim() === image.url));
    found.push({ uri: known?.uri ?? (await upload(image.url, ctx)) });
  }
  return found;
}

async function upload(url: string, ctx: Context): Promise<string> {
  const bytes = await download(url, ctx);
  const boundary = `argosy-${Math.floor(ctx.clock.now())}`;
  const head = (name: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
  const body = Buffer.concat([
    Buffer.from(`${head("use_case")}\r\n\r\nMAIN_IMAGE\r\n${head("data")}; filename="picture"\r\n`),
    Buffer.from("content-type: application/octet-stream\r\n\r\n"),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const data = await call(
    {
      method: "POST",
      url: "/product/202309/images/upload",
      body: { bytes: body, contentType: `multipart/form-data; boundary=${boundary}` },
      operation: "images.upload",
      // A picture uploaded twice is merely stored twice.
      safe: true,
    },
    ctx,
  );
  return parseAtDoor(uploadedSchema, data, { ctx, what: "picture" }).uri;
}

async function download(url: string, ctx: Context): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const stream = await ctx.http.stream({ method: "GET", url, operation: "images.fetch", authenticated: false });
    for await (const piece of stream) {
      size += piece.byteLength;
      if (size > MAX_BYTES) break;
      pieces.push(piece);
    }
  } catch (error) {
    if (!isConnectorError(error) || error.kind === "transient" || error.kind === "throttled") throw error;
    throw refuse(
      "image",
      `The picture ${url} cannot be fetched, so TikTok cannot show it. Check its address.`,
      "images",
    );
  }
  if (size > MAX_BYTES) throw refuse("image", `The picture ${url} is larger than the 10 MB TikTok takes.`, "images");
  return Buffer.concat(pieces);
}
