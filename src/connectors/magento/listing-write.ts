/**
 * A product is made disabled, under an address with a mark of its draft: then it gets its units and images, and at last
 * its own address, and is put on sale. So a repeated attempt knows what an earlier one began, and nobody buys half of it.
 */
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import type { FoundListing } from "../kit/contract/publish-once.ts";
import { productOf, type Rows, requirePrice, requireUnits, rowsOf } from "./listing-body.ts";
import type { SetAttribute } from "./listing-sets.ts";
import { familyLinks, familySku, removeNew } from "./product-family.ts";
import { putImages } from "./product-images.ts";
import { attribute } from "./product-mapping.ts";
import { setMissingPrices, stockNewRows } from "./product-put.ts";
import { linksOf, type ProductReader, type ProductRow } from "./product-read.ts";
import {
  DISABLED,
  ENABLED,
  EVERYWHERE_VISIBLE,
  HIDDEN,
  isUrlKeyTaken,
  requireSku,
  saveRow,
  slugOf,
} from "./product-save.ts";
import type { ShopFacts } from "./shop.ts";
import { plainOf } from "./slug.ts";
import { sameSku } from "./source-items.ts";
import { message } from "./words.ts";

export interface Publishing {
  readonly toPublish: ListingToPublish;
  readonly product: ProductForChannel;
  readonly shop: ShopFacts;
  readonly ctx: Context;
  readonly reader: ProductReader;
  /** What is being written, for the words of a refusal, and what stands there disabled. */
  readonly progress: { variantId?: string | undefined; key?: string | undefined };
}

/** Of an earlier attempt. */
export interface Started {
  readonly top: ProductRow | undefined;
  /** By our variants' ids. */
  readonly rows: ReadonlyMap<string, ProductRow>;
  /** It is on sale: nothing of it is written any more. */
  readonly isWhole: boolean;
}

/** An attempt to publish, before anything is asked of the shop. */
export const publishing = (
  toPublish: ListingToPublish,
  { shop, ctx, reader }: Pick<Publishing, "shop" | "ctx" | "reader">,
): Publishing => ({ ...{ toPublish, shop, ctx, reader, progress: {} }, product: productOf(toPublish, shop) });

/** The same at every attempt, and behind the address of nothing else: the draft's id is by chance. */
const markOf = ({ toPublish: { id } }: Publishing): string => `-${id.slice(-12)}`;
const isMarked = ({ product }: ProductRow, work: Publishing): boolean =>
  attribute(product, "url_key")?.endsWith(markOf(work)) === true;

const topSku = ({ product: { variants } }: Publishing): string =>
  variants.length === 1 ? (variants[0]?.sku ?? "") : familySku(variants);
const ownAddress = (work: Publishing): string =>
  work.toPublish.listing.product.url_key?.[0] ?? slugOf(`${work.product.title} ${topSku(work)}`);

/** What an earlier attempt began, and variants under whose SKU something else stands. */
export async function findListing(work: Publishing): Promise<FoundListing<Started>> {
  const { product, reader, toPublish } = work;
  const isFamily = product.variants.length > 1;
  each(work, ({ sku }) => requireSku(sku));
  const skus = product.variants.map(({ sku }) => sku);
  const all = await reader.rowsBySku(isFamily ? [...skus, familySku(product.variants)] : skus);
  const bySku = new Map(all.map((row) => [sameSku(row.product.sku), row]));
  const there = bySku.get(sameSku(topSku(work)));
  const top = there && isOurs(there, work) ? there : undefined;
  if (there && !top && isFamily)
    throw new ConnectorError({ kind: "rejected", field: "sku" }, message("refused.skuStands", { sku: topSku(work) }));
  const links = top === undefined ? [] : linksOf(top.product);
  const rows = new Map<string, ProductRow>();
  const taken: string[] = [];
  for (const { id, sku } of product.variants) {
    const row = bySku.get(sameSku(sku));
    if (!row) continue;
    const isChild = links.includes(row.product.id) || (isMarked(row, work) && row.product.visibility === HIDDEN);
    const isMine = isFamily ? isChild : row === top;
    if (isMine) rows.set(id, row);
    else taken.push(id);
  }
  const isWhole = top?.product.status === ENABLED;
  return {
    ours: top || rows.size > 0 ? { top, rows, isWhole } : null,
    taken: toPublish.listing.variants.filter(({ variantId }) => taken.includes(variantId)),
  };
}

/** Runs for each variant, which a refusal then names. */
function each({ product, progress }: Publishing, run: (variant: VariantForChannel) => void): void {
  for (const variant of product.variants) {
    progress.variantId = variant.id;
    run(variant);
  }
  progress.variantId = undefined;
}

/**
 * Started by an earlier attempt, or finished by one whose answer was lost: then it is on sale under the name and address that
 * one gave. What the merchant switched off stays off.
 */
function isOurs(row: ProductRow, work: Publishing): boolean {
  const { product, toPublish } = work;
  const { id, name, status, visibility, attribute_set_id: set } = row.product;
  if (set !== Number(toPublish.categoryKey) || visibility !== EVERYWHERE_VISIBLE) return false;
  if (id === toPublish.refusedKey || isMarked(row, work)) return true;
  return status === ENABLED && name === product.title && attribute(row.product, "url_key") === ownAddress(work);
}

/** Makes what is missing of the listing, and puts it on sale. */
export async function writeListing(
  work: Publishing,
  started: Started | null,
  attributes: readonly SetAttribute[],
): Promise<Started> {
  if (started?.top && started.isWhole) return started;
  const { product, shop } = work;
  each(work, requirePrice);
  if (shop.hasSources && shop.sources.length > 0) requireUnits(product);
  const content = rowsOf(work.toPublish, attributes);
  const before = { top: started?.top, rows: started?.rows ?? new Map<string, ProductRow>(), isWhole: false };
  const made = product.variants.length > 1 ? await family(before, content, work) : await single(before, content, work);
  await pictures(made, work);
  return { ...made, top: await putOnSale(made.top, work), isWhole: true };
}

type Made = Started & { readonly top: ProductRow };

async function single(before: Started, { top: attributes }: Rows, work: Publishing): Promise<Made> {
  const { product, progress } = work;
  const [variant] = product.variants;
  if (!variant) throw new RangeError("a listing has variants");
  progress.variantId = variant.id;
  const { price, weightGrams } = variant;
  const top = await saveTop(before.top, { type: "simple", price, weightGrams, attributes }, work);
  await pricesAndUnits(new Map([[variant.id, top]]), before, work);
  progress.variantId = undefined;
  return { top, rows: new Map([[variant.id, top]]), isWhole: false };
}

/** Children first, with their units; those of a family the shop refuses are taken away again. */
async function family(before: Started, content: Rows, work: Publishing): Promise<Made> {
  const { ctx, product, progress } = work;
  const rows = new Map<string, ProductRow>();
  try {
    for (const variant of product.variants) {
      progress.variantId = variant.id;
      rows.set(variant.id, await saveChild(variant, before.rows.get(variant.id), { content, work }));
    }
    progress.variantId = undefined;
    await pricesAndUnits(rows, before, work);
    const extension = familyLinks(undefined, [...rows.values()], content.chosen);
    const top = await saveTop(before.top, { type: "configurable", attributes: content.top, extension }, work);
    return { top, rows, isWhole: false };
  } catch (error) {
    if (isRefusal(error) && !before.top) await removeNew([...rows.values()], { known: before.rows, ctx });
    throw error;
  }
}

interface TopInput {
  readonly type: "simple" | "configurable";
  readonly price?: string | undefined;
  readonly weightGrams?: number | undefined;
  readonly attributes: Readonly<Record<string, Json>>;
  readonly extension?: Readonly<Record<string, Json>>;
}

async function saveTop(existing: ProductRow | undefined, input: TopInput, work: Publishing): Promise<ProductRow> {
  const { product, toPublish, progress } = work;
  if (existing) progress.key = existing.product.id;
  const row = await saveRow(
    {
      ...{ existing, ...input, sku: topSku(work), name: product.title, visibility: EVERYWHERE_VISIBLE },
      ...{ attributeSetId: Number(toPublish.categoryKey), sale: { status: DISABLED } },
      categoryKeys: product.categoryKeys,
      urlKey: markedAddress(topSku(work), work),
    },
    work,
  );
  progress.key = row.product.id;
  return row;
}

const markedAddress = (sku: string, work: Publishing): string =>
  `${slugOf(`${work.product.title} ${sku}`)}${markOf(work)}`;

/** A long name leaves no room for the SKU: its siblings would have the same. */
const childAddress = (id: string, work: Publishing): string =>
  `${slugOf(work.product.title)}-${plainOf(id.slice(-12), "-")}${markOf(work)}`;

function saveChild(
  { id, sku, price, weightGrams }: VariantForChannel,
  existing: ProductRow | undefined,
  { content, work }: { readonly content: Rows; readonly work: Publishing },
): Promise<ProductRow> {
  const name = `${work.product.title} ${content.labels.get(id) ?? ""}`.trim();
  return saveRow(
    {
      ...{ existing, sku, name, type: "simple", visibility: HIDDEN, price, weightGrams },
      ...{ attributeSetId: Number(work.toPublish.categoryKey), sale: { status: ENABLED } },
      attributes: content.children.get(id) ?? {},
      urlKey: childAddress(id, work),
    },
    work,
  );
}

/** Nothing of it was sold yet: what an earlier attempt wrote is written again. */
async function pricesAndUnits(rows: Started["rows"], before: Started, work: Publishing): Promise<void> {
  await setMissingPrices({ ...work, known: before.rows });
  await stockNewRows({ ...work, known: new Map() }, rows);
}

/** An image that is lost would stay behind without a word. */
async function pictures({ top, rows }: Made, { product: { images }, shop, ctx }: Publishing): Promise<void> {
  const lost: string[] = [];
  await putImages({ row: top, rows }, { images, onLost: (url) => lost.push(url) }, shop, ctx);
  const [url] = lost;
  if (url !== undefined)
    throw new ConnectorError({ kind: "rejected", field: "images" }, message("refused.imageLost", { url }));
}

/** Where another product has the address that nobody asked for, the marked one stays. */
async function putOnSale(top: ProductRow, work: Publishing): Promise<ProductRow> {
  const { name = "", sku, type_id } = top.product;
  const type = type_id === "configurable" ? "configurable" : "simple";
  const sale = { status: ENABLED };
  const input = { existing: top, sku, name, type, visibility: EVERYWHERE_VISIBLE, sale } as const;
  const address = { url_key: ownAddress(work) };
  return saveRow({ ...input, attributes: address }, work).catch((error: unknown) => {
    if (!isUrlKeyTaken(error) || work.toPublish.listing.product.url_key !== undefined) throw error;
    return saveRow({ ...input, attributes: {} }, work);
  });
}
