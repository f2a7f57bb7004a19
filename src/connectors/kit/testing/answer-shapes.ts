/** The forms of a shop's answers: the keys they have and the types of their values, and none of the values. */
type Doc = Readonly<Record<string, unknown>>;
type TypeName = "null" | "string" | "number" | "boolean" | "list" | "object";

export interface AnswerShape {
  readonly types: readonly TypeName[];
  /** Of objects. A key that is data (an id, a code) stands as ":id". */
  readonly keys?: Readonly<Record<string, AnswerShape>>;
  /** Keys that some of the objects lack. */
  readonly optional?: readonly string[];
  /** Of lists: all rows together. */
  readonly rows?: AnswerShape;
}

/** What a shop answered to each operation. */
export interface ShopAnswers {
  readonly version: string;
  readonly answers: Readonly<Record<string, AnswerShape>>;
}

const isDoc = (value: unknown): value is Doc => typeof value === "object" && value !== null && !Array.isArray(value);

const isData = (text: string): boolean => /\d/.test(text) && !/^v\d$/i.test(text);

/** A segment of a path that names one thing: ids and codes. */
const isOne = (segment: string): boolean => isData(segment) || /[A-Z]/.test(segment) || segment.length > 40;

/** Parameters that choose what an answer holds: their values are a part of the operation. */
const CHOOSES = /^(_fields|fields|display|context|output_format)$/;

/** "GET /orders/:id?status 200": the same for every order. */
export function operationOf(method: string, address: string, status: number): string {
  const { pathname, searchParams } = new URL(address, "http://shop");
  const path = pathname
    .split("/")
    .map((segment) => (isOne(decodeURIComponent(segment)) ? ":id" : segment))
    .join("/");
  const names = [...searchParams].map(([name, value]) =>
    CHOOSES.test(name) ? `${name}=${value}` : name.replace(/\[\d+\]/g, "[]"),
  );
  const query = [...new Set(names)].sort().join("&");
  return `${method} ${path}${query === "" ? "" : `?${query}`} ${status}`;
}

export function shapeOf(value: unknown): AnswerShape {
  if (value === null) return { types: ["null"] };
  if (Array.isArray(value)) {
    const [first, ...others] = value.map((row: unknown) => shapeOf(row));
    return first ? { types: ["list"], rows: others.reduce(merged, first) } : { types: ["list"] };
  }
  if (!isDoc(value)) return { types: [scalarOf(value)] };
  const keys: Record<string, AnswerShape> = {};
  for (const [key, inner] of Object.entries(value)) {
    const [name, shape] = [nameOf(key), shapeOf(inner)];
    keys[name] = keys[name] ? merged(keys[name], shape) : shape;
  }
  return { types: ["object"], keys };
}

const nameOf = (key: string): string => (/^\d+$/.test(key) ? ":id" : key);

function scalarOf(value: unknown): TypeName {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

/** The form of answers of either form. */
export function merged(one: AnswerShape, other: AnswerShape): AnswerShape {
  const types = [...new Set([...one.types, ...other.types])].sort();
  const rows = one.rows && other.rows ? merged(one.rows, other.rows) : (one.rows ?? other.rows);
  if (!one.keys || !other.keys) {
    const { keys, optional } = one.keys ? one : other;
    return { types, ...(keys && { keys }), ...(optional && { optional }), ...(rows && { rows }) };
  }
  const [a, b] = [one.keys, other.keys];
  const keys: Record<string, AnswerShape> = {};
  const optional = new Set([...(one.optional ?? []), ...(other.optional ?? [])]);
  for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    const [here, there] = [a[name], b[name]];
    const shape = here && there ? merged(here, there) : (here ?? there);
    if (shape) keys[name] = shape;
    if (!here || !there) optional.add(name);
  }
  return { types, keys, ...(optional.size > 0 && { optional: [...optional].sort() }), ...(rows && { rows }) };
}

/** What an answer has that the shop's have not, and what it lacks that all of the shop's have; "path: what". */
export function answerDifferences(shape: AnswerShape, value: unknown, path = "body"): string[] {
  const [type] = shapeOf(value).types;
  if (type === undefined || !isAlike(shape.types, type))
    return [`${path}: ${type} instead of ${shape.types.join(" or ")}`];
  if (Array.isArray(value)) {
    const { rows } = shape;
    return rows ? [...new Set(value.flatMap((row: unknown) => answerDifferences(rows, row, `${path}[]`)))] : [];
  }
  return isDoc(value) && shape.keys ? keyDifferences(shape, shape.keys, value, path) : [];
}

/** What the shop left empty every time says nothing of its type. */
const isAlike = (types: readonly TypeName[], type: TypeName): boolean =>
  types.includes(type) || type === "null" || types.every((one) => one === "null");

function keyDifferences(
  { optional = [] }: AnswerShape,
  keys: Readonly<Record<string, AnswerShape>>,
  value: Doc,
  path: string,
): string[] {
  const names = new Set(Object.keys(value).map(nameOf));
  const missing = Object.keys(keys).filter((name) => !names.has(name) && !optional.includes(name) && name !== ":id");
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const shape = keys[nameOf(key)];
    const at = `${path}.${nameOf(key)}`;
    return shape ? answerDifferences(shape, one, at) : [`${at}: not in the shop's answers`];
  });
  return [...missing.map((name) => `${path}.${name}: missing`), ...new Set(inner)];
}
