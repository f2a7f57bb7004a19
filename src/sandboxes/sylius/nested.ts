/**
 * What a PUT does to a map of entries (translations, channel prices): a map that is sent replaces the whole; an entry
 * named by `@id` is kept and changed, one without is new, one that is left out is deleted.
 */
import type { Json } from "../../commerce/product.ts";
import { invalid, isFields, NOT_UNIQUE, problem } from "./replies.ts";

type Fields = Readonly<Record<string, Json>>;

export interface NestedRules {
  /** Path of an entry, as its `@id`. */
  idOf(key: string): string;
  /** What to say of an existing entry that is sent without its `@id`. */
  taken(key: string): { readonly propertyPath: string; readonly message: string };
}

export function replaceEntries<T>(
  held: Map<string, T>,
  sent: Json | undefined,
  rules: NestedRules,
  make: (key: string, fields: Fields, before: T | undefined) => T,
): void {
  if (sent === undefined) return;
  if (!isFields(sent) && !(Array.isArray(sent) && sent.length === 0)) throw problem(400, "Syntax error");
  const entries = isFields(sent) ? Object.entries(sent) : [];
  const next = new Map<string, T>();
  for (const [key, fields] of entries) {
    if (!isFields(fields)) throw problem(400, "Syntax error");
    const before = held.get(key);
    const named = fields["@id"];
    if (named !== undefined && (before === undefined || named !== rules.idOf(key)))
      throw problem(400, `Item not found for "${String(named)}".`);
    if (before !== undefined && named === undefined) throw invalid({ ...rules.taken(key), code: NOT_UNIQUE });
    next.set(key, make(key, fields, before));
  }
  held.clear();
  for (const [key, entry] of next) held.set(key, entry);
}

/** A number of the database's own type: text, fractions and null are refused. */
export function requireInt(fields: Fields, name: string, type: "int" | "int|null"): void {
  const value = fields[name];
  if (value === undefined || (value === null && type === "int|null")) return;
  const given =
    value === null ? "NULL" : typeof value === "string" ? "string" : typeof value === "boolean" ? "bool" : "double";
  if (typeof value !== "number" || !Number.isInteger(value))
    throw problem(400, `The type of the "${name}" attribute must be "${type}", "${given}" given.`);
  if (Math.abs(value) > 2_147_483_647) throw problem(500, "Internal Server Error");
}
