/**
 * "If this is so, that is required", as JSON schemas say it (`if`, `then`, `else`, `allOf`, `not`), in the hub's words:
 * any of some lists of terms, each list whole. What cannot be said so (values that go with values) is left to the
 * platform's own check.
 */
import type { ListingCondition, ListingTerm } from "../../../commerce/listing/schema.ts";
import type { Json } from "../../../commerce/product.ts";
import { listed, type Node, names, nodeOf } from "./json-nodes.ts";

/** A property that is required, or must not be there, and when. */
export interface Demand {
  readonly name: string;
  readonly isBarred: boolean;
  readonly when: ListingCondition;
}

/** When something is so; null: it cannot be said. */
export type Way = ListingCondition | null;

/** How a platform's properties become fields. A place is where in the schema a rule stands. */
export interface Reader<P> {
  nameIn(place: P, part: string): string;
  isThere(place: P, part: string, isTrue: boolean): Way;
  /** What the rule says of a property that is there. */
  holds(place: P, part: string, rule: Node, isTrue: boolean): Way;
  /** Where the property's own schema asks for its parts; null: it has none. */
  inside(place: P, part: string, rule: Node): { readonly place: P; readonly rule: Node } | null;
}

/** Ours: what is larger or deeper than any real schema is left to the platform. Of one condition, and of them all. */
const MOST_WAYS = 60;
const MOST_OF_ALL = 20_000;
const MOST_DEPTH = 200;

/** What a schema says of itself decides nothing. */
const NOTES = new Set([
  "title",
  "description",
  "default",
  "examples",
  "readOnly",
  "writeOnly",
  "deprecated",
  "$comment",
]);

const withoutNotes = (rule: Node): Node =>
  Object.fromEntries(Object.entries(rule).filter(([word]) => !NOTES.has(word)));

export const ALWAYS: ListingCondition = [[]];
export const NEVER: ListingCondition = [];

interface Reading<P> {
  readonly reader: Reader<P>;
  readonly place: P;
}

interface Walk<P> extends Reading<P> {
  /** Of conditions read so far. */
  readonly spent: { ways: number };
}

/** Of a schema that is too deep, what its top asks for. */
export function demandsOf<P>(rule: Node, { reader, place }: Reading<P>): Demand[] {
  const { required = [] } = rule;
  return demandsIn(isDeep(rule) ? { required } : rule, { reader, place, spent: { ways: 0 } }, ALWAYS);
}

function isDeep(rule: Node): boolean {
  let level: readonly Json[] = [rule];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEPTH) return true;
    level = level.flatMap((one) => (one !== null && typeof one === "object" ? Object.values<Json>(one) : []));
  }
  return false;
}

function demandsIn<P>(rule: Node, reading: Walk<P>, when: ListingCondition): Demand[] {
  const { reader, place } = reading;
  const named = (name: string, isBarred: boolean): Demand => ({ name: reader.nameIn(place, name), isBarred, when });
  const properties = Object.entries(nodeOf(rule.properties));
  return [
    ...names(rule.required).map((name) => named(name, false)),
    ...barred(nodeOf(rule.not)).map((name) => named(name, true)),
    ...properties.filter(([, own]) => own === false).map(([name]) => named(name, true)),
    ...listed(rule.allOf).flatMap((one) => demandsIn(nodeOf(one), reading, when)),
    ...branches(rule, reading, when),
    ...dependencies(rule, reading, when),
    ...properties.flatMap(([name, own]) => inProperty(name, nodeOf(own), reading, when)),
  ];
}

/** Of `not`: its one name. Several may not be there together, which is left to the platform. */
function barred(rule: Node): readonly string[] {
  const { required, ...rest } = withoutNotes(rule);
  const reported = names(required);
  return reported.length === 1 && Object.keys(rest).length === 0 ? reported : [];
}

/** What holds of a property's parts holds where it is there. */
function inProperty<P>(name: string, rule: Node, reading: Walk<P>, when: ListingCondition): Demand[] {
  const { reader, place } = reading;
  const inside = reader.inside(place, name, rule);
  if (inside === null) return [];
  return where([when, reader.isThere(place, name, true)], reading, (both) =>
    demandsIn(inside.rule, { ...reading, place: inside.place }, both),
  );
}

function branches<P>(rule: Node, reading: Walk<P>, when: ListingCondition): Demand[] {
  if (rule.if === undefined) return [];
  const requested = rule.if;
  const branch = (then: Json | undefined, isTrue: boolean): Demand[] =>
    then === undefined || reading.spent.ways >= MOST_OF_ALL
      ? []
      : where([when, anyHolds(requested, isTrue, reading)], reading, (both) => demandsIn(nodeOf(then), reading, both));
  return [...branch(rule.then, true), ...branch(rule.else, false)];
}

/** Draft-07's word and its successor: where the property is there, so are these. */
function dependencies<P>(rule: Node, reading: Walk<P>, when: ListingCondition): Demand[] {
  const { reader, place } = reading;
  const each = [rule.dependencies, rule.dependentRequired].flatMap((one) => Object.entries(nodeOf(one)));
  return each.flatMap(([name, needs]) =>
    where([when, reader.isThere(place, name, true)], reading, (both) =>
      demandsIn(Array.isArray(needs) ? { required: needs } : nodeOf(needs), reading, both),
    ),
  );
}

function where<P>(parts: readonly Way[], { spent }: Walk<P>, then: (both: ListingCondition) => Demand[]): Demand[] {
  if (spent.ways >= MOST_OF_ALL) return [];
  const both = all(parts);
  spent.ways += Math.max(1, both?.length ?? 0);
  return both === null || both.length === 0 ? [] : then(both);
}

/** A schema may be yes or no as well. */
const anyHolds = <P>(rule: Json, isTrue: boolean, reading: Reading<P>): Way =>
  typeof rule === "boolean" ? (rule === isTrue ? ALWAYS : NEVER) : conditionOf(nodeOf(rule), isTrue, reading);

/** When the schema holds, or does not. */
export function conditionOf<P>(rule: Node, isTrue: boolean, reading: Reading<P>): Way {
  const parts = Object.entries(withoutNotes(rule)).flatMap(([word, value]) => part(word, value, isTrue, reading));
  return isTrue ? all(parts) : any(parts);
}

function part<P>(word: string, value: Json, isTrue: boolean, reading: Reading<P>): readonly Way[] {
  const { reader, place } = reading;
  switch (word) {
    case "required":
      return names(value).map((name) => reader.isThere(place, name, isTrue));
    case "properties":
      return Object.entries(nodeOf(value)).map(([name, rule]) => propertyHolds(name, rule, isTrue, reading));
    case "allOf":
    case "anyOf": {
      const ways = listed(value).map((rule) => anyHolds(rule, isTrue, reading));
      return [(word === "allOf") === isTrue ? all(ways) : any(ways)];
    }
    case "not":
      return [anyHolds(value, !isTrue, reading)];
    // What a schema is of decides nothing: the hub writes what the platform's schema says.
    case "type":
      return [isTrue ? ALWAYS : NEVER];
    default:
      return [null];
  }
}

/** `properties` says nothing of what is not there. */
function propertyHolds<P>(name: string, rule: Json, isTrue: boolean, { reader, place }: Reading<P>): Way {
  if (rule === false) return reader.isThere(place, name, !isTrue);
  if (Object.keys(withoutNotes(nodeOf(rule))).every((word) => word === "type")) return isTrue ? ALWAYS : NEVER;
  const holds = reader.holds(place, name, nodeOf(rule), isTrue);
  const isThere = reader.isThere(place, name, !isTrue);
  return isTrue ? any([isThere, holds]) : all([isThere, holds]);
}

/** The values a schema names; null: it says something else, too. */
export function valuesNamed(rule: Node): readonly string[] | null {
  const { type: _, ...texts } = withoutNotes(rule);
  const reported = texts.enum ?? (texts.const === undefined ? undefined : [texts.const]);
  return Array.isArray(reported) && Object.keys(texts).length === 1 ? reported.map(String) : null;
}

/** What a schema says of the one value of a field. */
export function valueHolds(field: string, rule: Node, isTrue: boolean): Way {
  const { type: _, ...texts } = withoutNotes(rule);
  const [word, ...others] = Object.keys(texts);
  if (word === undefined) return isTrue ? ALWAYS : NEVER;
  if (word === "not" && others.length === 0) return valueHolds(field, nodeOf(texts.not), !isTrue);
  const values = valuesNamed(rule);
  return values === null ? null : [[{ field, is: isTrue ? "in" : "notIn", values }]];
}

/** Of a list with an entry as a rule: `contains` asks for one such, `items` for all of them. Null: it says more. */
export function entryRule(rule: Node): { readonly asks: "one" | "all"; readonly rule: Node } | null {
  const { contains, items, ...rest } = withoutNotes(rule);
  if (Object.keys(rest).some((word) => !["minItems", "type"].includes(word)) || Number(rest.minItems ?? 1) > 1)
    return null;
  if (contains !== undefined && items !== undefined) return null;
  return { asks: contains === undefined ? "all" : "one", rule: nodeOf(contains ?? items) };
}

function all(parts: readonly Way[]): Way {
  // What never is needs no other part.
  if (parts.some((one) => one?.length === 0)) return NEVER;
  let ways: ListingCondition = ALWAYS;
  for (const one of parts) {
    if (one === null || ways.length * one.length > MOST_WAYS) return null;
    ways = distinct(ways.flatMap((terms) => one.map((more) => merged(terms, more))).filter(isPossible));
  }
  return ways;
}

function any(parts: readonly Way[]): Way {
  // What always is asks for no other part.
  if (parts.some((one) => one?.some((terms) => terms.length === 0))) return ALWAYS;
  const ways: (readonly ListingTerm[])[] = [];
  for (const one of parts) {
    if (one === null) return null;
    ways.push(...one);
  }
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
