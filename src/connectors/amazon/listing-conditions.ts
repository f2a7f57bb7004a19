/**
 * "If this is so, that is required", as the schemas of product types say it, in the hub's words: any of some lists of
 * terms, each list whole. Names are those of attributes, or of their parts (`num_batteries.type`). What cannot be said so
 * (values that go with values) is left to Amazon's own trial.
 */
import type { ListingCondition, ListingTerm } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import { listed, type Node, names, nodeOf } from "./listing-schema.ts";

/** An attribute or part of one that is required, or must not be there, and when. */
export interface Demand {
  readonly name: string;
  readonly isBarred: boolean;
  readonly when: ListingCondition;
}

/** What stands in attributes and parts the seller does not fill in; null: nothing does. */
export type Known = ReadonlyMap<string, string | null>;

/** A condition of more ways than this is left to the trial. */
const MOST_WAYS = 60;

const ALWAYS: ListingCondition = [[]];
const NEVER: ListingCondition = [];

export const demandsOf = (root: Node, known: Known): Demand[] =>
  listed(root.allOf).flatMap((rule) => demands(nodeOf(rule), ALWAYS, { known, attribute: "" }));

/** Of the whole listing, or of an attribute's entries. */
interface Scope {
  readonly known: Known;
  readonly attribute: string;
}

/** The one value of an attribute goes by the attribute's name. */
const isWhole = (part: string): boolean => ["value", "name", "media_location"].includes(part);

const nameIn = ({ attribute }: Scope, part: string): string =>
  attribute === "" ? part : isWhole(part) ? attribute : `${attribute}.${part}`;

function demands(rule: Node, when: ListingCondition, scope: Scope): Demand[] {
  return [
    ...names(rule.required).map((one) => ({ name: nameIn(scope, one), isBarred: false, when })),
    ...barred(nodeOf(rule.not)).map((one) => ({ name: nameIn(scope, one), isBarred: true, when })),
    ...listed(rule.allOf).flatMap((one) => demands(nodeOf(one), when, scope)),
    ...branches(rule, when, scope),
    ...(scope.attribute === ""
      ? Object.entries(nodeOf(rule.properties)).flatMap(([attribute, node]) =>
          inEntries(attribute, nodeOf(node), when, scope),
        )
      : []),
  ];
}

/** Of `not`: its one name. Several may not be there together, which is left to the trial. */
function barred({ required, ...rest }: Node): readonly string[] {
  const told = names(required);
  return told.length === 1 && Object.keys(rest).length === 0 ? told : [];
}

/** What holds of an attribute's entries holds where it has one. */
function inEntries(attribute: string, { items }: Node, when: ListingCondition, { known }: Scope): Demand[] {
  const both = items === undefined ? null : all([when, filled(attribute, true, known)]);
  return both === null || both.length === 0 ? [] : demands(nodeOf(items), both, { known, attribute });
}

function branches(rule: Node, when: ListingCondition, scope: Scope): Demand[] {
  if (rule.if === undefined) return [];
  const branch = (then: Json | undefined, isTrue: boolean): Demand[] => {
    if (then === undefined) return [];
    const both = all([when, condition(nodeOf(rule.if), isTrue, scope)]);
    return both === null || both.length === 0 ? [] : demands(nodeOf(then), both, scope);
  };
  return [...branch(rule.then, true), ...branch(rule.else, false)];
}

type Way = ListingCondition | null;

/** When the schema holds, or does not; null: it cannot be said. */
function condition(node: Node, isTrue: boolean, scope: Scope): Way {
  const parts = Object.entries(node).flatMap(([word, value]) => part(word, value, isTrue, scope));
  return isTrue ? all(parts) : any(parts);
}

function part(word: string, value: Json, isTrue: boolean, scope: Scope): readonly Way[] {
  switch (word) {
    case "required":
      return names(value).map((one) => filled(nameIn(scope, one), isTrue, scope.known));
    case "properties":
      return Object.entries(nodeOf(value)).map(([one, rule]) => propertyHolds(one, nodeOf(rule), isTrue, scope));
    case "allOf":
    case "anyOf": {
      const ways = listed(value).map((rule) => condition(nodeOf(rule), isTrue, scope));
      return [(word === "allOf") === isTrue ? all(ways) : any(ways)];
    }
    case "not":
      return [condition(nodeOf(value), !isTrue, scope)];
    default:
      return [null];
  }
}

function filled(name: string, isTrue: boolean, known: Known): ListingCondition {
  const value = known.get(name);
  if (value !== undefined) return (value !== null) === isTrue ? ALWAYS : NEVER;
  return [[{ field: name, is: isTrue ? "filled" : "empty" }]];
}

/** `properties` says nothing of what is not there. */
function propertyHolds(one: string, rule: Node, isTrue: boolean, scope: Scope): Way {
  const name = nameIn(scope, one);
  if (scope.known.get(name) === null) return isTrue ? ALWAYS : NEVER;
  const holds = scope.attribute === "" ? entryHolds(name, rule, isTrue, scope) : valueHolds(name, rule, isTrue, scope);
  const isThere = filled(name, !isTrue, scope.known);
  return isTrue ? any([isThere, holds]) : all([isThere, holds]);
}

/** An attribute's entries: `contains` asks for one such, `items` for all of them; there is one as a rule. */
function entryHolds(attribute: string, rule: Node, isTrue: boolean, { known }: Scope): Way {
  const { contains, items, ...rest } = rule;
  if (Object.keys(rest).some((word) => !["minItems", "type"].includes(word))) return null;
  const entry = contains ?? items;
  return entry === undefined ? null : condition(nodeOf(entry), isTrue, { known, attribute });
}

function valueHolds(name: string, rule: Node, isTrue: boolean, { known }: Scope): Way {
  const { type: _, ...words } = rule;
  const told = words.enum ?? (words.const === undefined ? undefined : [words.const]);
  if (!Array.isArray(told) || Object.keys(words).length > 1) return null;
  const values = told.map(String);
  const value = known.get(name);
  if (typeof value === "string") return values.includes(value) === isTrue ? ALWAYS : NEVER;
  return [[{ field: name, is: isTrue ? "in" : "notIn", values }]];
}

function all(parts: readonly Way[]): Way {
  let ways: ListingCondition = ALWAYS;
  for (const one of parts) {
    if (one === null || ways.length * one.length > MOST_WAYS) return null;
    ways = distinct(ways.flatMap((terms) => one.map((more) => merged(terms, more))).filter(isPossible));
  }
  return ways;
}

function any(parts: readonly Way[]): Way {
  const ways: (readonly ListingTerm[])[] = [];
  for (const one of parts) {
    if (one === null) return null;
    ways.push(...one);
  }
  if (ways.some((terms) => terms.length === 0)) return ALWAYS;
  return ways.length > MOST_WAYS ? null : distinct(ways);
}

/** Each way once. */
export const distinct = (ways: ListingCondition): ListingCondition => [
  ...new Map(ways.map((terms) => [JSON.stringify(terms), terms])).values(),
];

export const merged = (terms: readonly ListingTerm[], more: readonly ListingTerm[]): readonly ListingTerm[] => [
  ...new Map([...terms, ...more].map((term) => [JSON.stringify(term), term])).values(),
];

/** Nothing is filled and empty at once. */
function isPossible(terms: readonly ListingTerm[]): boolean {
  const empty = new Set(terms.flatMap((term) => ("field" in term && term.is === "empty" ? [term.field] : [])));
  return !terms.some((term) => "field" in term && ["filled", "in"].includes(term.is) && empty.has(term.field));
}
