/** `{{input.sku}}` in paths, queries and headers: values put in by position, no code. */
import type { Json } from "../../commerce/product.ts";

const PLACEHOLDER = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

/** Where the names of a template are looked up, by their first word. */
export type Values = Readonly<Record<string, Json | undefined>>;

/** Every dotted name a template asks for. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}

/** The value under a dotted path; undefined where there is none. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let current = value;
  for (const step of path.split(".")) {
    if (current === null || typeof current !== "object" || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string, Json>>)[step];
  }
  return current;
}

/** The text with its values, or null when one of them is missing: the caller knows what that means in its place. */
export function fill(
  template: string,
  values: Values,
  encode: (text: string) => string = (text) => text,
): string | null {
  let isWhole = true;
  const text = template.replace(PLACEHOLDER, (_all, name: string) => {
    const value = valueAt(values as Json, name);
    if (value === undefined || value === null || typeof value === "object") {
      isWhole = false;
      return "";
    }
    return encode(String(value));
  });
  return isWhole ? text : null;
}
