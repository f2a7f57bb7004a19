/** A product type's schemas as one of the hub's: for an item alone, for a variation and for a family's parent. */
import type {
  ListingCondition,
  ListingField,
  ListingSchema,
  ListingTerm,
  ListingTheme,
} from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type Demand, demandsOf } from "./listing-conditions.ts";
import { fieldsOf, THEME, type TypeField } from "./listing-fields.ts";
import { listed, names, nodeOf, readTypeSchema, type TypeSchema } from "./listing-schema.ts";

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
  const aloneDemands = demandsOf(alone.root, absent({}));
  const several: ListingTerm = { variants: "several" };
  const childKnown = absent({ parentage_level: "child", child_parent_sku_relationship: "variation" });
  childKnown.delete(THEME);
  const childDemands = demandsOf(child.root, childKnown);
  const themes = themesOf(child, childDemands, byAttribute);
  const extra = [...child.required, ...parent.required].filter((name) => !alone.required.has(name));
  const demands = [
    ...aloneDemands,
    ...childDemands.filter(({ when }) => !aboutTheme(when)).map((one) => narrowed(one, several)),
    ...extra.map((attribute) => ({ attribute, when: [[several]] })),
  ];
  const varying = new Set(themes.flatMap(({ fields }) => fields));
  const fields = found.map((one) => asked(one, { alone, parent, demands, byAttribute, varying }));
  return { version: alone.version, fields, mostVariants: MOST_VARIANTS, themes };
}

const aboutTheme = (when: ListingCondition): boolean =>
  when.some((terms) => terms.some((term) => "field" in term && term.field === THEME));

const narrowed = ({ attribute, when }: Demand, term: ListingTerm): Demand => ({
  attribute,
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
      const words = key.split("/");
      const told = demands.filter(({ when }) => when.some((terms) => isOnly(terms, key))).map((one) => one.attribute);
      const attributes =
        told.length >= words.length ? [...new Set(told)] : words.map((word) => namedBy(word, byAttribute));
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

interface Asking {
  readonly alone: TypeSchema;
  readonly parent: TypeSchema;
  readonly demands: readonly Demand[];
  readonly byAttribute: ByAttribute;
  readonly varying: ReadonlySet<string>;
}

function asked({ attribute, isNeeded, field }: TypeField, asking: Asking): ListingField {
  const { alone, parent, demands, byAttribute, varying } = asking;
  const siblings = (byAttribute.get(attribute) ?? []).filter((one) => one.field.key !== field.key);
  const isFirst = isNeeded || siblings.length === 0;
  const own = isFirst ? demands.filter((one) => one.attribute === attribute) : [];
  const isAlways =
    isFirst && (alone.required.has(attribute) || own.some(({ when }) => when.some((terms) => terms.length === 0)));
  const beside = isNeeded
    ? siblings.map((one): readonly ListingTerm[] => [{ field: one.field.key, is: "filled" }])
    : [];
  const requiredIf = [...own.flatMap(({ when }) => inFields(when, byAttribute)), ...beside];
  return {
    ...field,
    ...(varying.has(field.key) ? { scope: "either" as const } : {}),
    ...(isAlways ? { need: "required" as const } : requiredIf.length > 0 ? { requiredIf } : {}),
    ...(parent.properties[attribute] === undefined ? {} : { written: `${field.written ?? ""}${OF_PARENT}` }),
  };
}

/** Terms of attributes as terms of their fields: one of several parts is filled when one of them is. */
function inFields(when: ListingCondition, byAttribute: ByAttribute): ListingCondition {
  return when.flatMap((terms) =>
    terms.reduce<ListingCondition>(
      (ways, term) => ways.flatMap((way) => fieldTerms(term, byAttribute).map((more) => [...way, ...more])),
      [[]],
    ),
  );
}

function fieldTerms(term: ListingTerm, byAttribute: ByAttribute): ListingCondition {
  if ("variants" in term) return [[term]];
  const keys = (byAttribute.get(term.field) ?? []).map(({ field }) => field.key);
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
