/** What a row says of its variant, and how that differs from what is stored. */
import { isDeepStrictEqual } from "node:util";
import type { OptionValue } from "../../commerce/product.ts";
import type { VariantFields, VariantPatch } from "../catalog/input.ts";
import { variantRow } from "../catalog/rows.ts";
import { type Draft, rowError, sizeIssue } from "./draft.ts";
import { valuesOf } from "./product-fields.ts";
import type { RowShape } from "./row.ts";
import { NO_OPTION } from "./synonyms.ts";
import { CellError, readAmount } from "./values.ts";
import type { ExistingVariant } from "./world.ts";

/** Names of options that stand only in a product's first row hold for its other rows too. */
export function inheritOptionNames(drafts: readonly Draft[]): void {
  const names = new Map<number, string>();
  for (const draft of drafts) {
    draft.options = draft.options.map((option) => {
      if (option.name !== null) names.set(option.place, option.name);
      return { ...option, name: option.name ?? names.get(option.place) ?? null };
    });
  }
}

function optionsOf(draft: Draft): OptionValue[] {
  const options = draft.options.filter(({ value }) => value !== "");
  if (options.some(({ name }) => name === null))
    draft.issues.push(
      rowError("ROW_OPTION", "An option's value stands here without its name. Fill the column of the option's name."),
    );
  return options
    .map(({ name, value }) => ({ name: name ?? "", value }))
    .filter(({ name, value }) => name.toLowerCase() !== NO_OPTION.name || value.toLowerCase() !== NO_OPTION.value);
}

/** What the row says of its variant; amounts are understood in the currency that holds for it. */
export function variantInput(
  draft: Draft,
  shape: RowShape,
  existing: { readonly stored: ExistingVariant | undefined; readonly currency: string },
): VariantPatch {
  const { variant } = draft;
  const currency = variant.currency ?? shape.options.currency ?? existing.stored?.currency ?? existing.currency;
  const amounts = amountsOf(draft, currency, shape);
  const namesAmount = Object.values(amounts).some((amount) => amount !== undefined && amount !== null);
  const hasOptions = shape.mapping.some((id) => id !== null && /^option(Value)?:/.test(id));
  const options = hasOptions ? optionsOf(draft) : [];
  const saysOptions =
    options.length > 0 ||
    draft.options.some(({ value }) => value !== "") ||
    (hasOptions && shape.options.empty === "clear");
  return {
    ...(variant.barcode !== undefined && { barcode: variant.barcode }),
    ...(variant.title !== undefined && { title: variant.title }),
    ...(variant.weightGrams !== undefined && { weightGrams: variant.weightGrams }),
    ...(variant.active !== undefined && { active: variant.active }),
    ...(variant.stockCounted !== undefined && { stockCounted: variant.stockCounted }),
    ...(variant.currency !== undefined || namesAmount || !existing.stored ? { currency } : {}),
    ...amounts,
    ...(saysOptions && { options }),
    ...sizeOf(draft, existing.stored),
    ...attributesOf(draft, existing.stored),
  };
}

function amountsOf(draft: Draft, currency: string, shape: RowShape): VariantPatch {
  const { price, compareAt, regularPrice, salePrice, cost } = draft.amounts;
  const hasSale = typeof salePrice === "string";
  const read = (id: string, text: string | null | undefined): bigint | null | undefined => {
    if (text === null || text === undefined) return text;
    try {
      // InboundChange once already: what is left is plain text with a point.
      return readAmount(text, currency, { decimal: "point" });
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      const column = shape.columns[shape.mapping.indexOf(id)];
      draft.issues.push(
        rowError(error.code, error.userMessage, { value: text, ...(column !== undefined && { column }) }),
      );
      return undefined;
    }
  };
  const found = {
    priceMinor: read("price", price) ?? read("salePrice", salePrice) ?? read("regularPrice", regularPrice),
    compareAtMinor: read("compareAt", compareAt) ?? (hasSale ? read("regularPrice", regularPrice) : salePrice),
    costMinor: read("cost", cost),
  };
  if (price === null && regularPrice === undefined) found.priceMinor = null;
  if (compareAt === null) found.compareAtMinor ??= null;
  // Who lists sales and names none here has ended it, also where empty cells leave what there is.
  const namesNoSale = salePrice === undefined && shape.mapping.includes("salePrice");
  if (namesNoSale && typeof regularPrice === "string" && compareAt === undefined) found.compareAtMinor = null;
  return Object.fromEntries(Object.entries(found).filter(([, amount]) => amount !== undefined));
}

const SIDES = ["length", "width", "height"] as const;

function sizeOf(draft: Draft, stored: ExistingVariant | undefined): VariantPatch {
  const given = SIDES.filter((side) => draft.size[side] !== undefined);
  if (given.length === 0) return {};
  if (SIDES.every((side) => draft.size[side] === null || (draft.size[side] === undefined && !stored?.dimensions)))
    return { dimensions: null };
  const [length, width, height] = SIDES.map((side) => draft.size[side] ?? stored?.dimensions?.[side]);
  if (length === undefined || width === undefined || height === undefined) {
    draft.issues.push(sizeIssue());
    return {};
  }
  return { dimensions: { length, width, height } };
}

function attributesOf(draft: Draft, stored: ExistingVariant | undefined): VariantPatch {
  const cells = Object.entries(draft.variantAttributeCells);
  if (draft.variant.attributes === undefined && cells.length === 0) return {};
  const after = { ...(draft.variant.attributes ?? stored?.attributes ?? {}) };
  for (const [name, text] of cells) {
    if (text === null) delete after[name];
    else after[name] = text;
  }
  return { attributes: after };
}

/** Only what would change the stored variant. */
export function variantChanges(input: VariantPatch, stored: ExistingVariant): VariantPatch {
  const row = (fields: Partial<VariantFields>) =>
    variantRow({
      id: stored.id,
      productId: stored.product_id,
      position: stored.position,
      variant: { ...fields, sku: stored.sku },
    });
  const before = valuesOf(stored);
  const after = valuesOf(row(input));
  const changed = Object.entries(input).filter(([name, value]) => {
    const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return value !== undefined && !isDeepStrictEqual(after.get(column), before.get(column));
  });
  return Object.fromEntries(changed);
}
