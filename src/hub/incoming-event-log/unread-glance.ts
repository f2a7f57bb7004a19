/**
 * What a person can tell of an order that could not be read: its number and what it may hold, as far as the channel's
 * answer has them under usual names. For people alone: nothing is decided by it.
 */
import type { Json } from "../../commerce/product.ts";
import { createSlices } from "../../commerce/slices.ts";

export interface UnreadGlance {
  /** As the channel shows it; null: not found. */
  readonly number: string | null;
  readonly lines: readonly { readonly sku: string | null; readonly title: string | null; readonly quantity: string }[];
}

/** Of what is no JSON, or too long. */
export const NOTHING: UnreadGlance = { number: null, lines: [] };
const NUMBER = /^(?:order_?)?(?:number|increment_?id|display_?id|reference|order_?sn|name|code)$/i;
const LINES = /^(?:(?:line_?|order_?)?items|lines|line_?items|products|details|order_?rows|order_?details)$/i;
const QUANTITY = /^(?:(?:product_?|item_?|ordered_?)?(?:quantity|qty)(?:_?ordered|Ordered|_?purchased)?)$/i;
const SKU = /^(?:seller_?|item_?|model_?|variant_?|product_?)?(?:sku|reference)$/i;
const TITLE = /^(?:product_?|item_?)?(?:name|title)$/i;
/** An answer may hold anything; a person reads no more. */
const MOST_LINES = 50;
const DEEPEST = 6;

type Fields = { readonly [key: string]: Json };
const isFields = (value: Json | undefined): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Of a delivery's bytes; of such that are no JSON, nothing. */
export function glanceAt(body: string): UnreadGlance {
  try {
    return glanceIn(JSON.parse(body) as Json, 0) ?? NOTHING;
  } catch {
    // The bytes themselves stay with the delivery.
    return NOTHING;
  }
}

/** Of many deliveries, in turns: fifty of 64 KB take half a second. */
export async function glancesAt(bodies: readonly string[]): Promise<UnreadGlance[]> {
  const slice = createSlices();
  const glances: UnreadGlance[] = [];
  for (const body of bodies) {
    glances.push(glanceAt(body));
    await slice();
  }
  return glances;
}

/** The outermost object that has lines, or else a number. */
function glanceIn(value: Json, depth: number): UnreadGlance | null {
  if (value === null || typeof value !== "object" || depth > DEEPEST) return null;
  if (!isFields(value)) return innerOf(value, depth)[0] ?? null;
  const rows = Object.entries(value).flatMap(([key, held]) => (LINES.test(key) && Array.isArray(held) ? held : []));
  const lines = rows.flatMap((row) => lineOf(row) ?? []).slice(0, MOST_LINES);
  const own = { number: textIn(value, NUMBER) ?? (lines.length > 0 ? textIn(value, /^id$/i) : null), lines };
  if (lines.length > 0) return own;
  const inner = innerOf(value, depth);
  return inner.find((one) => one.lines.length > 0) ?? (own.number === null ? (inner[0] ?? null) : own);
}

const innerOf = (value: Fields | readonly Json[], depth: number): UnreadGlance[] =>
  Object.values(value).flatMap((each) => glanceIn(each, depth + 1) ?? []);

function lineOf(row: Json): UnreadGlance["lines"][number] | null {
  if (!isFields(row)) return null;
  const quantity = textIn(row, QUANTITY);
  return quantity === null ? null : { sku: textIn(row, SKU), title: textIn(row, TITLE), quantity };
}

function textIn(fields: Fields, name: RegExp): string | null {
  const found = Object.entries(fields).find(
    ([key, value]) => name.test(key) && (typeof value === "number" || (typeof value === "string" && value !== "")),
  );
  return found === undefined ? null : String(found[1]).slice(0, 200);
}
