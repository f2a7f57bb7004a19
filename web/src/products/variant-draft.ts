/** Variants while they are typed: what a new product's options make together, and what each has of its own. */

export interface OptionDraft {
  readonly name: string;
  readonly values: readonly string[];
}

/** What is typed for one variant; empty: what holds for all of them. */
export interface VariantDraft {
  readonly sku: string;
  readonly barcode: string;
  readonly priceMinor: number | null;
  readonly compareAtMinor: number | null;
  readonly costMinor: number | null;
  readonly weightGrams: number | null;
  /** By location. */
  readonly stock: Readonly<Record<string, number>>;
}

export const NOTHING: VariantDraft = {
  sku: "",
  barcode: "",
  priceMinor: null,
  compareAtMinor: null,
  costMinor: null,
  weightGrams: null,
  stock: {},
};

export interface Combination {
  /** The same for the same values, whatever is added beside them. */
  readonly key: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
}

/** Every variant the options make, in their order; one without options where there are none. */
export function combinations(options: readonly OptionDraft[]): readonly Combination[] {
  const used = options.filter(({ name, values }) => name.trim() !== "" && values.length > 0);
  const all = used.reduce<readonly Combination["options"][]>(
    (before, { name, values }) =>
      before.flatMap((chosen) => values.map((value) => [...chosen, { name: name.trim(), value }])),
    [[]],
  );
  return all.map((chosen) => ({ key: JSON.stringify(chosen.map(({ value }) => value)), options: chosen }));
}

/** "SOAP" with Size S and Colour Deep blue -> "SOAP-S-DEEP-BLUE". */
export function suggestedSku(base: string, { options }: Pick<Combination, "options">): string {
  const parts = options.map(({ value }) => value.trim().replaceAll(/\s+/g, "-").toUpperCase());
  return [base.trim(), ...parts].filter((part) => part !== "").join("-");
}

export interface Typed {
  readonly base: VariantDraft;
  readonly options: readonly OptionDraft[];
  /** By combination. */
  readonly own: Readonly<Record<string, VariantDraft>>;
  readonly currency: string;
}

/** The variants as the hub takes them. */
export function variantsOf({ base, options, own, currency }: Typed) {
  return combinations(options).map((combination) => {
    const { sku, barcode, ...draft } = { ...NOTHING, ...own[combination.key] };
    const isOnly = combination.options.length === 0;
    const code = isOnly ? base.barcode : barcode;
    return {
      sku: (isOnly ? "" : sku.trim()) || suggestedSku(base.sku, combination),
      currency,
      priceMinor: draft.priceMinor ?? base.priceMinor,
      compareAtMinor: draft.compareAtMinor ?? base.compareAtMinor,
      costMinor: draft.costMinor ?? base.costMinor,
      weightGrams: draft.weightGrams ?? base.weightGrams,
      ...(code.trim() !== "" && { barcode: code.trim() }),
      ...(!isOnly && { options: [...combination.options] }),
    };
  });
}

/** What lies where of each variant, as the hub takes it; nothing of those left empty. */
export function stockOf(typed: Typed) {
  const variants = variantsOf(typed);
  return combinations(typed.options).flatMap(({ key, options }, at) => {
    const { stock } = options.length === 0 ? typed.base : { ...NOTHING, ...typed.own[key] };
    return Object.entries(stock).map(([locationId, onHand]) => ({ sku: variants[at]?.sku ?? "", locationId, onHand }));
  });
}
