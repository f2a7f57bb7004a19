/** How the schema of an item names the hub's fields, and when what it says of them holds. */
import type { ListingField } from "../../commerce/listing/schema.ts";
import { type Node, nodeOf } from "../kit/parse/json-nodes.ts";
import {
  ALWAYS,
  conditionOf,
  entryRule,
  NEVER,
  type Reader,
  valueHolds,
  valuesNamed,
  type Way,
} from "../kit/parse/schema-conditions.ts";
import { BARCODE, IDENTIFIERS, IMAGES, MAIN_IMAGE, OF_GROUP, OWN, ROW } from "./listing-fields.ts";

/** Where in an item's schema a rule stands: `before` begins the keys of its fields. */
export interface CategoryPosition {
  readonly of: "item" | "visible" | "fields";
  readonly before: string;
  readonly node: Node;
}

export type Fields = ReadonlyMap<string, ListingField>;

/** Fields under which the hub keeps what the connector fills by others. */
const STORED: Readonly<Record<string, string>> = { [IDENTIFIERS]: BARCODE, [MAIN_IMAGE]: IMAGES };

const isPart = ({ before }: CategoryPosition): boolean => ["orderable:", "visible:"].includes(before);
const isOwn = (position: CategoryPosition, part: string): boolean => isPart(position) && OWN.has(part);

export const keyIn = (position: CategoryPosition, part: string): string =>
  (isOwn(position, part) ? STORED[part] : undefined) ?? `${position.before}${part}`;

const propertyOf = ({ node }: CategoryPosition, part: string): Node => nodeOf(nodeOf(node.properties)[part]);

/** The place inside an object, or inside the one row of a list; null: it is a value, or not of this product type. */
export function placeIn(position: CategoryPosition, part: string, productType: string): CategoryPosition | null {
  const node = propertyOf(position, part);
  if (position.of === "item")
    return part === "Orderable"
      ? { of: "fields", before: "orderable:", node }
      : part === "Visible"
        ? { of: "visible", before: "", node }
        : null;
  if (position.of === "visible") return part === productType ? { of: "fields", before: "visible:", node } : null;
  const key = `${position.before}${part}`;
  if (isOwn(position, part)) return null;
  if (node.type === "object") return { of: "fields", before: `${key}.`, node };
  const items = nodeOf(node.items);
  return node.type === "array" && items.type === "object"
    ? { of: "fields", before: `${key}${ROW}.`, node: items }
    : null;
}

export function readerOf(fields: Fields, productType: string): Reader<CategoryPosition> {
  const inner = (position: CategoryPosition, part: string): CategoryPosition | null =>
    fields.has(keyIn(position, part)) ? null : placeIn(position, part, productType);
  const reader: Reader<CategoryPosition> = {
    nameIn: keyIn,
    isThere(place, part, isTrue) {
      const truth = (is: boolean) => (is === isTrue ? ALWAYS : NEVER);
      if (place.of !== "fields") return truth(inner(place, part) !== null);
      if (isPart(place) && part === "sku") return truth(true);
      if (isPart(place) && OF_GROUP.has(part)) return [[{ variants: isTrue ? "several" : "one" }]];
      const keys = keysOf(fields, inner(place, part)?.before ?? keyIn(place, part));
      if (isOwn(place, part) && keys.length === 0) return null;
      return isTrue
        ? keys.map((field) => [{ field, is: "filled" }])
        : [keys.map((field) => ({ field, is: "empty" as const }))];
    },
    holds(place, part, rule, isTrue) {
      const within = inner(place, part);
      if (within !== null) return insideHolds(place, within, rule, isTrue);
      const field = fields.get(keyIn(place, part));
      return field === undefined || isOwn(place, part) ? null : fieldHolds(field, rule, isTrue);
    },
    inside(place, part, rule) {
      const within = inner(place, part);
      if (within === null) return null;
      return { place: within, rule: isRow(within) ? nodeOf(rule.items) : rule };
    },
  };
  const insideHolds = (position: CategoryPosition, within: CategoryPosition, rule: Node, isTrue: boolean): Way => {
    if (position.of !== "fields" || !isRow(within)) return conditionOf(rule, isTrue, { reader, place: within });
    const entry = entryRule(rule);
    return entry === null ? null : conditionOf(entry.rule, isTrue, { reader, place: within });
  };
  return reader;
}

const isRow = ({ before }: CategoryPosition): boolean => before.endsWith(`${ROW}.`);

/** The fields in an object, or the one of a value. */
export const keysOf = (fields: Fields, name: string): readonly string[] =>
  [...fields.keys()].filter((key) => key === name || (/[.:]$/.test(name) && key.startsWith(name)));

function fieldHolds(field: ListingField, rule: Node, isTrue: boolean): Way {
  const { key, kind, isMany, choices = [] } = field;
  // Numbers are written in many ways, and measures have a unit.
  if (kind === "number" || kind === "measure") return null;
  if (!isMany) return valueHolds(key, rule, isTrue);
  const entry = entryRule(rule);
  if (entry === null) return null;
  if (entry.asks === "one") return valueHolds(key, entry.rule, isTrue);
  const values = valuesNamed(entry.rule);
  if (values === null || choices.length === 0) return null;
  const others = choices.map(({ value }) => value).filter((value) => !values.includes(value));
  return [[{ field: key, is: isTrue ? "notIn" : "in", values: others }]];
}
