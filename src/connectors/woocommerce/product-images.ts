/** Images of a product: those the shop holds are named by id, for an address sent again is uploaded again. */
import type { Json, ProductForChannel, ProductImage } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { asRecord, shopCall } from "./client.ts";
import type { Existing } from "./product-existing.ts";
import { existingOf, IMAGES_META } from "./product-existing.ts";

interface Attachment {
  readonly id: string;
  readonly src: string;
  readonly alt: string;
}

function attachmentsOf(raw: Json): readonly Attachment[] {
  const images = asRecord(raw)["images"];
  if (!Array.isArray(images)) return [];
  return images.map((one) => {
    const { id, src, alt } = asRecord(one);
    return { id: String(id), src: typeof src === "string" ? src : "", alt: typeof alt === "string" ? alt : "" };
  });
}

/** In their order, each address once. */
function wanted(product: ProductForChannel): readonly ProductImage[] {
  const sorted = [...product.images].sort((a, b) => a.position - b.position);
  return sorted.filter((image, index) => sorted.findIndex((other) => other.url === image.url) === index);
}

/** "cup" of https://cdn.example/cup.jpg?v=2 and of …/uploads/2026/11/cup-1-scaled.jpg: WordPress numbers and scales files. */
function fileName(url: string): string {
  const file = url.split(/[?#]/)[0]?.split("/").pop() ?? "";
  return file
    .replace(/\.\w+$/, "")
    .replace(/-scaled$/, "")
    .replace(/-\d+$/, "")
    .toLowerCase();
}

function matcher(existing: Existing): (image: ProductImage) => Attachment | undefined {
  const held = attachmentsOf(existing.raw);
  const isUnknown = Object.keys(existing.images).length === 0;
  const free = new Set(held);
  return (image) => {
    const id = existing.images[image.url] ?? image.key;
    const found =
      held.find((one) => one.src === image.url || one.id === id) ??
      // The answer of the upload was lost: nothing says which attachment came from where but its file's name.
      (isUnknown ? [...free].find((one) => fileName(one.src) === fileName(image.url)) : undefined);
    if (found) free.delete(found);
    return found;
  };
}

/** The list to send; undefined when the product has these images in this order. */
export function imageEntries(product: ProductForChannel, existing: Existing): Json[] | undefined {
  const held = attachmentsOf(existing.raw);
  const match = matcher(existing);
  const entries = wanted(product).map((image) => {
    const existingRow = match(image);
    const id = existingRow?.id ?? existing.images[image.url];
    const isNewAlt = image.alt !== undefined && image.alt !== "" && image.alt !== existingRow?.alt;
    return {
      ...(id ? { id: Number(id) } : { src: image.url }),
      ...(isNewAlt ? { alt: image.alt ?? "" } : {}),
    };
  });
  const isShown =
    entries.length === held.length &&
    entries.every((one, index) => "id" in one && String(one.id) === held[index]?.id && !("alt" in one));
  return isShown ? undefined : entries;
}

/** The attachment each of our variants shows, by the variant: its product has it already, nothing is uploaded for it. */
export function variantImages(product: ProductForChannel, parent: Existing): ReadonlyMap<string, string> {
  const held = attachmentsOf(parent.raw);
  const sent = wanted(product);
  const attachmentOf = ({ url, key }: ProductImage): string | undefined => {
    const existing = parent.images[url] ?? held.find((one) => one.src === url || one.id === key)?.id;
    if (existing !== undefined) return existing;
    // Of a product just written the list is ours, in our order.
    return sent.length === held.length ? held[sent.findIndex((one) => one.url === url)]?.id : undefined;
  };
  const own = product.images.flatMap((image) => {
    const attachment = image.variantId === undefined ? undefined : attachmentOf(image);
    return image.variantId === undefined || attachment === undefined ? [] : [[image.variantId, attachment] as const];
  });
  // A variation has one image: the first of its own.
  return new Map(own.toReversed());
}

/** Remembers which attachment each of our images became. */
export async function existingImages(id: string, product: ProductForChannel, body: Json, ctx: Context): Promise<void> {
  const made = attachmentsOf(body);
  const pairs = wanted(product).flatMap((image, index) => {
    const attachment = made[index];
    // An image the shop told us of is known by its own address.
    return attachment === undefined || attachment.src === image.url
      ? []
      : [[image.url, Number(attachment.id)] as const];
  });
  const before = existingOf(body).images;
  if (pairs.every(([url, attachment]) => before[url] === String(attachment))) return;
  await shopCall(ctx, {
    method: "PUT",
    path: `products/${id}`,
    json: { meta_data: [{ key: IMAGES_META, value: Object.fromEntries(pairs) }] },
    operation: "products.meta",
    safe: true,
  });
}
