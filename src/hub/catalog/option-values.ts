/** Two variants of a product never have the same option values: nobody could tell which of them was sold. */
import type { OptionValue } from "../../commerce/product.ts";
import { say } from "../../commerce/sentence.ts";
import type { Tx } from "../../db/database.ts";
import type { FieldError } from "./input.ts";

export interface VariantOptions {
  /** Absent: a new one. */
  readonly id?: string | undefined;
  /** Absent: as they are. */
  readonly options?: readonly OptionValue[] | undefined;
}

/** The first of `given` whose option values another variant of the product has, `kept` or given; undefined when none has. */
export function sameOptions(
  given: readonly VariantOptions[],
  kept: readonly Required<VariantOptions>[] = [],
): { readonly index: number; readonly error: Omit<FieldError, "field"> } | undefined {
  const named = new Set(given.flatMap(({ id, options }) => (options === undefined ? [] : (id ?? []))));
  const seen = new Set(kept.flatMap(({ id, options }) => (named.has(id ?? "") ? [] : keyOf(options ?? []))));
  for (const [index, { options }] of given.entries()) {
    for (const key of keyOf(options ?? [])) {
      if (seen.has(key)) return { index, error: taken(options ?? []) };
      seen.add(key);
    }
  }
  return undefined;
}

/** None where a variant has no options: what has none is told apart by its SKU alone. */
function keyOf(options: readonly OptionValue[]): string[] {
  if (options.length === 0) return [];
  const parts = options.map(({ name, value }) => [name.trim().toLowerCase(), value.trim().toLowerCase()]);
  return [JSON.stringify(parts.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)))];
}

function taken(options: readonly OptionValue[]): Omit<FieldError, "field"> {
  const values = options.map(({ name, value }) => `${name.trim()}: ${value.trim()}`).join(", ");
  const said = say("product.optionsTaken", { values });
  return { code: "PRODUCT_INVALID", message: said.text, said };
}

/** The variants these products have now, with their options. */
export async function storedOptions(
  tx: Tx,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Required<VariantOptions>[]>> {
  if (productIds.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; product: string; options: readonly OptionValue[] }>(
    `select id, product_id as product, options from variant
     where organization_id = argosy.tenant() and product_id = any($1::uuid[]) and deleted_at is null`,
    [[...new Set(productIds)]],
  );
  return Map.groupBy(rows, ({ product }) => product);
}
