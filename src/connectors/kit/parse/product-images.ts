/** Images of a product on their way out: each address once, and which of them a variant or a choice shows. */
import { message } from "../../../commerce/message.ts";
import type { ProductForChannel, ProductImage } from "../../../commerce/product.ts";
import type { Context } from "../contract/contract.ts";
import { ConnectorError, type ErrorKind, isKind } from "../contract/errors.ts";

export interface DesiredImage extends Pick<ProductImage, "key" | "url" | "alt"> {
  /** Our variants that show it; none: it is the whole product's. */
  readonly variantIds: readonly string[];
}

/** In their order, each address once, however many variants show it. */
export function desiredImages(images: readonly ProductImage[]): readonly DesiredImage[] {
  const byUrl = Map.groupBy(
    [...images].sort((a, b) => a.position - b.position),
    ({ url }) => url,
  );
  return [...byUrl].map(([url, same]) => ({
    url,
    key: same.find(({ key }) => key !== undefined)?.key,
    alt: same.find(({ alt }) => alt !== undefined && alt !== "")?.alt ?? same[0]?.alt,
    variantIds: [...new Set(same.flatMap(({ variantId }) => variantId ?? []))],
  }));
}

/** Images of this variant's own, in their order. */
export const imagesOfVariant = (images: readonly DesiredImage[], variantId: string): readonly DesiredImage[] =>
  images.filter(({ variantIds }) => variantIds.includes(variantId));

/** What a platform shows with one variant: the product's and its own, in their order; never those of its siblings. */
export const imagesWithVariant = (images: readonly DesiredImage[], variantId: string): readonly DesiredImage[] =>
  images.filter(({ variantIds }) => variantIds.length === 0 || variantIds.includes(variantId));

/** The option whose values tell our variants' images apart. */
export interface ChoiceImages {
  readonly option: string;
  /** By value; values without an image are left out. */
  readonly of: ReadonlyMap<string, readonly DesiredImage[]>;
  /** Every value that a variant has is in `of`. */
  readonly isComplete: boolean;
}

/**
 * For platforms that show images by a choice (Colour: Red) instead of by variant: the first of these options whose every
 * value stands for one set of images. Null where variants have no images of their own, and, with a note in the log, where
 * no option tells them apart.
 */
export function imagesByChoice(
  { variants, images }: Pick<ProductForChannel, "variants" | "images">,
  ctx: Pick<Context, "log">,
  options: readonly string[] = [...new Set(variants.flatMap((variant) => variant.options.map(({ name }) => name)))],
): ChoiceImages | null {
  const desired = desiredImages(images);
  const ours = new Set(variants.map(({ id }) => id));
  if (!desired.some(({ variantIds }) => variantIds.some((id) => ours.has(id)))) return null;
  for (const option of options) {
    const groups = Map.groupBy(variants, (variant) => variant.options.find(({ name }) => name === option)?.value);
    const sets = [...groups].map(([value, alike]) => {
      const each = alike.map(({ id }) => imagesOfVariant(desired, id));
      const [first = []] = each;
      const isOne = each.every(
        (one) => one.map(({ url }) => url).join("\n") === first.map(({ url }) => url).join("\n"),
      );
      return { value, images: value !== undefined && isOne ? first : null };
    });
    if (sets.some((one) => one.images === null)) continue;
    const shown = sets.flatMap((one) =>
      one.value === undefined || one.images === null || one.images.length === 0
        ? []
        : [[one.value, one.images] as const],
    );
    return { option, of: new Map(shown), isComplete: shown.length === sets.length };
  }
  ctx.log.warn("images of variants are shown with the product alone: this channel shows them by an option's value", {
    variants: variants.flatMap(({ id, sku }) => (imagesOfVariant(desired, id).length > 0 ? [sku] : [])),
  });
  return null;
}

/** What pictures begin with, as hex. */
const FORMATS = [
  ["ffd8ff", "image/jpeg", "jpg"],
  ["89504e47", "image/png", "png"],
  ["47494638", "image/gif", "gif"],
  ["52494646", "image/webp", "webp"],
] as const;

export interface LoadedImage {
  readonly bytes: Buffer;
  /** Absent: nothing that is known as a picture. */
  readonly format?: { readonly type: string; readonly extension: string } | undefined;
}

/** The bytes behind an address, for platforms that fetch nothing themselves. Throws ConnectorError. */
export async function loadImage(
  url: string,
  limits: { readonly maxBytes: number; readonly operation: string },
  ctx: Pick<Context, "http">,
): Promise<LoadedImage> {
  try {
    return await load(url, limits, ctx);
  } catch (error) {
    if (!isKind(error, "transient")) throw error;
    // The image's host is away: the platform is well, and the seller may have mistyped the address.
    throw new ConnectorError(error.info, message("platform.imageAway", { url }), { cause: error });
  }
}

async function load(
  url: string,
  { maxBytes, operation }: { readonly maxBytes: number; readonly operation: string },
  ctx: Pick<Context, "http">,
): Promise<LoadedImage> {
  const pieces: Uint8Array[] = [];
  const stream = await ctx.http.stream({
    method: "GET",
    url,
    headers: { accept: "image/*" },
    operation,
    authenticated: false,
    maxBytes,
    foreign: true,
    classify: ({ status }) => failureOf(status),
  });
  for await (const piece of stream) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const start = bytes.subarray(0, 4).toString("hex");
  const [, type, extension] = FORMATS.find(([magic]) => start.startsWith(magic)) ?? [];
  return { bytes, format: type === undefined || extension === undefined ? undefined : { type, extension } };
}

/** A picture's host is not the platform: a refusal there is neither a missing right nor an ended access. */
function failureOf(status: number): ErrorKind | null {
  if (status >= 200 && status < 300) return null;
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 408 || status === 429 || status >= 500) return { kind: "transient" };
  return { kind: "rejected", field: "images", code: `picture_${status}` };
}

export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A form with one file, as browsers send it. */
export function fileForm(
  file: FormFile,
  fields: Readonly<Record<string, string>> = {},
): { readonly bytes: Uint8Array; readonly contentType: string } {
  const boundary = "----argosy-7d9f3b1c5e2a4860";
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\nContent-Type: ${file.type}\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(texts.join("") + head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
