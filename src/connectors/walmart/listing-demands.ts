/** What an item's schema requires, always and under conditions, at the hub's fields. */
import type { ListingCondition, ListingField, ListingTerm } from "../../commerce/listing/schema.ts";
import { type Node, names, nodeOf } from "../kit/parse/json-nodes.ts";
import { type Demand, demandsOf, distinct, merged } from "../kit/parse/schema-conditions.ts";
import { type CategoryPosition, type Fields, keyIn, keysOf, placeIn, readerOf } from "./listing-conditions.ts";

export function withDemands(all: readonly ListingField[], item: Node, productType: string): readonly ListingField[] {
  const fields: Fields = new Map(all.map((field) => [field.key, field]));
  const root: CategoryPosition = { of: "item", before: "", node: item };
  const objects = objectsIn(root, { fields, productType });
  const demands = demandsOf(item, { reader: readerOf(fields, productType), place: root });
  const required = Map.groupBy(
    demands.filter(({ isBarred }) => !isBarred).flatMap((demand) => neededFields(demand, objects, fields)),
    ({ name }) => name,
  );
  const barred = Map.groupBy(
    demands.filter(({ isBarred }) => isBarred).flatMap((demand) => innerFields(demand, objects)),
    ({ name }) => name,
  );
  return all.map((field) => sendRequest(field, required.get(field.key) ?? [], barred.get(field.key) ?? []));
}

function sendRequest(field: ListingField, required: readonly Demand[], barred: readonly Demand[]): ListingField {
  const isItself = (term: ListingTerm) => "field" in term && term.field === field.key && term.is === "filled";
  const ways = required.flatMap(({ when }) => when);
  // What is missing is not asked for because it is there.
  const requiredIf = distinct(ways.filter((terms) => !terms.some(isItself)));
  const emptyIf = distinct(barred.flatMap(({ when }) => when));
  return {
    ...field,
    ...(ways.some((terms) => terms.length === 0)
      ? { need: "required" as const }
      : requiredIf.length > 0
        ? { requiredIf }
        : {}),
    ...(emptyIf.length > 0 ? { emptyIf } : {}),
  };
}

/** An object's fields, and those of them it is not there without. */
interface Inside {
  readonly keys: readonly string[];
  readonly needed: readonly string[];
}

/** Objects and lists of objects, by the key under which a demand names them. */
type Objects = ReadonlyMap<string, Inside>;

function objectsIn(position: CategoryPosition, of: { readonly fields: Fields; readonly productType: string }): Objects {
  const found = new Map<string, Inside>();
  for (const part of Object.keys(nodeOf(position.node.properties))) {
    const key = keyIn(position, part);
    const within = of.fields.has(key) ? null : placeIn(position, part, of.productType);
    if (within === null) continue;
    const deeper = objectsIn(within, of);
    for (const [name, inside] of deeper) found.set(name, inside);
    const needed = names(within.node.required).flatMap((name) => {
      const own = keyIn(within, name);
      return of.fields.has(own) ? [own] : (deeper.get(own)?.needed ?? []);
    });
    found.set(key, { keys: keysOf(of.fields, within.before), needed });
  }
  return found;
}

function neededFields(demand: Demand, objects: Objects, fields: Fields): readonly Demand[] {
  if (fields.has(demand.name)) return [demand];
  const { keys = [], needed = [] } = objects.get(demand.name) ?? {};
  if (needed.length > 0) return needed.map((name) => ({ ...demand, name }));
  const [first, ...others] = keys;
  if (first === undefined) return [];
  // Anything in it will do: the first is asked for where all others are empty.
  const none: ListingCondition = [others.map((field) => ({ field, is: "empty" as const }))];
  const when = demand.when.flatMap((terms) => none.map((more) => merged(terms, more)));
  return [{ ...demand, name: first, when }];
}

const innerFields = (demand: Demand, objects: Objects): readonly Demand[] =>
  (objects.get(demand.name)?.keys ?? [demand.name]).map((name) => ({ ...demand, name }));
