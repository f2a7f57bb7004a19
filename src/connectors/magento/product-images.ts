/**
 * Images. The shop takes bytes, not addresses, and keeps every upload: so each of ours gets a file name made from its
 * address, by which it is known again. Images with other names belong to the merchant and stay.
 */
import { createHash } from "node:crypto";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { DesiredImage, LoadedImage } from "../kit/parse/product-images.ts";
import { desiredImages, imagesOfVariant, loadImage } from "../kit/parse/product-images.ts";
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
 * is chosen; each row has files of its own. `onLost` hears of what could not be loaded. True: something was written.
 */
export async function putImages(
  { row, rows }: Put,
  { images, onLost }: Pick<ProductForChannel, "images"> & { readonly onLost?: ((url: string) => void) | undefined },
  shop: ShopFacts,
  ctx: Context,
): Promise<boolean> {
  const desired = desiredImages(images);
  const loaded = new Map<string, Promise<Picture | null>>();
  const load = (url: string) => {
    const cached = loaded.get(url) ?? download(url, ctx);
    loaded.set(url, cached);
    return cached.then((picture) => {
      if (picture === null) onLost?.(url);
      return picture;
    });
  };
  let isWritten = await syncImages(row.product, desired, { shop, ctx, load });
  // Images as the channel tells them name no variant: those of the children stay.
  if (!desired.some(({ variantIds }) => variantIds.length > 0)) return isWritten;
  for (const [variantId, child] of rows)
    if (child.product.id !== row.product.id) {
      const own = imagesOfVariant(desired, variantId);
      isWritten = (await syncImages(child.product, own, { shop, ctx, load })) || isWritten;
    }
  return isWritten;
}

type Picture = Pick<LoadedImage, "bytes"> & NonNullable<LoadedImage["format"]>;

/** What the shop shows wherever one image stands for the product. An image given one takes it from whoever had it. */
const ROLES = ["image", "small_image", "thumbnail"];

interface Syncing {
  readonly shop: ShopFacts;
  readonly ctx: Context;
  load(url: string): Promise<Picture | null>;
}

/** Images whose addresses are the shop's own stand there already; what is there gets our order and our words. */
async function syncImages(
  row: MagentoProduct,
  images: readonly DesiredImage[],
  { shop, ctx, load }: Syncing,
): Promise<boolean> {
  const path = `/products/${percentEncode(row.sku)}/media`;
  const { gone, wanted } = galleryPlan(row, images, shop);
  for (const { id } of gone)
    if (id !== undefined)
      await request(ctx, { method: "DELETE", path: `${path}/${id}`, operation: "products.images.remove" });
  for (const { entry, change, image } of wanted) {
    if (entry?.id !== undefined) {
      const { id } = entry;
      const json = { entry: { id: Number(id), media_type: "image", disabled: entry.disabled ?? false, ...change } };
      if (isChanged(entry, change))
        await request(ctx, { method: "PUT", path: `${path}/${id}`, operation: "products.images.edit", json });
      continue;
    }
    const content = await load(image.url);
    if (!content) continue;
    const name = `${nameOf(image.url)}.${content.extension}`;
    const data = { base64_encoded_data: content.bytes.toString("base64"), type: content.type, name };
    const json = { entry: { media_type: "image", disabled: false, ...change, content: data } };
    await request(ctx, { method: "POST", path, operation: "products.images.add", json });
  }
  return gone.length > 0 || wanted.some(({ entry, change }) => entry === undefined || isChanged(entry, change));
}

type Entry = MagentoProduct["media_gallery_entries"][number];

interface Change {
  readonly label: string;
  readonly position: number;
  readonly types: readonly string[];
}

const isChanged = (entry: Entry, { label, position, types }: Change): boolean =>
  (entry.label ?? "") !== label || (entry.position ?? 0) !== position || entry.types.join() !== types.join();

/** What to take away, and each image wanted with its entry, if it has one, and what that is to say. */
function galleryPlan(row: MagentoProduct, images: readonly DesiredImage[], shop: ShopFacts) {
  const entries = row.media_gallery_entries.map((entry) => {
    const { file = "" } = entry;
    return { ...entry, name: nameIn(file), url: imageUrl(file, shop) };
  });
  const existing = images.map((image) => ({
    image,
    entry: entries.find(({ name, url }) => url === image.url || name === nameOf(image.url)),
  }));
  const stay = entries.filter(({ name, id }) => name === undefined || existing.some(({ entry }) => entry?.id === id));
  const foreign = stay.filter(({ id }) => !existing.some(({ entry }) => entry?.id === id));
  const indexes = existing.map(({ entry }) => (entry ? entries.indexOf(entry) : Number.POSITIVE_INFINITY));
  const isOrdered = indexes.every((index, at) => at === 0 || (indexes[at - 1] ?? 0) <= index);
  const behind = Math.max(0, ...(isOrdered ? stay : foreign).map(({ position }) => position ?? 0));
  const fresh = existing.filter(({ entry }) => entry === undefined);
  // The merchant's own main image stays that; in its absence the first of ours is it. Images as told stay as they are.
  const main = stay.find(({ types }) => types.includes("image"));
  const isMainOurs = images[0]?.key === undefined && (main === undefined || main.name !== undefined);
  const desired = existing.map(({ image, entry }, at) => {
    const isOurs = image.key === undefined && (entry === undefined || entry.name !== undefined);
    const types = isMainOurs ? (at === 0 ? ROLES : []) : (entry?.types ?? []);
    const position = isOrdered
      ? (entry?.position ?? behind + 1 + fresh.findIndex((one) => one.image === image))
      : behind + 1 + at;
    const label = (isOurs ? image.alt : undefined) ?? entry?.label ?? "";
    return { image, entry, change: { label, position, types } };
  });
  return { gone: entries.filter((entry) => !stay.includes(entry)), wanted: desired };
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
