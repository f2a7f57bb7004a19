/** For tests: bodies with one field at an edge of its schema, everything else as in the example. */
import process from "node:process";

export type Schemas = Readonly<Record<string, Schema>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: boolean | Schema;
}

export interface Edge {
  /** "lines.0.quantity" */
  readonly at: string;
  readonly values: readonly Value[];
}

interface Value {
  readonly name: string;
  /** Made when it is sent: it may be as large as a body may be. */
  body(): unknown;
}

export interface Sent extends Value {
  readonly at: string;
}

const DEPTH = 5;
const LONGEST = 20_000;
const MOST = 500;

/** Every field of the schema with what lies at its edges, put into the example's body. */
export function edgesOf(schema: Schema, body: unknown, schemas: Schemas): Edge[] {
  return fieldsOf(schema, schemas).flatMap(({ at, schema: each }) => {
    const values = valuesOf(each, valueAt(body, at));
    return edge(
      at,
      values.map((value) => ({ name: nameOf(value), body: () => withValue(body, at, value) })),
    );
  });
}

const edge = (at: readonly string[], values: readonly Value[]): Edge[] =>
  values.length === 0 ? [] : [{ at: at.join("."), values }];

interface Field {
  readonly at: readonly string[];
  readonly schema: Schema;
}

function fieldsOf(schema: Schema, schemas: Schemas): Field[] {
  const fields: Field[] = [];
  const visit = (named: Schema, at: readonly string[]): void => {
    if (at.length > DEPTH) return;
    const each = schemas[named.$ref?.replace("#/components/schemas/", "") ?? ""] ?? named;
    for (const inner of [...(each.anyOf ?? []), ...(each.oneOf ?? []), ...(each.allOf ?? [])]) visit(inner, at);
    for (const [name, inner] of Object.entries(each.properties ?? {})) visit(inner, [...at, name]);
    if (each.items) visit(each.items, [...at, "0"]);
    if (at.length > 0) fields.push({ at, schema: each });
  };
  visit(schema, []);
  return fields;
}

/** As much as a body may hold, in one field: a list, or a text whose length has no small bound. */
export function largestOf(schema: Schema, body: unknown, schemas: Schemas, bytes: number): Edge[] {
  return fieldsOf(schema, schemas).flatMap(({ at, schema: each }) => {
    const now = valueAt(body, at);
    const types = [each.type ?? []].flat();
    const values: Value[] = [];
    if (types.includes("array") && Array.isArray(now) && now.length > 0) {
      const most = Math.floor(bytes / JSON.stringify(now).length);
      const length = Math.floor(Math.min(each.maxItems ?? most, most / now.length));
      const list = () => Array.from({ length }, (_, n) => now[n % now.length]);
      values.push({ name: `a list of ${length}`, body: () => withValue(body, at, list()) });
    }
    if (types.includes("string") && (each.maxLength ?? bytes) > SMALL && !each.enum && !each.format)
      for (const text of TEXTS) {
        const times = Math.floor(Math.min(each.maxLength ?? bytes, bytes / 2) / text.length);
        const name = `${JSON.stringify(text)} ${times} times`;
        values.push({ name, body: () => withValue(body, at, text.repeat(times)) });
      }
    return edge(at, values);
  });
}

/** As many faults as a body may hold: fields nobody knows, and lists and fields of a wrong kind. */
export function faultsOf(schema: Schema, body: unknown, schemas: Schemas, bytes: number): Sent[] {
  const many = (length: number) => Math.floor(bytes / length);
  const values = {
    "unknown fields": () => unknownFields(many(14)),
    numbers: () => Array(many(2)).fill(0),
    objects: () => Array(many(3)).fill({}),
  };
  const containers = fieldsOf(schema, schemas).filter(({ schema: each }) =>
    [each.type ?? []].flat().some((type) => type === "array" || type === "object"),
  );
  return [[], ...containers.map(({ at }) => at)].flatMap((at) =>
    Object.entries(values).map(([name, value]) => ({
      at: at.join(".") || "(whole)",
      name,
      body: () => withValue(body, at, value()),
    })),
  );
}

const made = new Map<number, Readonly<Record<string, number>>>();

/** Kept: most routes take bodies of the same length. */
function unknownFields(count: number): Readonly<Record<string, number>> {
  const fields = made.get(count) ?? Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 0]));
  made.set(count, fields);
  return fields;
}

const SMALL = 5_000;
/** What expressions, tables and pages find hard: beginnings that nothing closes, blanks, separators, letters of two bytes. */
const TEXTS = ["<a ", " \n", ',"', ",", "ع"];

function nameOf(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 60 ? `${text.slice(0, 40)}… (${text.length})` : text;
}

function valuesOf(schema: Schema, now: unknown): unknown[] {
  if (schema.const !== undefined || schema.enum) return [...(schema.enum ?? [])];
  const types = [schema.type ?? []].flat();
  return types.flatMap((type): unknown[] => {
    if (type === "integer" || type === "number") return numbersOf(schema);
    if (type === "string") return textsOf(schema);
    if (type === "boolean") return [true, false];
    if (type === "null") return [null];
    if (type === "array" && Array.isArray(now))
      return [
        [],
        ...(now.length > 0 ? [Array.from({ length: Math.min(schema.maxItems ?? MOST, MOST) }, () => now[0])] : []),
      ];
    return [];
  });
}

function numbersOf({ minimum, maximum }: Schema): unknown[] {
  const edges = [minimum, maximum, 0, -1, 2 ** 31 - 1, 2 ** 31, 10 ** 14, Number.MAX_SAFE_INTEGER];
  return [...new Set(edges.filter((each) => each !== undefined))];
}

const TIMES = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-11-20T08:00:00+14:00", "1970-01-01T00:00:00.000Z"];
const DAYS = ["9999-12-31", "0001-01-01", "2024-02-29", "2026-02-30"];
const DECIMALS = ["0", "-1", "0.000000000001", "999999999999999.999999", "99999999999999999999", "9007199254740993"];

function textsOf({ format, maxLength, pattern }: Schema): unknown[] {
  if (format === "uuid") return [];
  if (format === "date-time") return TIMES;
  if (format === "date") return DAYS;
  const long = "ع".repeat(Math.min(maxLength ?? LONGEST, LONGEST));
  const texts = [
    "",
    " ",
    long,
    "\u202eabc\u0001\u200b",
    "\ud800",
    "💶".repeat(Math.min(maxLength ?? 100, 100) / 2),
    "'=1+1",
    "constructor",
  ];
  return [...texts, ...(pattern?.includes("\\d") ? [...DECIMALS, ...DAYS] : [])];
}

function valueAt(body: unknown, at: readonly string[]): unknown {
  return at.reduce<unknown>(
    (inner, name) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, name) : undefined),
    body,
  );
}

function withValue(body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(body)) return [withValue(body[0], rest, value), ...body.slice(1)];
  const before = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const isList = name === "0" && Object.keys(before).length === 0;
  return isList ? [withValue(undefined, rest, value)] : { ...before, [name]: withValue(before[name], rest, value) };
}

/**
 * One edge of each of three fields a route. The nightly run sends more of them, evenly over the fields and others each
 * night, so that all have had their turn after some: all at once are 1,700 large bodies and 10,500 edges.
 */
export const SENDS_ALL = process.env["ARGOSY_EDGES"] === "all";
const NIGHT = Math.floor(Date.now() / 86_400_000);
const FIELDS = 3;

/** Of the edges of a route those that are sent now; `round`: the route's number among those that write. */
export function chosenEdges(edges: readonly Edge[], round: number, most: number): Sent[] {
  if (!SENDS_ALL)
    return rotated(edges, round)
      .slice(0, FIELDS)
      .flatMap(({ at, values }, n) =>
        rotated(values, round + n)
          .slice(0, 1)
          .map((value) => ({ at, ...value })),
      );
  const every = edges.flatMap(({ at, values }) => values.map((value) => ({ at, ...value })));
  const nights = Math.max(1, Math.ceil(every.length / most));
  return every.filter((_, n) => n % nights === NIGHT % nights);
}

/** As `chosenEdges`, of bodies that are made of faults alone. */
export const chosenFaults = (faults: readonly Sent[], round: number, most: number): readonly Sent[] =>
  rotated(faults, SENDS_ALL ? NIGHT : round).slice(0, SENDS_ALL ? most : 1);

const rotated = <T>(all: readonly T[], by: number): readonly T[] => {
  const at = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
};
