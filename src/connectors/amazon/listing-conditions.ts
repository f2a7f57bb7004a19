/**
 * "If this is so, that is required", as the schemas of product types say it, in the hub's words: any of some lists of
 * terms, each list whole. What cannot be said so (values that go with values) is left to Amazon's own trial.
 */
import type { ListingCondition, ListingTerm } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import { listed, type Node, names, nodeOf } from "./listing-schema.ts";
import { isRecord } from "./product-mapping.ts";

/** Attribute that is required, and when. */
export interface Demand {
  readonly attribute: string;
  readonly when: ListingCondition;
}

/** What stands in attributes the seller does not fill in; null: nothing does. */
export type Known = ReadonlyMap<string, string | null>;

/** A condition of more ways than this is left to the trial. */
const MOST_WAYS = 60;

const ALWAYS: ListingCondition = [[]];
const NEVER: ListingCondition = [];

export function demandsOf(root: Node, known: Known): Demand[] {
  return listed(root.allOf).flatMap((rule) => demands(nodeOf(rule), ALWAYS, known));
}

function demands(rule: Node, when: ListingCondition, known: Known): Demand[] {
  const own = names(rule.required).map((attribute) => ({ attribute, when }));
  const nested = listed(rule.allOf).flatMap((one) => demands(nodeOf(one), when, known));
  return [...own, ...nested, ...branches(rule, when, known)];
}

function branches(rule: Node, when: ListingCondition, known: Known): Demand[] {
  if (rule.if === undefined) return [];
  const [yes, no] = [true, false].map((isTrue) => condition(nodeOf(rule.if), isTrue, known));
  const branch = (then: Json | undefined, holds: ListingCondition | null | undefined): Demand[] => {
    const both = holds ? all([when, holds]) : null;
    return both === null || both.length === 0 ? [] : demands(nodeOf(then), both, known);
  };
  return [...branch(rule.then, yes), ...branch(rule.else, no)];
}

/** When the schema holds, or does not; null: it cannot be said. */
function condition(node: Node, isTrue: boolean, known: Known): ListingCondition | null {
  const parts: (ListingCondition | null)[] = [];
  for (const [word, value] of Object.entries(node)) {
    switch (word) {
      case "required":
        parts.push(...names(value).map((attribute) => filled(attribute, isTrue, known)));
        break;
      case "properties":
        for (const [attribute, rule] of Object.entries(nodeOf(value)))
          parts.push(entryHolds(attribute, nodeOf(rule), isTrue, known));
        break;
      case "allOf":
        parts.push(joined(listed(value), isTrue, known, isTrue));
        break;
      case "anyOf":
        parts.push(joined(listed(value), isTrue, known, !isTrue));
        break;
      case "not":
        parts.push(condition(nodeOf(value), !isTrue, known));
        break;
      default:
        return null;
    }
  }
  return isTrue ? all(parts) : any(parts);
}

function joined(rules: readonly Json[], isTrue: boolean, known: Known, isWhole: boolean): ListingCondition | null {
  const parts = rules.map((rule) => condition(nodeOf(rule), isTrue, known));
  return isWhole ? all(parts) : any(parts);
}

function filled(attribute: string, isTrue: boolean, known: Known): ListingCondition {
  const value = known.get(attribute);
  if (value !== undefined) return (value !== null) === isTrue ? ALWAYS : NEVER;
  return [[{ field: attribute, is: isTrue ? "filled" : "empty" }]];
}

/** `properties` says nothing of an attribute that is not there. */
function entryHolds(attribute: string, rule: Node, isTrue: boolean, known: Known): ListingCondition | null {
  const { contains, items, ...rest } = rule;
  const inner = contains ?? items;
  if (!isRecord(inner) || Object.keys(rest).some((word) => !["minItems", "type"].includes(word))) return null;
  const value = known.get(attribute);
  if (value === null) return isTrue ? ALWAYS : NEVER;
  const values = oneOf(inner);
  // A key that a known attribute has, like the parent of a variation.
  if (values === "any") return value === undefined ? null : isTrue ? ALWAYS : NEVER;
  if (values === null) return null;
  if (value !== undefined) return values.includes(value) === isTrue ? ALWAYS : NEVER;
  const term = (is: "in" | "notIn"): ListingTerm => ({ field: attribute, is, values });
  return isTrue
    ? [[{ field: attribute, is: "empty" }], [term("in")]]
    : [[{ field: attribute, is: "filled" }, term("notIn")]];
}

/** The values of which an entry has one; "any": it only has to have a key. */
function oneOf(entry: Node): readonly string[] | "any" | null {
  const keys = Object.entries(nodeOf(entry.properties));
  if (keys.length === 0) return names(entry.required).length > 0 ? "any" : null;
  const [first] = keys;
  if (keys.length > 1 || !first) return null;
  const [key, rule] = first;
  if (!["value", "name"].includes(key) || !isRecord(rule)) return null;
  const told = rule.enum ?? (rule.const === undefined ? undefined : [rule.const]);
  return Array.isArray(told) ? told.map(String) : null;
}

function all(parts: readonly (ListingCondition | null)[]): ListingCondition | null {
  let ways: ListingCondition = ALWAYS;
  for (const part of parts) {
    if (part === null || ways.length * part.length > MOST_WAYS) return null;
    ways = ways.flatMap((terms) => part.map((more) => [...terms, ...more])).filter(isPossible);
  }
  return ways;
}

function any(parts: readonly (ListingCondition | null)[]): ListingCondition | null {
  const ways: (readonly ListingTerm[])[] = [];
  for (const part of parts) {
    if (part === null) return null;
    ways.push(...part);
  }
  return ways.length > MOST_WAYS ? null : ways.some((terms) => terms.length === 0) ? ALWAYS : ways;
}

/** Nothing is filled and empty at once. */
function isPossible(terms: readonly ListingTerm[]): boolean {
  const empty = new Set(terms.flatMap((term) => ("field" in term && term.is === "empty" ? [term.field] : [])));
  return !terms.some((term) => "field" in term && ["filled", "in"].includes(term.is) && empty.has(term.field));
}
