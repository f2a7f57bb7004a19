/** The cells of the table of drafts: a line for the product, and one for each of several variants. */
import type { Draft, DraftEdit, Field } from "./shapes.ts";

export interface Line {
  /** Null: the product's. */
  readonly variantId: string | null;
  readonly sku: string;
  /** The product's line as well. */
  readonly isOnly: boolean;
}

export interface Cell {
  /** Where what is written goes; null: to the product. */
  readonly variantId: string | null;
  readonly values: readonly string[];
  /** What is missing or wrong there, in words; null: nothing, or it was written anew. */
  readonly problem: string | null;
}

type Values = Readonly<Record<string, readonly string[]>>;

/** By draft, then by variant ("" is the product), then by field: what was written and not saved. */
export type Changed = ReadonlyMap<string, ReadonlyMap<string, Values>>;

export function linesOf({ values }: Pick<Draft, "values">): Line[] {
  const variants = (values?.variants ?? []).map(({ variantId, sku }) => ({ variantId, sku, isOnly: false }));
  const [only] = variants;
  if (only && variants.length === 1) return [{ ...only, isOnly: true }];
  return [{ variantId: null, sku: "", isOnly: false }, ...variants];
}

/** Undefined: the field has no value in this line. */
function placeIn({ variantId, isOnly }: Line, { scope }: Pick<Field, "scope">): string | null | undefined {
  if (isOnly) return scope === "variant" ? variantId : null;
  return scope === (variantId === null ? "variant" : "product") ? undefined : variantId;
}

/** Null: the field has no value there. */
export function cellOf(
  { id, values, problems }: Pick<Draft, "id" | "values" | "problems">,
  line: Line,
  field: Pick<Field, "key" | "scope">,
  changed: Changed,
): Cell | null {
  const { key } = field;
  const variantId = placeIn(line, field);
  if (variantId === undefined) return null;
  const ofVariant: Values | undefined = values?.variants.find((one) => one.variantId === line.variantId)?.values;
  const stored =
    line.variantId === null
      ? values?.product[key]
      : (ofVariant?.[key] ?? (line.isOnly ? values?.product[key] : undefined));
  const written = changed.get(id)?.get(variantId ?? "")?.[key];
  const found = problems.filter((one) => one.field === key && isOf(line, one));
  const problem = written === undefined && found.length > 0 ? textsOf(found).join(" ") : null;
  return { variantId, values: written ?? stored ?? [], problem };
}

const isOf = (line: Line, { variantId }: Draft["problems"][number]): boolean =>
  line.isOnly || variantId === line.variantId;

/** In words; what several variants lack alike is said once. */
export const textsOf = (problems: Draft["problems"]): string[] => [...new Set(problems.map(({ text }) => text))];

/** What is wrong with a line and stands at none of its cells. */
export function besideCells(
  { problems }: Pick<Draft, "problems">,
  line: Line,
  fields: readonly Pick<Field, "key" | "scope">[],
): string[] {
  const placed = new Set(fields.flatMap((field) => (placeIn(line, field) === undefined ? [] : [field.key])));
  return textsOf(problems.filter((one) => isOf(line, one) && (one.field === null || !placed.has(one.field))));
}

export function withCell(
  changed: Changed,
  { draftId, variantId, key }: { readonly draftId: string; readonly variantId: string | null; readonly key: string },
  values: readonly string[],
): Changed {
  const ofDraft = changed.get(draftId) ?? new Map<string, Values>();
  const ofLine = { ...ofDraft.get(variantId ?? ""), [key]: values };
  return new Map([...changed, [draftId, new Map([...ofDraft, [variantId ?? "", ofLine]])]]);
}

/** Written and not saved cells without those that `after` has beside `before`, where nothing was written since. */
export function undone(current: Changed, before: Changed, after: Changed): Changed {
  const drafts = [...current].map(([draftId, lines]) => {
    const stored = [...lines].map(([variantId, values]) => {
      const at = (changed: Changed): Values => changed.get(draftId)?.get(variantId) ?? {};
      const [was, filled] = [at(before), at(after)];
      const cells = Object.entries(values).flatMap(([key, list]) => {
        const isFilled = filled[key] === list && was[key] !== list;
        const back = isFilled ? was[key] : list;
        return back === undefined ? [] : [[key, back] as const];
      });
      return [variantId, Object.fromEntries(cells)] as const;
    });
    return [draftId, new Map(stored.filter(([, values]) => Object.keys(values).length > 0))] as const;
  });
  return new Map(drafts.filter(([, lines]) => lines.size > 0));
}

/** An emptied cell takes what the rules give again. */
export const editsOf = (changed: Changed): DraftEdit[] =>
  [...changed].map(([id, lines]) => ({
    id,
    product: sent(lines.get("") ?? {}),
    variants: Object.fromEntries(
      [...lines].flatMap(([variantId, values]) => (variantId === "" ? [] : [[variantId, sent(values)]])),
    ),
  }));

const sent = (values: Values): Record<string, string[] | null> =>
  Object.fromEntries(
    Object.entries(values).map(([key, list]) => {
      const filled = list.filter((value) => value.trim() !== "");
      return [key, filled.length === 0 ? null : filled];
    }),
  );
