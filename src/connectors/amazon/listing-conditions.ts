/**
 * The conditions of a product type in the hub's words. Names are those of attributes, or of their parts
 * (`num_batteries.type`). What cannot be said so is left to Amazon's own trial.
 */
import { listed, type Node, nodeOf } from "../kit/parse/json-nodes.ts";
import {
  ALWAYS,
  conditionOf,
  type Demand,
  demandsOf as demandsIn,
  entryRule,
  NEVER,
  type Reader,
  valuesNamed,
  type Way,
} from "../kit/parse/schema-conditions.ts";

/** What stands in attributes and parts the seller does not fill in; null: nothing does. */
export type Existing = ReadonlyMap<string, string | null>;

/** The one value of an attribute goes by the attribute's name. */
const isWhole = (part: string): boolean => ["value", "name", "media_location"].includes(part);

/** A place is an attribute, in whose entries the rule stands; "": the whole listing. */
const nameIn = (attribute: string, part: string): string =>
  attribute === "" ? part : isWhole(part) ? attribute : `${attribute}.${part}`;

export const demandsOf = (root: Node, existing: Existing): Demand[] =>
  listed(root.allOf).flatMap((rule) => demandsIn(nodeOf(rule), { reader: readerOf(existing), place: "" }));

function readerOf(existing: Existing): Reader<string> {
  const reader: Reader<string> = {
    nameIn,
    isThere(attribute, part, isTrue) {
      const name = nameIn(attribute, part);
      const value = existing.get(name);
      if (value !== undefined) return (value !== null) === isTrue ? ALWAYS : NEVER;
      return [[{ field: name, is: isTrue ? "filled" : "empty" }]];
    },
    holds(attribute, part, rule, isTrue) {
      const name = nameIn(attribute, part);
      if (existing.get(name) === null) return isTrue ? ALWAYS : NEVER;
      return attribute === "" ? entryHolds(name, rule, isTrue, reader) : valueHolds(name, rule, isTrue, existing);
    },
    inside(attribute, part, { items }) {
      return attribute === "" && items !== undefined ? { place: part, rule: nodeOf(items) } : null;
    },
  };
  return reader;
}

/** An attribute's entries: `contains` asks for one such, `items` for all of them; there is one as a rule. */
function entryHolds(attribute: string, rule: Node, isTrue: boolean, reader: Reader<string>): Way {
  const entry = entryRule(rule);
  return entry === null ? null : conditionOf(entry.rule, isTrue, { reader, place: attribute });
}

function valueHolds(name: string, rule: Node, isTrue: boolean, existing: Existing): Way {
  const values = valuesNamed(rule);
  if (values === null) return null;
  const value = existing.get(name);
  if (typeof value === "string") return values.includes(value) === isTrue ? ALWAYS : NEVER;
  return [[{ field: name, is: isTrue ? "in" : "notIn", values }]];
}
