/**
 * `fields=` as the shop reads it: plain names take the place of the default set, `+x` adds, `*x` is a relation whole, dots go
 * deeper. What is not named is not told, and a name nobody knows is ignored.
 */
import type { Json } from "../../commerce/product.ts";

/** Names that lead to other records: told only when they are asked for. */
const RELATIONS: ReadonlySet<string> = new Set(
  "items variant product price_rules tax_lines adjustments detail shipping_methods shipping_address billing_address customer sales_channel payment_collections payments captures refunds fulfillments labels returns promotions credit_lines images categories sales_channels options values option variants prices inventory_items inventory location_levels payment_collection order application_method rules campaign budget target_rules countries parent_category supported_currencies currency service_zone geo_zones fulfillment_set location".split(
    " ",
  ),
);

interface Node {
  whole: boolean;
  readonly names: Set<string>;
  readonly relations: Map<string, Node>;
}

const node = (whole = false): Node => ({ whole, names: new Set(), relations: new Map() });

function at(root: Node, path: readonly string[]): Node {
  return path.reduce((parent, name) => {
    const child = parent.relations.get(name) ?? node();
    parent.relations.set(name, child);
    return child;
  }, root);
}

/** `hidden` are fields of a record that its default set leaves out; `always` what is told whatever is asked. */
export interface Shape {
  readonly hidden?: readonly string[];
  readonly always?: readonly string[];
}

function treeOf(
  fields: string | null,
  { hidden = [], always = [] }: Shape,
): { root: Node; hidden: ReadonlySet<string> } {
  const tokens = (fields ?? "").split(",").filter((token) => token !== "");
  const isReplaced = tokens.some((token) => !/^[+*-]/.test(token));
  const root = node(!isReplaced);
  const left = new Set(hidden);
  for (const token of [...tokens, ...always]) {
    const path = token.replace(/^[+*-]/, "").split(".");
    const last = path.at(-1) ?? "";
    if (token.startsWith("*") || RELATIONS.has(last)) at(root, path).whole = true;
    else {
      at(root, path.slice(0, -1)).names.add(last);
      if (path.length === 1) left.delete(last);
    }
  }
  return { root, hidden: left };
}

export function pick(record: Json | object, fields: string | null, shape: Shape = {}): Json {
  const { root, hidden } = treeOf(fields, shape);
  const reported = picked(record as Json, root);
  if (reported === null || typeof reported !== "object" || Array.isArray(reported)) return reported;
  return Object.fromEntries(Object.entries(reported).filter(([name]) => !hidden.has(name)));
}

function picked(value: Json, { whole, names, relations }: Node): Json {
  if (Array.isArray(value)) return value.map((one) => picked(one, { whole, names, relations }));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, Json][] => {
      const relation = relations.get(name);
      if (RELATIONS.has(name)) return relation ? [[name, withRules(inner, picked(inner, relation))]] : [];
      return whole || names.has(name) || name === "id" ? [[name, inner]] : [];
    }),
  );
}

/** Rules of prices are told as one object, of those that were asked for. */
function withRules(stored: Json, reported: Json): Json {
  if (!Array.isArray(stored) || !Array.isArray(reported)) return reported;
  const [first] = stored;
  if (typeof first !== "object" || first === null || !("price_rules" in first)) return reported;
  return reported.map((price) => {
    if (typeof price !== "object" || price === null || Array.isArray(price)) return price;
    const { price_rules: rules, ...rest } = price;
    const entries = (Array.isArray(rules) ? rules : []).flatMap((rule): [string, Json][] =>
      typeof rule === "object" && rule !== null && !Array.isArray(rule)
        ? [[String(rule["attribute"]), rule["value"] ?? null]]
        : [],
    );
    return { ...rest, rules: Object.fromEntries(entries) };
  });
}
