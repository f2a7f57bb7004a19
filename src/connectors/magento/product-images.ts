/**
 * Images. The shop takes bytes, not addresses, and keeps every upload: so each of ours gets a file name made from its
 * address, by which it is known again. Images with other names belong to the merchant and stay.
 */
import { createHash } from "node:crypto";
import type { ProductImage } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { isConnectorError } from "../kit/errors.ts";
import { request } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import { imageUrl } from "./product-mapping.ts";
import type { MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** The formats the shop takes; it refuses webp. */
const TYPES: readonly { readonly type: string; readonly ending: string; readonly isIt: (bytes: Buffer) => boolean }[] =
  [
    {
      type: "image/jpeg",
      ending: "jpg",
      isIt: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
    },
    {
      type: "image/png",
      ending: "png",
      isIt: (bytes) => bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47])),
    },
    { type: "image/gif", ending: "gif", isIt: (bytes) => bytes.subarray(0, 4).toString("latin1") === "GIF8" },
  ];
const MOST_BYTES = 8 * 1024 * 1024;

/** True: something was written. Images whose addresses are the shop's own stand there already. */
export async function syncImages(
  row: MagentoProduct,
  images: readonly ProductImage[],
  shop: ShopFacts,
  ctx: Context,
): Promise<boolean> {
  const path = `/products/${percentEncode(row.sku)}/media`;
  const entries = row.media_gallery_entries.map(({ id, file = "" }) => ({
    id,
    name: nameIn(file),
    url: imageUrl(file, shop),
  }));
  const isThere = (image: ProductImage) =>
    entries.some(({ name, url }) => url === image.url || name === nameOf(image.url));
  const gone = entries.filter(
    ({ name, url }) => name !== undefined && !images.some((image) => image.url === url || nameOf(image.url) === name),
  );
  for (const { id } of gone)
    if (id !== undefined)
      await request(ctx, { method: "DELETE", path: `${path}/${id}`, operation: "products.images.remove" });
  const fresh = new Map(images.filter((image) => !isThere(image)).map((image) => [nameOf(image.url), image]));
  let position = entries.length;
  for (const [name, image] of fresh) {
    const content = await download(image.url, ctx);
    if (!content) continue;
    position += 1;
    const types = position === 1 ? ["image", "small_image", "thumbnail"] : [];
    const entry = {
      media_type: "image",
      label: image.alt ?? "",
      position,
      disabled: false,
      types,
      content: {
        base64_encoded_data: content.bytes.toString("base64"),
        type: content.type,
        name: `${name}.${content.ending}`,
      },
    };
    await request(ctx, { method: "POST", path, operation: "products.images.add", json: { entry } });
  }
  return gone.length > 0 || fresh.size > 0;
}

/** The name an image of this address has in the shop. */
function nameOf(url: string): string {
  return `argosy-${createHash("sha256").update(url).digest("hex").slice(0, 16)}`;
}

function nameIn(file: string): string | undefined {
  return /argosy-[0-9a-f]{16}/.exec(file)?.[0];
}

/** The bytes behind an address; null, with a note in the log, for what is no picture the shop takes. */
async function download(url: string, ctx: Context) {
  try {
    const pieces: Uint8Array[] = [];
    const call = {
      method: "GET",
      url,
      operation: "images.download",
      authenticated: false,
      maxBytes: MOST_BYTES,
    } as const;
    for await (const piece of await ctx.http.stream(call)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const format = TYPES.find((one) => one.isIt(bytes));
    if (format) return { bytes, type: format.type, ending: format.ending };
    ctx.log.warn("an image is no JPEG, PNG or GIF, which is all Magento takes", { url });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    ctx.log.warn("an image could not be fetched", { url, reason: error.message });
  }
  return null;
}
