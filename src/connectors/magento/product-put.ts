/**
 * Products of ours on their way to the shop: one item is a simple product, several are a configurable product with
 * hidden children. What exists is found by its SKU; the shop itself would make a second product with the same one.
 */
import { textParts } from "../../commerce/message.ts";
import type { VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { setPrices } from "./prices.ts";
import type { Put, Putting } from "./product-family.ts";
import { barcodeOf, putFamily } from "./product-family.ts";
import { putImages } from "./product-images.ts";
import type { ProductReader, ProductRow } from "./product-read.ts";
import { productReader } from "./product-read.ts";
import { EVERYWHERE_VISIBLE, priceFields, requireSku, saleOf, saveRow } from "./product-save.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku, setSourceItems } from "./source-items.ts";
import { message } from "./words.ts";

type Input = Parameters<NonNullable<Products["put"]>>[0];

export async function putProduct(input: Input, shop: ShopFacts, ctx: Context): Promise<PutProduct> {
  const { product } = input;
  for (const { sku } of product.variants) requireSku(sku);
  const reader = productReader(shop, ctx, { isEdit: true });
  const { known, linked } = await rowsThere(input, reader);
  const work: Putting = { shop, ctx, product, reader, known };
  const target = await targetOf(linked, work);
  const isFamily = target ? target.product.type_id === "configurable" : product.variants.length > 1;
  let isStocked = false;
  const stocked = async (rows: ReadonlyMap<string, ProductRow>) => {
    isStocked = await stockNewRows(work, rows);
  };
  const top = isFamily ? await putFamily(target, work, stocked) : await putSimple(target, work);
  if (!isFamily) await stocked(top.rows);
  const isPriced = await setMissingPrices(work);
  const isPictured = await putImages(top, product, shop, ctx);
  const isAllReported =
    !isPriced && !isStocked && !isPictured && shop.textView === "all" && known.size === top.rows.size;
  const [row] = isAllReported ? [top.row] : await reader.rowsById([top.row.product.id]);
  const after = row && (await reader.top(row, isAllReported ? [...top.rows.values()] : []));
  if (!after) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowProductJust"));
  const variants = product.variants.map((variant) => {
    const own = top.rows.get(variant.id)?.product;
    return { id: variant.id, key: own?.id ?? "", ext: { sku: own?.sku ?? variant.sku } };
  });
  return { key: after.key, variants, product: after };
}

/** The product linked, and the rows of our variants: by key, which outlives a changed SKU, else by SKU. */
async function rowsThere({ key, product }: Input, reader: ProductReader) {
  const keys = [...(key === null ? [] : [key]), ...product.variants.flatMap((variant) => variant.key ?? [])];
  const byKey = new Map((await reader.rowsById(keys)).map((row) => [row.product.id, row]));
  const unlinked = product.variants.filter((variant) => !byKey.has(variant.key ?? ""));
  const bySku = new Map<string, ProductRow>();
  for (const row of await reader.rowsBySku(unlinked.map((variant) => variant.sku)))
    if (!bySku.has(sameSku(row.product.sku))) bySku.set(sameSku(row.product.sku), row);
  const existing = new Map<string, ProductRow>();
  for (const { id, key: own, sku } of product.variants) {
    const row = byKey.get(own ?? "") ?? bySku.get(sameSku(sku));
    if (row) existing.set(id, row);
  }
  return { known: existing, linked: byKey.get(key ?? "") };
}

/** The product to write to: the one linked, else the one our first known item stands in. */
async function targetOf(
  linked: ProductRow | undefined,
  { reader, known, product }: Putting,
): Promise<ProductRow | undefined> {
  if (linked) return checked(linked, product.variants);
  for (const { id } of product.variants) {
    const row = known.get(id);
    if (!row) continue;
    const parent = await reader.parentOf(row.product.id);
    const [top] = parent === undefined ? [] : await reader.rowsById([parent]);
    return checked(top ?? row, product.variants);
  }
  return undefined;
}

/** Options on a simple product would turn it into a configurable one and set its price to nothing. */
function checked(target: ProductRow, variants: readonly VariantForChannel[]): ProductRow {
  if (target.product.type_id === "configurable" || variants.length === 1) return target;
  throw new ConnectorError(
    { kind: "rejected", field: "variants", code: "product_type" },
    message("error.productWithoutVariantsWouldLose", { sku: target.product.sku }),
  );
}

async function putSimple(target: ProductRow | undefined, work: Putting): Promise<Put> {
  const { product, shop, known } = work;
  const [variant] = product.variants;
  if (!variant) throw new ConnectorError({ kind: "rejected", field: "variants" }, message("error.productNoItemSell"));
  const existing = target ?? known.get(variant.id);
  const row = await saveRow(
    {
      existing,
      sku: variant.sku,
      name: product.title,
      type: "simple",
      visibility: EVERYWHERE_VISIBLE,
      sale: saleOf(product.active, existing?.product, shop),
      price: variant.price,
      weightGrams: variant.weightGrams,
      categoryKeys: product.categoryKeys,
      attributes: { description: product.descriptionHtml, ...barcodeOf(variant, shop) },
    },
    work,
  );
  return { row, rows: new Map([[variant.id, row]]) };
}

/** Prices of rows that were there before, and reductions, which the rows themselves do not take. True: some were set. */
export async function setMissingPrices({ shop, ctx, product, known }: Omit<Putting, "reader">): Promise<boolean> {
  const nowMs = ctx.clock.now();
  const prices = product.variants.flatMap(
    (variant) => priceFields(variant, known.get(variant.id)?.product, shop, nowMs) ?? [],
  );
  const refusals = await setPrices(ctx, shop, prices);
  const [sku, text] = [...refusals][0] ?? [];
  if (sku !== undefined)
    throw new ConnectorError({ kind: "rejected", field: "price", code: "row_refused" }, [
      `${sku}:`,
      ...textParts(text ?? ""),
    ]);
  return prices.length > 0;
}

/** Units of new rows; those of known ones have their own way. True: some were set. */
export async function stockNewRows(
  { shop, ctx, product, known }: Omit<Putting, "reader">,
  rows: ReadonlyMap<string, ProductRow>,
): Promise<boolean> {
  const fresh = product.variants.filter((variant) => !known.has(variant.id));
  const items = fresh.flatMap((variant) =>
    variant.levels
      .filter((level) => shop.sources.includes(level.location))
      .map(({ location, available }) => {
        const quantity = Math.max(0, available);
        return {
          sku: rows.get(variant.id)?.product.sku ?? variant.sku,
          source: location,
          quantity,
          status: quantity > 0 ? 1 : 0,
        };
      }),
  );
  if (items.length > 0) await setSourceItems(ctx, items);
  return items.length > 0;
}
