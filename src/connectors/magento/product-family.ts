/** Several items of ours as one configurable product with hidden children. */
import type { Json, OptionValue, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { attributesFor } from "./attributes.ts";
import { request } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import type { ProductReader, ProductRow } from "./product-read.ts";
import { linksOf } from "./product-read.ts";
import type { Saving } from "./product-save.ts";
import { DISABLED, ENABLED, EVERYWHERE_VISIBLE, HIDDEN, saleOf, saveRow } from "./product-save.ts";
import type { MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export interface Putting extends Saving {
  readonly product: ProductForChannel;
  readonly reader: ProductReader;
  /** Rows of our variants that the shop has, by our ids. */
  readonly known: ReadonlyMap<string, ProductRow>;
}

export interface Put {
  /** The product's own row. */
  readonly row: ProductRow;
  /** The rows of our variants, by our ids. */
  readonly rows: ReadonlyMap<string, ProductRow>;
}

/** Options are settled before the first row is written; a family the shop refuses leaves no children behind. */
export async function putFamily(
  target: ProductRow | undefined,
  work: Putting,
  /** Gives new children their units. */
  stocked: (rows: Put["rows"]) => Promise<void>,
): Promise<Put> {
  const { product, shop, ctx, known } = work;
  const joining = await joiningOf(target, work);
  const set = target?.product.attribute_set_id ?? shop.attributeSetId;
  const rowsThere = joining.flatMap((variant) => known.get(variant.id)?.product.attribute_set_id ?? []);
  const chosen =
    joining.length === 0
      ? NOTHING_CHOSEN
      : await attributesFor(ctx, [...new Set([set, ...rowsThere])], optionValues(joining));
  const wakes = isWaking(target, work);
  const rows = new Map<string, ProductRow>();
  try {
    for (const variant of product.variants)
      rows.set(
        variant.id,
        await saveChild(variant, { chosen: joining.includes(variant) ? chosen : NOTHING_CHOSEN, set, wakes }, work),
      );
    // A family saved before its children have units is kept as out of stock, and nothing turns it on (2.4.7-p3).
    await stocked(rows);
    const row = await saveRow(
      {
        existing: target,
        sku: target?.product.sku ?? familySku(product.variants),
        name: product.title,
        type: "configurable",
        visibility: EVERYWHERE_VISIBLE,
        sale: saleOf(product.active, target?.product, shop),
        categoryKeys: product.categoryKeys,
        attributes: { description: product.descriptionHtml },
        extension: familyLinks(target?.product, [...rows.values()], chosen),
      },
      work,
    );
    return { row, rows };
  } catch (error) {
    if (isConnectorError(error) && error.info.kind === "rejected") await removeNew([...rows.values()], work);
    throw error;
  }
}

export type Chosen = Awaited<ReturnType<typeof attributesFor>>;

const NOTHING_CHOSEN: Chosen = new Map();

/** Variants that are no children of the family yet, or differ there by other values. */
async function joiningOf(target: ProductRow | undefined, { product, known, reader }: Putting) {
  if (!target) return product.variants;
  const links = linksOf(target.product);
  const joining: VariantForChannel[] = [];
  for (const variant of product.variants) {
    const row = known.get(variant.id)?.product;
    const isIn = row !== undefined && links.includes(row.id);
    if (!isIn || !isAlike(await reader.optionsOf(target, row), variant.options)) joining.push(variant);
  }
  return joining;
}

function isAlike(shown: readonly OptionValue[], requested: readonly OptionValue[]): boolean {
  const text = (options: readonly OptionValue[]) =>
    options
      .map(({ name, value }) => `${name}: ${value}`.toLowerCase())
      .toSorted()
      .join("\n");
  return text(shown) === text(requested);
}

/** A family whose children are all switched off sells nothing when it is put on sale: then they are switched on with it. */
function isWaking(target: ProductRow | undefined, { product, known }: Putting): boolean {
  const children = [...known.values()];
  const isOff = children.length > 0 && children.every((row) => row.product.status === DISABLED);
  return product.active && target?.product.status === DISABLED && isOff;
}

interface FamilySaving {
  readonly chosen: Chosen;
  readonly set: number;
  readonly wakes: boolean;
}

/** A child that exists keeps its name: it is the merchant's, and buyers see the family's. */
function saveChild(
  variant: VariantForChannel,
  { chosen, set, wakes }: FamilySaving,
  work: Putting,
): Promise<ProductRow> {
  const values = variant.options.flatMap(({ name, value }) => {
    const found = chosen.get(name);
    const number = found?.values.get(value);
    return found && number !== undefined ? [[found.attribute.attribute_code, number] as const] : [];
  });
  const existing = work.known.get(variant.id);
  const label = variant.options.map((option) => option.value).join(" ");
  const input = {
    existing,
    sku: variant.sku,
    name: existing?.product.name ?? `${work.product.title} ${label}`.trim(),
    type: "simple",
    visibility: HIDDEN,
    attributeSetId: set,
    sale: wakes ? { status: ENABLED } : {},
    price: variant.price,
    weightGrams: variant.weightGrams,
    attributes: { ...Object.fromEntries(values), ...barcodeOf(variant, work.shop) },
  } as const;
  return saveRow(input, work);
}

/** Children made for a family that was then refused are taken away again: nobody could buy them. */
export async function removeNew(
  rows: readonly ProductRow[],
  { known, ctx }: Pick<Putting, "known" | "ctx">,
): Promise<void> {
  const before = new Set([...known.values()].map((row) => row.product.id));
  for (const { id, sku } of rows.map((row) => row.product)) {
    if (before.has(id)) continue;
    try {
      const path = `/products/${percentEncode(sku)}`;
      await request(ctx, { method: "DELETE", path, operation: "products.remove" });
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      ctx.log.warn("a child of a refused configurable product could not be removed", { sku, reason: error.message });
    }
  }
}

/** Links are replaced as a whole: siblings that only the shop knows are named again. */
export function familyLinks(
  target: MagentoProduct | undefined,
  children: readonly ProductRow[],
  chosen: Chosen,
): Readonly<Record<string, Json>> {
  const before = target ? linksOf(target) : [];
  const links = [...new Set([...before, ...children.map((child) => child.product.id)])];
  const isGrown = links.length > before.length;
  const existing = target?.extension_attributes?.configurable_product_options ?? [];
  const options = [...chosen.values()].map(({ attribute, values }, position) => {
    const own = existing.find((option) => option.attribute_id === attribute.attribute_id);
    const indexes = new Set([...(own?.values.map((one) => one.value_index) ?? []), ...values.values()]);
    return {
      attribute_id: attribute.attribute_id,
      label: own?.label ?? attribute.default_frontend_label ?? attribute.attribute_code,
      position: own?.position ?? position,
      values: [...indexes].map((value) => ({ value_index: Number(value) })),
    };
  });
  if (!isGrown) return {};
  return {
    configurable_product_options: options,
    configurable_product_links: links.map(Number),
    // Without this switch nothing of a new family is sold, whatever its children have.
    ...(before.length === 0 ? { stock_item: { is_in_stock: true } } : {}),
  };
}

/** Option names with all the values our variants have. */
function optionValues(variants: readonly VariantForChannel[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { name, value } of variants.flatMap((variant) => variant.options)) {
    const cached = values.get(name) ?? [];
    values.set(name, cached.includes(value) ? cached : [...cached, value]);
  }
  if (values.size === 0)
    throw new ConnectorError(
      { kind: "rejected", field: "options", code: "no_options" },
      message("error.severalVariantsNeedOptionDiffer"),
    );
  return values;
}

/** A family needs a SKU of its own, which none of ours has: the first item's with a word behind it. */
export function familySku([first]: readonly Pick<VariantForChannel, "sku">[]): string {
  return `${(first?.sku ?? "").trim().slice(0, 57)}-family`;
}

export function barcodeOf(
  { barcode }: VariantForChannel,
  { barcodeAttribute }: ShopFacts,
): Readonly<Record<string, Json>> {
  return barcodeAttribute === "" || barcode === undefined ? {} : { [barcodeAttribute]: barcode };
}
