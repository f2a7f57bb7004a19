/** Several items of ours as one configurable product with hidden children. */
import type { Json, VariantForChannel } from "../../commerce/product.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import { attributesFor } from "./attributes.ts";
import { request } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import type { ProductReader } from "./product-reader.ts";
import { linksOf } from "./product-reader.ts";
import type { Saving } from "./product-save.ts";
import { EVERYWHERE_VISIBLE, HIDDEN, saveRow } from "./product-save.ts";
import type { MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku } from "./source-items.ts";

export interface Putting extends Saving {
  readonly reader: ProductReader;
  /** Rows of our SKUs that the shop has, by `sameSku`. */
  readonly known: ReadonlyMap<string, MagentoProduct>;
}

export interface Put {
  /** The product's own row. */
  readonly row: MagentoProduct;
  /** The rows of our variants, by our ids. */
  readonly rows: ReadonlyMap<string, MagentoProduct>;
}

/** Options are settled before the first row is written; a family the shop refuses leaves no children behind. */
export async function putFamily(target: MagentoProduct | undefined, work: Putting): Promise<Put> {
  const { product, shop, ctx, known } = work;
  const set = target?.attribute_set_id ?? shop.attributeSetId;
  const sets = new Set([set, ...[...known.values()].map((row) => row.attribute_set_id)]);
  const chosen = await attributesFor(ctx, [...sets], optionValues(product.variants));
  const rows = new Map<string, MagentoProduct>();
  try {
    for (const variant of product.variants)
      rows.set(variant.id, await saveChild(variant, { target, chosen, set }, work));
    const row = await saveRow(
      {
        existing: target,
        sku: target?.sku ?? familySku(product.variants),
        name: product.title,
        type: "configurable",
        visibility: EVERYWHERE_VISIBLE,
        attributes: { description: product.descriptionHtml },
        extension: familyLinks(target, [...rows.values()], chosen),
      },
      work,
    );
    return { row, rows };
  } catch (error) {
    if (isConnectorError(error) && error.info.kind === "rejected") await removeNew([...rows.values()], work);
    throw error;
  }
}

interface FamilySaving {
  readonly target: MagentoProduct | undefined;
  readonly chosen: Chosen;
  readonly set: number;
}

function saveChild(
  variant: VariantForChannel,
  { target, chosen, set }: FamilySaving,
  work: Putting,
): Promise<MagentoProduct> {
  const values = variant.options.flatMap(({ name, value }) => {
    const found = chosen.get(name);
    const number = found?.values.get(value);
    return found && number !== undefined ? [[found.attribute.attribute_code, number] as const] : [];
  });
  const existing = work.known.get(sameSku(variant.sku));
  const wish = {
    existing,
    sku: variant.sku,
    name: childName(variant, existing, target, work),
    type: "simple",
    visibility: HIDDEN,
    attributeSetId: set,
    price: variant.price,
    weightGrams: variant.weightGrams,
    attributes: { ...Object.fromEntries(values), ...barcodeOf(variant, work.shop) },
  } as const;
  return saveRow(wish, work);
}

/** A child's name follows the family's; one the merchant gave stays. */
function childName(
  variant: VariantForChannel,
  existing: MagentoProduct | undefined,
  target: MagentoProduct | undefined,
  { product }: Putting,
): string {
  const label = variant.options.map((option) => option.value).join(" ");
  const made = (title: string) => `${title} ${label}`.trim();
  const own = existing?.name;
  return own === undefined || own === made(target?.name ?? "") ? made(product.title) : own;
}

/** Children made for a family that was then refused are taken away again: nobody could buy them. */
async function removeNew(rows: readonly MagentoProduct[], { known, ctx }: Putting): Promise<void> {
  const before = new Set([...known.values()].map((row) => row.id));
  for (const { id, sku } of rows) {
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

type Chosen = Awaited<ReturnType<typeof attributesFor>>;

/** Links are replaced as a whole: siblings that only the shop knows are named again. */
function familyLinks(
  target: MagentoProduct | undefined,
  children: readonly MagentoProduct[],
  chosen: Chosen,
): Readonly<Record<string, Json>> {
  const before = target ? linksOf(target) : [];
  const links = [...new Set([...before, ...children.map((child) => child.id)])];
  const isGrown = links.length > before.length;
  const known = target?.extension_attributes?.configurable_product_options ?? [];
  const options = [...chosen.values()].map(({ attribute, values }, position) => {
    const own = known.find((option) => option.attribute_id === attribute.attribute_id);
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
    const known = values.get(name) ?? [];
    values.set(name, known.includes(value) ? known : [...known, value]);
  }
  if (values.size === 0)
    throw new ConnectorError(
      { kind: "rejected", field: "options", code: "no_options" },
      "Several variants need an option to differ by, such as Size. Add one, then send the product again.",
    );
  return values;
}

/** A family needs a SKU of its own, which none of ours has: the first item's with a word behind it. */
function familySku([first]: readonly VariantForChannel[]): string {
  return `${(first?.sku ?? "").trim().slice(0, 57)}-family`;
}

export function barcodeOf(
  { barcode }: VariantForChannel,
  { barcodeAttribute }: ShopFacts,
): Readonly<Record<string, Json>> {
  return barcodeAttribute === "" || barcode === undefined ? {} : { [barcodeAttribute]: barcode };
}
