/** Variants of a product edited together: its options may grow, what they lack is generated, and only what changed is sent. */
import type { Sent, Shape } from "../data/hub.ts";
import { differing } from "./clash.tsx";
import { combinations, NOTHING, type OptionDraft, suggestedSku, type VariantDraft } from "./variant-draft.ts";

type Product = Shape<"Product">;
type Variant = Shape<"Variant">;
type Options = Variant["options"];

export interface EditRow {
  /** The variant's id, or what a generated one is made of. */
  readonly key: string;
  /** Null: generated. */
  readonly variant: Variant | null;
  readonly options: Options;
  readonly currency: string;
  /** What it has, or begins with, before anybody types. */
  readonly start: VariantDraft;
  /** Its SKU where none is typed. */
  readonly suggested: string;
}

/** By row. */
export type TypedRows = Readonly<Record<string, Partial<VariantDraft>>>;

/** The options the variants have, with their values in the order they come. */
export function optionsOf(variants: readonly Variant[]): readonly OptionDraft[] {
  const all = Map.groupBy(
    variants.flatMap(({ options }) => options),
    ({ name }) => name,
  );
  return [...all].map(([name, values]) => ({ name, values: [...new Set(values.map(({ value }) => value))] }));
}

const keyOf = (options: Options): string =>
  JSON.stringify(options.map(({ name, value }) => [name.toLowerCase(), value.toLowerCase()]).toSorted());

/** What a variant has of its own: the product's where this is empty. */
const ownOf = (variant: Variant, field: "costMinor" | "weightGrams"): number | null =>
  variant.inherited.includes(field) ? null : variant[field];

const startOf = (variant: Variant): VariantDraft => ({
  sku: variant.sku,
  barcode: variant.barcode ?? "",
  priceMinor: variant.priceMinor,
  compareAtMinor: variant.compareAtMinor,
  costMinor: ownOf(variant, "costMinor"),
  weightGrams: ownOf(variant, "weightGrams"),
  stock: {},
});

/** The variants there are, with a value of every option that is added, then those the options make besides. */
export function rowsOf(product: Product, options: readonly OptionDraft[], typed: TypedRows): readonly EditRow[] {
  const { variants } = product;
  const existing = optionsOf(variants);
  const choices = combinations(options.slice(existing.length)).map((each) => each.options);
  const seen = new Map<string, number>();
  const stored = variants.map((variant): EditRow => {
    // Variants without options of their own are told apart by what is added.
    const before = seen.get(keyOf(variant.options)) ?? 0;
    seen.set(keyOf(variant.options), before + 1);
    const added = choices[before] ?? choices[0] ?? [];
    const { id: key, currency, sku: suggested } = variant;
    return { key, variant, options: [...variant.options, ...added], currency, start: startOf(variant), suggested };
  });
  const base = skuBase(product);
  const taken = new Set(stored.map((row) => keyOf(row.options)));
  const generated = [...variants.map((variant) => variant.options), ...withNewValues(existing, options)]
    .flatMap((own) => choices.map((added) => [...own, ...added]))
    .filter((each) => !taken.has(keyOf(each)) && taken.add(keyOf(each)));
  return [...stored, ...generated.map((each) => newRow(each, { variants, base, typed }))];
}

/** Combinations with a value no variant has: what was left out on purpose before is not generated. */
function withNewValues(existing: readonly OptionDraft[], options: readonly OptionDraft[]): readonly Options[] {
  const isNew = ({ name, value }: Options[number]) =>
    existing.some((option) => option.name === name && !option.values.includes(value));
  return combinations(options.slice(0, existing.length)).flatMap((each) =>
    each.options.some(isNew) ? [[...each.options]] : [],
  );
}

interface ProductFacts {
  readonly variants: readonly Variant[];
  /** What their SKUs begin with. */
  readonly base: string;
  readonly typed: TypedRows;
}

/** Begins with the prices and the weight of the variant it is most like, as they are typed by now. */
function newRow(options: Options, { variants, base, typed }: ProductFacts): EditRow {
  const shared = (variant: Variant) =>
    variant.options.filter((own) => options.some(({ name, value }) => own.name === name && own.value === value)).length;
  const [like] = variants.toSorted((a, b) => shared(b) - shared(a));
  const start = like ? { ...startOf(like), ...typed[like.id] } : NOTHING;
  return {
    key: keyOf(options),
    variant: null,
    options,
    currency: like?.currency ?? "USD",
    start: { ...start, sku: "", barcode: "" },
    suggested: suggestedSku(base, { options }),
  };
}

/** "SOAP" of "SOAP-S-ROSE". */
function skuBase({ sku, variants: [first] }: Product): string {
  if (sku !== null || first === undefined) return sku ?? "";
  const ending = `-${suggestedSku("", first)}`;
  return first.sku.toUpperCase().endsWith(ending) ? first.sku.slice(0, -ending.length) : first.sku;
}

interface Change {
  readonly key: string;
  readonly body: NonNullable<Sent<"patchProductsById">["variants"]>[number];
}

/** What is sent: of variants that are there only what changed, unless somebody else changed them first. */
export function changesOf(rows: readonly EditRow[], typed: TypedRows, isOver = false): readonly Change[] {
  return rows.flatMap((row): readonly Change[] => {
    const { key, variant, options, start, currency, suggested } = row;
    const { stock: _, ...draft } = { ...start, ...typed[key] };
    const values = { ...draft, barcode: draft.barcode.trim() || null, sku: draft.sku.trim() };
    if (variant === null)
      return [{ key, body: { ...values, sku: values.sku || suggested, options: [...options], currency } }];
    const before = { ...start, barcode: variant.barcode, stock: undefined };
    const changed = differing(before, values).map((name) => [name, Reflect.get(values, name)]);
    const hasMore = options.length > variant.options.length;
    if (changed.length === 0 && !hasMore) return [];
    const seen = isOver ? {} : { ifUpdatedAt: variant.updatedAt };
    const more = hasMore ? { options: [...options], ...titleOf(variant, options) } : {};
    return [{ key, body: { ...Object.fromEntries(changed), id: variant.id, sku: values.sku, ...more, ...seen } }];
  });
}

/** A title that is its values grows with them; one that was written stays. */
function titleOf({ title, options: before }: Variant, options: Options): { readonly title?: string } {
  const given = (all: Options) => all.map(({ value }) => value).join(" / ");
  return title === given(before) ? { title: given(options) } : {};
}
