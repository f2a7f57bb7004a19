/**
 * JSON Schema as far as marketplaces' product types use it, with words of their own: `selectors`, `maxUniqueItems`,
 * `maxUtf8ByteLength`.
 */
import type { Json } from "../../../commerce/product.ts";

export type Schema = { readonly [word: string]: Json };

export interface Finding {
  /** Names from the attribute down; lists are passed over. */
  readonly path: readonly string[];
  readonly what: "missing" | "unknown" | "invalid";
}

type Entry = { readonly [key: string]: Json };
const isEntry = (value: Json | undefined): value is Entry =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const schemas = (value: Json | undefined): Schema[] => (Array.isArray(value) ? value.filter(isEntry) : []);
const words = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

/** What is wrong with a value; [] when it fits. */
export function findings(schema: Schema, value: Json, defs: Schema, path: readonly string[] = []): Finding[] {
  const inner = (one: Schema) => findings(one, value, defs, path);
  const invalid: Finding[] = [{ path, what: "invalid" }];
  const holds = (one: Json | undefined): boolean => one === true || (isEntry(one) && inner(one).length === 0);
  const { $ref: reference } = schema;
  if (typeof reference === "string") {
    const named = defs[reference.replace("#/$defs/", "")];
    return isEntry(named) ? inner(named) : [];
  }
  const branch = schema.if === undefined ? undefined : holds(schema.if) ? schema.then : schema.else;
  return [
    ...(isOfType(schema.type, value) ? [] : invalid),
    ...(schema.const !== undefined && schema.const !== value ? invalid : []),
    ...(Array.isArray(schema.enum) && !schema.enum.includes(value) ? invalid : []),
    ...ofText(schema, value, invalid),
    ...ofNumber(schema, value, invalid),
    ...(Array.isArray(value) ? ofList(schema, value, { defs, path }) : []),
    ...(isEntry(value) ? ofEntry(schema, value, { defs, path }) : []),
    ...schemas(schema.allOf).flatMap((one) => inner(one)),
    ...(schema.anyOf !== undefined && !schemas(schema.anyOf).some(holds) ? invalid : []),
    ...(schema.not !== undefined && holds(schema.not) ? invalid : []),
    ...(isEntry(branch) ? inner(branch) : []),
  ];
}

function isOfType(type: Json | undefined, value: Json): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return isEntry(value);
    case "integer":
      return Number.isInteger(value);
    case undefined:
      return true;
    default:
      return typeof value === type;
  }
}

const isOver = (limit: Json | undefined, value: number): boolean => typeof limit === "number" && value > limit;
const isUnder = (limit: Json | undefined, value: number): boolean => typeof limit === "number" && value < limit;

function ofText(schema: Schema, value: Json, invalid: Finding[]): Finding[] {
  if (typeof value !== "string") return [];
  const isWrong =
    isOver(schema.maxLength, value.length) ||
    isUnder(schema.minLength, value.length) ||
    isOver(schema.maxUtf8ByteLength, Buffer.byteLength(value)) ||
    (schema.format === "uri" && !URL.canParse(value)) ||
    (schema.format === "date" && Number.isNaN(Date.parse(value)));
  return isWrong ? invalid : [];
}

function ofNumber(schema: Schema, value: Json, invalid: Finding[]): Finding[] {
  if (typeof value !== "number") return [];
  const isWrong =
    isOver(schema.maximum, value) || isUnder(schema.minimum, value) || !isInSteps(schema.multipleOf, value);
  return isWrong ? invalid : [];
}

function isInSteps(step: Json | undefined, value: number): boolean {
  const steps = typeof step === "number" ? value / step : 0;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}

interface Where {
  readonly defs: Schema;
  readonly path: readonly string[];
}

function ofList(schema: Schema, list: readonly Json[], { defs, path }: Where): Finding[] {
  const { items, contains } = schema;
  const selectors = words(schema.selectors);
  const groups = Map.groupBy(list, (one) => JSON.stringify(selectors.map((key) => (isEntry(one) ? one[key] : null))));
  const isWrong =
    isUnder(schema.minItems, list.length) ||
    isOver(schema.maxItems, list.length) ||
    [...groups.values()].some((same) => isOver(schema.maxUniqueItems, same.length)) ||
    (isEntry(contains) && !list.some((one) => findings(contains, one, defs).length === 0));
  return [
    ...(isWrong ? [{ path, what: "invalid" as const }] : []),
    ...(isEntry(items) ? list.flatMap((one) => findings(items, one, defs, path)) : []),
  ];
}

function ofEntry(schema: Schema, entry: Entry, { defs, path }: Where): Finding[] {
  const properties = isEntry(schema.properties) ? schema.properties : {};
  const missing = words(schema.required).filter((name) => entry[name] === undefined);
  const unknown = schema.additionalProperties === false ? Object.keys(entry).filter((name) => !properties[name]) : [];
  const requested = isEntry(schema.dependencies) ? schema.dependencies : {};
  const lacking = Object.entries(requested).flatMap(([name, needs]) =>
    entry[name] === undefined ? [] : words(needs).filter((need) => entry[need] === undefined),
  );
  return [
    ...[...missing, ...lacking].map((name) => ({ path: [...path, name], what: "missing" as const })),
    ...unknown.map((name) => ({ path: [...path, name], what: "unknown" as const })),
    ...Object.entries(entry).flatMap(([name, value]) => {
      const rule = properties[name];
      if (rule === false) return [{ path: [...path, name], what: "unknown" as const }];
      return isEntry(rule) ? findings(rule, value, defs, [...path, name]) : [];
    }),
  ];
}
