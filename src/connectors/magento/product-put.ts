/**
 * Products of ours on their way to the shop: one item is a simple product, several are a configurable product with
 * hidden children. What exists is found by its SKU; the shop itself would make a second product with the same one.
 */
import type { VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import type { Products, PutProduct } from "../kit/ports.ts";
import { setPrices } from "./prices.ts";
import type { Put, Putting } from "./product-family.ts";
import { barcodeOf, putFamily } from "./product-family.ts";
import { syncImages } from "./product-images.ts";
import type { ProductReader } from "./product-reader.ts";
import { productReader } from "./product-reader.ts";
import { EVERYWHERE_VISIBLE, priceWish, requireSku, saveRow } from "./product-save.ts";
import type { MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku, setSourceItems } from "./source-items.ts";

type Wish = Parameters<NonNullable<Products["put"]>>[0];

export async function putProduct(wish: Wish, shop: ShopFacts, ctx: Context): Promise<PutProduct> {
  const { product } = wish;
  for (const { sku } of product.variants) requireSku(sku);
  const reader = productReader(shop, ctx);
  const work: Putting = { shop, ctx, product, reader, known: await knownRows(wish, reader) };
  const target = await targetOf(wish, work);
  const isFamily = target ? target.type_id === "configurable" : product.variants.length > 1;
  const top = isFamily ? await putFamily(target, work) : await putSimple(target, work);
  await setMissingPrices(work);
  await stockNewRows(work, top.rows);
  await syncImages(top.row, product.images, ctx);
  const [after] = await reader.whole((await reader.rowsById([top.row.id])).map(({ raw }) => raw));
  if (!after) throw new ConnectorError({ kind: "transient" }, "The shop does not show the product just written.");
  const variants = product.variants.map((variant) => {
    const row = top.rows.get(variant.id);
    return { id: variant.id, key: row?.id ?? "", ext: { sku: row?.sku ?? variant.sku } };
  });
  return { key: after.key, variants, product: after };
}

async function knownRows({ product }: Wish, reader: ProductReader): Promise<Map<string, MagentoProduct>> {
  const rows = new Map<string, MagentoProduct>();
  for (const { product: row } of await reader.rowsBySku(product.variants.map((variant) => variant.sku)))
    if (!rows.has(sameSku(row.sku))) rows.set(sameSku(row.sku), row);
  // A SKU that was changed here still has its old one there: the key finds it.
  const keys = product.variants.flatMap(({ key, sku }) => (key && !rows.has(sameSku(sku)) ? [key] : []));
  const byKey = new Map((await reader.rowsById(keys)).map(({ product: row }) => [row.id, row]));
  for (const { key, sku } of product.variants) {
    const row = key === undefined ? undefined : byKey.get(key);
    if (row) rows.set(sameSku(sku), row);
  }
  return rows;
}

/** The product to write to: the one linked, else the one our first known item stands in. */
async function targetOf(wish: Wish, { reader, known, product }: Putting): Promise<MagentoProduct | undefined> {
  const linked = wish.key === null ? undefined : (await reader.rowsById([wish.key]))[0]?.product;
  if (linked) return checked(linked, product.variants);
  for (const { sku } of product.variants) {
    const row = known.get(sameSku(sku));
    if (!row) continue;
    const parent = await reader.parentOf(row.id);
    const [top] = parent === undefined ? [] : await reader.rowsById([parent]);
    return checked(top?.product ?? row, product.variants);
  }
  return undefined;
}

/** Options on a simple product would turn it into a configurable one and set its price to nothing. */
function checked(target: MagentoProduct, variants: readonly VariantForChannel[]): MagentoProduct {
  if (target.type_id === "configurable" || variants.length === 1) return target;
  throw new ConnectorError(
    { kind: "rejected", field: "variants", code: "product_type" },
    `In Magento "${target.sku}" is a product without variants, and would lose its price if it got some. Make a configurable product there, or give these variants SKUs of their own.`,
  );
}

async function putSimple(target: MagentoProduct | undefined, work: Putting): Promise<Put> {
  const [variant] = work.product.variants;
  if (!variant) throw new ConnectorError({ kind: "rejected", field: "variants" }, "The product has no item to sell.");
  const row = await saveRow(
    {
      existing: target ?? work.known.get(sameSku(variant.sku)),
      sku: variant.sku,
      name: work.product.title,
      type: "simple",
      visibility: EVERYWHERE_VISIBLE,
      price: variant.price,
      weightGrams: variant.weightGrams,
      attributes: { description: work.product.descriptionHtml, ...barcodeOf(variant, work.shop) },
    },
    work,
  );
  return { row, rows: new Map([[variant.id, row]]) };
}

/** Prices of rows that were there before, and reductions, which the rows themselves do not take. */
async function setMissingPrices({ shop, ctx, product, known }: Putting): Promise<void> {
  const prices = product.variants.flatMap((variant) => priceWish(variant, known.has(sameSku(variant.sku)), shop) ?? []);
  const refusals = await setPrices(ctx, shop, prices);
  const [sku, text] = [...refusals][0] ?? [];
  if (sku !== undefined)
    throw new ConnectorError({ kind: "rejected", field: "price", code: "row_refused" }, `${sku}: ${text}`);
}

/** Units of new rows; those of known ones have their own way. */
async function stockNewRows(
  { shop, ctx, product, known }: Putting,
  rows: ReadonlyMap<string, MagentoProduct>,
): Promise<void> {
  const fresh = product.variants.filter((variant) => !known.has(sameSku(variant.sku)));
  const items = fresh.flatMap((variant) =>
    variant.levels
      .filter((level) => shop.sources.includes(level.location))
      .map(({ location, available }) => {
        const quantity = Math.max(0, available);
        return {
          sku: rows.get(variant.id)?.sku ?? variant.sku,
          source: location,
          quantity,
          status: quantity > 0 ? 1 : 0,
        };
      }),
  );
  if (items.length > 0) await setSourceItems(ctx, items);
}
