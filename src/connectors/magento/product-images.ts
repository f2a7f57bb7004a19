/**
 * Images. The shop takes bytes, not addresses, and keeps every upload: so each of ours gets a file name made from its
 * address, by which it is known again. Images with other names belong to the merchant and stay.
 */
import { createHash } from "node:crypto";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { LoadedImage, WantedImage } from "../kit/parse/product-images.ts";
import { imagesOfVariant, loadImage, wantedImages } from "../kit/parse/product-images.ts";
import { request } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import type { Put } from "./product-family.ts";
import { imageUrl } from "./product-mapping.ts";
import type { MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** The formats the shop takes; it refuses webp. */
const TYPES: readonly string[] = ["image/jpeg", "image/png", "image/gif"];
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Of a family all images stand with the product, and a variant's own with its child, which is what the shop shows once it
 * is chosen; each row has files of its own. True: something was written.
 */
export async function putImages(
  { row, rows }: Put,
  { images }: Pick<ProductForChannel, "images">,
  shop: ShopFacts,
  ctx: Context,
): Promise<boolean> {
  const wanted = wantedImages(images);
  const loaded = new Map<string, Promise<Picture | null>>();
  const load = (url: string) => {
    const known = loaded.get(url) ?? download(url, ctx);
    loaded.set(url, known);
    return known;
  };
  let isWritten = await syncImages(row.product, wanted, { shop, ctx, load });
  // Images as the channel tells them name no variant: those of the children stay.
  if (!wanted.some(({ variantIds }) => variantIds.length > 0)) return isWritten;
  for (const [variantId, child] of rows)
    if (child.product.id !== row.product.id) {
      const own = imagesOfVariant(wanted, variantId);
      isWritten = (await syncImages(child.product, own, { shop, ctx, load })) || isWritten;
    }
  return isWritten;
}

type Picture = Pick<LoadedImage, "bytes"> & NonNullable<LoadedImage["format"]>;

/** Images whose addresses are the shop's own stand there already. */
async function syncImages(
  row: MagentoProduct,
  images: readonly WantedImage[],
  { shop, ctx, load }: { readonly shop: ShopFacts; readonly ctx: Context; load(url: string): Promise<Picture | null> },
): Promise<boolean> {
  const path = `/products/${percentEncode(row.sku)}/media`;
  const entries = row.media_gallery_entries.map(({ id, file = "" }) => ({
    id,
    name: nameIn(file),
    url: imageUrl(file, shop),
  }));
  const isThere = (image: WantedImage) =>
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
    const content = await load(image.url);
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
        name: `${name}.${content.extension}`,
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
async function download(url: string, ctx: Context): Promise<Picture | null> {
  try {
    const { bytes, format } = await loadImage(url, { maxBytes: MOST_BYTES, operation: "images.download" }, ctx);
    if (format && TYPES.includes(format.type)) return { bytes, ...format };
    ctx.log.warn("an image is no JPEG, PNG or GIF, which is all Magento takes", { url });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    ctx.log.warn("an image could not be fetched", { url, reason: error.message });
  }
  return null;
}
