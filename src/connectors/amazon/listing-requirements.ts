/** A product type's schemas as one of the hub's: for an item alone, for a variation and for a family's parent. */
import type {
  ListingCondition,
  ListingField,
  ListingSchema,
  ListingTerm,
  ListingTheme,
} from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { listed, names, nodeOf } from "../kit/parse/json-nodes.ts";
import { type Demand, distinct, merged } from "../kit/parse/schema-conditions.ts";
import { demandsOf } from "./listing-conditions.ts";
import { fieldsOf, QUANTITY, THEME, type TypeField } from "./listing-fields.ts";
import { readTypeSchema, type TypeSchema } from "./listing-schema.ts";
import { MERCHANT } from "./product-mapping.ts";

/** Ours: no most is published. Each is tried and then written, at five calls a second. */
const MOST_VARIANTS = 100;

/** In the note of how a field is written: the family's parent has it, too. */
export const OF_PARENT = " parent";

export async function readRequirements(productType: string, ctx: Context): Promise<ListingSchema> {
  const alone = await readTypeSchema(productType, "NONE", ctx);
  const child = await readTypeSchema(productType, "CHILD", ctx);
  const parent = await readTypeSchema(productType, "PARENT", ctx);
  return toListingSchema({ alone, child, parent });
}

type Schemas = Readonly<Record<"alone" | "child" | "parent", TypeSchema>>;

/** Listings made here sell from the seller's own stock. */
const CHANNEL = `${QUANTITY}.fulfillment_channel_code`;

const STRUCTURE = { parentage_level: "", child_parent_sku_relationship: "", [THEME]: "" };

export function toListingSchema({ alone, child, parent }: Schemas): ListingSchema {
  const all = { ...parent.properties, ...child.properties, ...alone.properties };
  const found = fieldsOf(all, nodeOf(alone.root.$defs));
  const byAttribute = Map.groupBy(found, ({ attribute }) => attribute);
  const absent = (except: Readonly<Record<string, string | null>>) =>
    new Map<string, string | null>([
      ...[...Object.keys(all), ...Object.keys(STRUCTURE)]
        .filter((name) => !byAttribute.has(name))
        .map((name) => [name, null] as const),
      ...Object.entries(except),
    ]);
  const aloneDemands = demandsOf(alone.root, absent({ [CHANNEL]: MERCHANT }));
  const several: ListingTerm = { variants: "several" };
  const existingChild = absent({
    ...{ [CHANNEL]: MERCHANT, parentage_level: "child", child_parent_sku_relationship: "variation" },
    "child_parent_sku_relationship.parent_sku": "",
  });
  existingChild.delete(THEME);
  const childDemands = demandsOf(child.root, existingChild);
  const themes = themesOf(child, childDemands, byAttribute);
  const extra = [...child.required, ...parent.required].filter((name) => !alone.required.has(name));
  const reported = new Set(aloneDemands.map((one) => JSON.stringify(one)));
  const demands = [
    ...aloneDemands,
    ...childDemands
      .filter((one) => !aboutTheme(one.when) && !reported.has(JSON.stringify(one)))
      .map((one) => narrowed(one, several)),
    ...extra.map((name) => ({ name, isBarred: false, when: [[several]] })),
  ];
  const varying = new Set(themes.flatMap(({ fields }) => fields));
  const fields = found.map((one) => sendRequest(one, { alone, parent, demands, byAttribute, varying }));
  return { version: alone.version, fields, mostVariants: MOST_VARIANTS, themes };
}

const aboutTheme = (when: ListingCondition): boolean =>
  when.some((terms) => terms.some((term) => "field" in term && term.field === THEME));

const narrowed = ({ name, isBarred, when }: Demand, term: ListingTerm): Demand => ({
  name,
  isBarred,
  when: when.map((terms) => [term, ...terms]),
});

type ByAttribute = ReadonlyMap<string, readonly TypeField[]>;

/** Themes that are still taken and whose attributes are known: by the schema's own demands, else by their names. */
function themesOf(child: TypeSchema, demands: readonly Demand[], byAttribute: ByAttribute): ListingTheme[] {
  const name = nodeOf(nodeOf(nodeOf(nodeOf(child.properties[THEME]).items).properties).name);
  const gone = new Set(names(nodeOf(name.$lifecycle).enumDeprecated));
  return listed(name.enum)
    .map(String)
    .filter((key) => !gone.has(key))
    .flatMap((key) => {
      const texts = key.split("/");
      const reported = demands
        .filter(({ when, isBarred }) => !isBarred && when.some((terms) => isOnly(terms, key)))
        .map((one) => one.name);
      const attributes =
        reported.length >= texts.length ? [...new Set(reported)] : texts.map((word) => namedBy(word, byAttribute));
      const fields = attributes.flatMap((one) => neededOf(byAttribute.get(one ?? "")));
      return attributes.includes(undefined) || fields.length === 0 ? [] : [{ key, fields }];
    });
}

const isOnly = (terms: readonly ListingTerm[], theme: string): boolean =>
  terms.some((term) => "values" in term && term.field === THEME && term.is === "in" && term.values.includes(theme)) &&
  terms.every((term) => "field" in term && term.field === THEME);

/** COLOR and COLOR_NAME are both the attribute color. */
function namedBy(word: string, byAttribute: ByAttribute): string | undefined {
  const lower = word.toLowerCase();
  return [lower, lower.replace(/_name$/, "")].find((name) => byAttribute.has(name));
}

const neededOf = (fields: readonly TypeField[] = []): string[] =>
  fields.filter(({ isNeeded }) => isNeeded || fields.length === 1).map(({ field }) => field.key);

interface RequirementsQuery {
  readonly alone: TypeSchema;
  readonly parent: TypeSchema;
  readonly demands: readonly Demand[];
  readonly byAttribute: ByAttribute;
  readonly varying: ReadonlySet<string>;
}

function sendRequest({ attribute, isNeeded, field }: TypeField, request: RequirementsQuery): ListingField {
  const { alone, parent, demands, byAttribute, varying } = request;
  const siblings = (byAttribute.get(attribute) ?? []).filter((one) => one.field.key !== field.key);
  const isFirst = isNeeded || siblings.length === 0;
  const isPart = (name: string) => name === field.key || (field.key.startsWith(`${name}.`) && name.includes("."));
  const own = demands.filter(({ name, isBarred }) => !isBarred && ((isFirst && name === attribute) || isPart(name)));
  const barred = demands.filter(({ name, isBarred }) => isBarred && (name === attribute || isPart(name)));
  const isAlways =
    (isFirst && alone.required.has(attribute)) || own.some(({ when }) => when.some((terms) => terms.length === 0));
  const beside = isNeeded
    ? siblings.map((one): readonly ListingTerm[] => [{ field: one.field.key, is: "filled" }])
    : [];
  const isItself = (term: ListingTerm) => "field" in term && term.field === field.key && term.is === "filled";
  // What is missing is not asked for because it is there.
  const requiredIf = distinct(
    [...own.flatMap(({ when }) => inFields(when, byAttribute)), ...beside].filter((terms) => !terms.some(isItself)),
  );
  const emptyIf = distinct(barred.flatMap(({ when }) => inFields(when, byAttribute)));
  return {
    ...field,
    ...(emptyIf.length > 0 ? { emptyIf } : {}),
    ...(varying.has(field.key) ? { scope: "either" as const } : {}),
    ...(isAlways ? { need: "required" as const } : requiredIf.length > 0 ? { requiredIf } : {}),
    ...(parent.properties[attribute] === undefined ? {} : { written: `${field.written ?? ""}${OF_PARENT}` }),
  };
}

/** Terms of attributes as terms of their fields: one of several parts is filled when one of them is. */
function inFields(when: ListingCondition, byAttribute: ByAttribute): ListingCondition {
  return when.flatMap((terms) =>
    terms.reduce<ListingCondition>(
      (ways, term) => ways.flatMap((way) => fieldTerms(term, byAttribute).map((more) => merged(way, more))),
      [[]],
    ),
  );
}

function fieldTerms(term: ListingTerm, byAttribute: ByAttribute): ListingCondition {
  if ("variants" in term) return [[term]];
  const keys = keysOf(term.field, byAttribute);
  switch (term.is) {
    case "filled":
      return keys.map((field) => [{ field, is: "filled" as const }]);
    case "empty":
      return [keys.map((field) => ({ field, is: "empty" as const }))];
    case "in":
    case "notIn": {
      const field = keys.find((key) => key === term.field || key === `${term.field}.value`);
      return field === undefined ? [] : [[{ ...term, field }]];
    }
  }
}

/** Parts the connector writes beside a field's value. */
const WRITTEN = new Set([
  "value",
  "unit",
  "quantity",
  "our_price",
  "type",
  "currency",
  "marketplace_id",
  "language_tag",
]);

/** The fields of an attribute, or of a part of it. */
function keysOf(name: string, byAttribute: ByAttribute): readonly string[] {
  const [attribute = "", part] = name.split(".");
  const all = (byAttribute.get(attribute) ?? []).map(({ field }) => field.key);
  const own = all.filter((key) => key === name || key.startsWith(`${name}.`));
  return own.length > 0 || (part !== undefined && !WRITTEN.has(part)) ? own : all;
}
