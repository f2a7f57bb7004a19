/**
 * Variants of a product are told apart by the same options, and no two have the same values: nobody could tell which of
 * them was sold.
 */

import { type Message, message } from "../../commerce/message.ts";
import type { OptionValue } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import type { FieldError } from "../answer-schemas.ts";

export interface VariantOptions {
  /** Absent: a new one. */
  readonly id?: string | undefined;
  /** Absent: as they are. */
  readonly options?: readonly OptionValue[] | undefined;
}

/** The first of `given` that names other options than the product's variants, or has the values of one, `kept` or given. */
export function wrongOptions(
  given: readonly VariantOptions[],
  retained: readonly Required<VariantOptions>[] = [],
): { readonly index: number; readonly error: Omit<FieldError, "field"> } | undefined {
  return otherOptions(given, retained) ?? sameOptions(given, retained);
}

/** An option may be left open: one variant names what the other does and more. */
function otherOptions(
  given: readonly VariantOptions[],
  stored: readonly Required<VariantOptions>[],
): ReturnType<typeof wrongOptions> {
  const changed = new Set(given.flatMap(({ id, options }) => (options === undefined ? [] : (id ?? []))));
  const existing = stored.filter(({ id }) => !changed.has(id ?? "")).map(({ options }) => namesOf(options ?? []));
  // What a channel sells so may stay as it is while something else of it is changed.
  const before = new Map(stored.map(({ id, options }) => [id, namesOf(options ?? [])]));
  for (const [index, { id, options = [] }] of given.entries()) {
    const names = namesOf(options);
    const stays = id !== undefined && covers(names, before.get(id)) && covers(before.get(id), names);
    const isFine = stays || existing.length === 0 || existing.some((one) => covers(one, names) || covers(names, one));
    if (!isFine)
      return {
        index,
        error: refusedAs(message("product.optionsDiffer", { names: [...(existing[0] ?? [])].join(", ") })),
      };
    existing.push(names);
  }
  return undefined;
}

function covers(all: ReadonlySet<string> = new Set(), some: ReadonlySet<string> = new Set()): boolean {
  return [...some].every((name) => all.has(name));
}

function namesOf(options: readonly OptionValue[]): ReadonlySet<string> {
  return new Set(options.map(({ name }) => name.trim().toLowerCase()));
}

function refusedAs(text: Message): Omit<FieldError, "field"> {
  return { code: "PRODUCT_INVALID", message: text.text, said: text };
}

function sameOptions(
  given: readonly VariantOptions[],
  stored: readonly Required<VariantOptions>[],
): ReturnType<typeof wrongOptions> {
  const named = new Set(given.flatMap(({ id, options }) => (options === undefined ? [] : (id ?? []))));
  const seen = new Set(stored.flatMap(({ id, options }) => (named.has(id ?? "") ? [] : keyOf(options ?? []))));
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
  return refusedAs(message("product.optionsTaken", { values }));
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
