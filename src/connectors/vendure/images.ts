/**
 * Pictures. The shop takes bytes and no addresses, and every upload becomes a new record (asset) of its library: so each
 * of ours gets a file name made from its address, by which it is known again. The record's name is the picture's text;
 * it is the file's until somebody writes one.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { idText } from "../kit/parse/parse.ts";
import { type DesiredImage, desiredImages, imagesOfVariant, loadImage } from "../kit/parse/product-images.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import type { Putting } from "./product-work.ts";
import { refusable, refuse } from "./refusals.ts";
import { assetSchema, type VendureAsset, type VendureProduct } from "./schemas.ts";
import { message } from "./words.ts";

/** The shop's own limit of an upload. */
const MOST_BYTES = 20 * 1024 * 1024;
const UPLOAD_MS = 60_000;
/** Names looked for in one call. */
const NAMES_A_CALL = 100;

/** What a product shows, as the shop lists it: the main picture, then the others. */
export function shownAssets({
  featuredAsset,
  assets,
}: Pick<VendureProduct, "featuredAsset" | "assets">): readonly VendureAsset[] {
  return featuredAsset ? [featuredAsset, ...assets.filter(({ id }) => id !== featuredAsset.id)] : assets;
}

/** The text of a picture; the name of its file is none. */
export function altOf({ name }: Pick<VendureAsset, "name">): string | undefined {
  return /\.(avif|gif|jpe?g|png|svg|webp)$/i.test(name) ? undefined : name;
}

/** Records that show our pictures, by their addresses; what cannot be fetched or is no picture is not among them. */
export interface Pictures {
  /** Of the whole product, in their order. */
  readonly ids: readonly string[];
  /** Of one variant; null: what it shows stays. */
  ofVariant(variantId: string): readonly string[] | null;
}

/** Null: the right to send pictures is missing, and what the shop shows stays. */
export async function picturesOf(
  { images }: Pick<ProductForChannel, "images">,
  before: Pick<VendureProduct, "featuredAsset" | "assets" | "variants"> | null,
  { shop, ctx }: Pick<Putting, "shop" | "ctx">,
): Promise<Pictures | null> {
  const desired = desiredImages(images);
  const product = before ? shownAssets(before) : [];
  const shown = [...product, ...(before?.variants ?? []).flatMap(shownAssets)];
  try {
    const existing = await existingAssets(desired, shown, ctx);
    const byUrl = new Map<string, string>();
    for (const image of desired) {
      const asset = existing.find((one) => isOf(one, image));
      if (asset) await rename(asset, image, { shop, ctx });
      const id = asset?.id ?? (await uploaded(image, { shop, ctx }));
      if (id !== null) byUrl.set(image.url, id);
    }
    const idsOf = (some: readonly DesiredImage[]) => [...new Set(some.flatMap(({ url }) => byUrl.get(url) ?? []))];
    // While one cannot be had, it is not known which of those shown it stands for: none is taken away.
    const isWhole = byUrl.size === desired.length;
    const stored = isWhole ? [] : product.map(({ id }) => id);
    // Pictures as the channel tells them name no variant: those of variants stay.
    const hasOwn = desired.some(({ variantIds }) => variantIds.length > 0);
    return {
      ids: [...new Set([...idsOf(desired), ...stored])],
      ofVariant: (variantId) => (hasOwn && isWhole ? idsOf(imagesOfVariant(desired, variantId)) : null),
    };
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "forbidden") throw error;
    ctx.log.warn("pictures are left as the shop has them: its administrator for us may not write any", {
      reason: error.message,
    });
    return null;
  }
}

/** What to send so that a product or a variant shows these; nothing where it does. The list replaces, the main one stays. */
export function picturesChange(
  before: Pick<VendureProduct, "featuredAsset" | "assets">,
  desired: readonly string[] | null | undefined,
): Readonly<Record<string, Json>> {
  if (!desired) return {};
  const shown = shownAssets(before).map(({ id }) => id);
  if (shown.length === desired.length && shown.every((id, index) => id === desired[index])) return {};
  return namedPictures(desired);
}

/** An empty list takes the main picture along. */
export function namedPictures(desired: readonly string[]): Readonly<Record<string, Json>> {
  const [first] = desired;
  return { assetIds: desired, ...(first === undefined ? {} : { featuredAssetId: first }) };
}

const isOf = ({ id, source }: VendureAsset, { key, url }: DesiredImage): boolean =>
  id === key || pathIn(source) === pathIn(url) || nameIn(source) === nameOf(url);

/** Where a file lies in the shop's library, whatever address shows it today: shops move, and the hub keeps addresses. */
function pathIn(address: string): string {
  const at = address.indexOf("/source/");
  return at < 0 || /[?#]|^\/source\/$/.test(address.slice(at)) ? address : address.slice(at);
}

/** The name a picture of this address has in the shop. */
function nameOf(url: string): string {
  return `argosy-${createHash("sha256").update(url).digest("hex").slice(0, 16)}`;
}

function nameIn(source: string): string | undefined {
  return /argosy-[0-9a-f]{16}/.exec(source)?.[0];
}

/** Those the product shows, and of the others what an earlier attempt or another product sent. */
async function existingAssets(
  desired: readonly DesiredImage[],
  shown: readonly VendureAsset[],
  ctx: Context,
): Promise<readonly VendureAsset[]> {
  const missing = desired.filter((image) => !shown.some((one) => isOf(one, image)));
  const found: VendureAsset[] = [];
  for (let at = 0; at < missing.length; at += NAMES_A_CALL) {
    const names = missing.slice(at, at + NAMES_A_CALL).map(({ url }) => nameOf(url));
    const { assets } = await graphql(ctx, documents.ASSETS, {
      variables: { options: { take: 1_000, filter: { _or: names.map((name) => ({ source: { contains: name } })) } } },
      schema: z.object({ assets: z.object({ items: z.array(assetSchema) }) }),
      what: "pictures",
    });
    found.push(...assets.items);
  }
  return [...shown, ...found];
}

async function rename(
  asset: VendureAsset,
  { alt = "" }: DesiredImage,
  { shop, ctx }: Pick<Putting, "shop" | "ctx">,
): Promise<void> {
  if (alt === "" || alt === asset.name) return;
  await graphql(ctx, documents.UPDATE_ASSET, {
    variables: { input: { id: asset.id, translations: [{ languageCode: shop.language, name: alt }] } },
    schema: z.object({ updateAsset: z.object({ id: idText }) }),
    what: "a picture",
  });
}

/** Null, with a note in the log, where the picture is left out: the product stands. */
async function uploaded(image: DesiredImage, work: Pick<Putting, "shop" | "ctx">): Promise<string | null> {
  try {
    return await upload(image, work);
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "not_found", "unsupported", "drift"].includes(error.kind))
      throw error;
    work.ctx.log.warn("a picture was left out", { url: image.url, why: error.message });
    return null;
  }
}

/** The answer tells the id alone: asked for the name as well, it fails after the picture was stored. */
async function upload({ url, alt = "" }: DesiredImage, { shop, ctx }: Pick<Putting, "shop" | "ctx">): Promise<string> {
  const { bytes, format } = await loadImage(url, { maxBytes: MOST_BYTES, operation: "images.fetch" }, ctx);
  if (!format)
    throw new ConnectorError(
      { kind: "rejected", field: "images", code: "not_a_picture" },
      message("error.liesNoJpegPngGif", { url }),
    );
  const named = alt === "" ? {} : { translations: [{ languageCode: shop.language, name: alt }] };
  const { createAssets } = await graphql(ctx, documents.CREATE_ASSETS, {
    variables: { input: [{ file: null, ...named }] },
    file: {
      at: "variables.input.0.file",
      name: `${nameOf(url)}.${format.extension}`,
      type: format.type,
      bytes,
    },
    schema: z.object({ createAssets: z.array(refusable.extend({ id: idText.optional() })) }),
    what: "a picture",
    timeoutMs: UPLOAD_MS,
  });
  const [made] = createAssets;
  if (made) refuse(made, "a picture");
  if (made?.id !== undefined) return made.id;
  throw new ConnectorError({ kind: "drift", path: "createAssets.id" }, message("error.shopToldNoNumberPicture"));
}
