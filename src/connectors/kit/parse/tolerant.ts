/** Reading a record whose decoration has a form nobody expected: what is essential decides whether it can be read. */
import type { z } from "zod";
import type { Json } from "../../../commerce/product.ts";

type Path = readonly PropertyKey[];

/** A place of a record that could not be read as it stood: read as text, or left out. */
export interface LeftOut {
  readonly isText: boolean;
  /** From the record's root; `*` stands for the row of a list. */
  readonly path: string;
  readonly problem: string;
  readonly value: Json | undefined;
}

export type TolerantResult<T> =
  /** `read`: the value without what was left out. */
  | { readonly data: T; readonly read: Json; readonly leftOut: readonly LeftOut[] }
  | { readonly issue: z.core.$ZodIssue };

/** Taken out of its list. */
const GONE = Symbol("gone");
type Instead = Json | undefined | typeof GONE;

const asText = (value: Json | undefined): Json | undefined => (typeof value === "number" ? String(value) : undefined);

/** What is tried in place of a field, in this sequence: its text, then each form of nothing. */
const OF_FIELD: readonly ((value: Json | undefined) => Instead)[] = [
  asText,
  () => undefined,
  () => null,
  () => "",
  () => [],
  () => ({}),
  // For a text that may be no empty one.
  () => "-",
];
const OF_ROW: typeof OF_FIELD = [(value) => asText(value) ?? GONE, () => GONE];

const choicesAt = (path: Path) => (typeof path.at(-1) === "number" ? OF_ROW : OF_FIELD);

/** All choices of a place nine objects deep. */
const MOST_ROUNDS = 60;

/**
 * Parses `value`; a place that does not fit is read as text or left out. Where nothing fits there, what holds it is left
 * out. Nothing essential is, and nothing that holds something essential: then that issue is the answer.
 * `essential`: paths from the record's root, `*` for each row of a list; undefined: everything is.
 */
export function parseTolerantly<T extends z.ZodType>(
  schema: T,
  value: Json | undefined,
  essential: readonly string[] | undefined,
): TolerantResult<z.output<T>> {
  const requested = essential?.map((path) => path.split("."));
  const leftOut = new Map<string, LeftOut>();
  const tried = new Map<string, number>();
  let current = value;
  for (let round = 0; ; round += 1) {
    const result = schema.safeParse(current);
    if (result.success) return { data: result.data, read: current ?? null, leftOut: [...leftOut.values()] };
    const locations = result.error.issues.map((issue) => ({ issue, path: placeToMend(issue.path, tried) }));
    const refused =
      locations.find(({ path }) => isEssential(path, requested)) ?? (round === MOST_ROUNDS && locations[0]);
    if (refused) return { issue: refused.issue };
    for (const { issue, path } of locations) {
      const name = path.map((step) => (typeof step === "number" ? "*" : String(step))).join(".");
      const reported = leftOut.get(name);
      if (reported && !reported.isText) continue;
      const isText = (tried.get(nameOf(path)) ?? 0) === 0 && asText(valueAt(current, path)) !== undefined;
      const value = reported ? reported.value : valueAt(current, path);
      leftOut.set(name, { path: name, isText, problem: problemOf(issue), value });
    }
    current = mended(current, new Map(locations.map(({ path }) => [nameOf(path), path])), tried);
  }
}

/** An issue in words that follow the field's name. */
export const problemOf = ({ message }: z.core.$ZodIssue): string =>
  message.endsWith("received undefined") ? "is missing" : message;

const nameOf = (path: Path): string => path.map(String).join(".");

/** The place itself, or the nearest one around it in which not everything has been tried. */
function placeToMend(path: Path, tried: ReadonlyMap<string, number>): Path {
  if (path.length === 0 || (tried.get(nameOf(path)) ?? 0) < choicesAt(path).length) return path;
  return placeToMend(path.slice(0, -1), tried);
}

/** What became of it, in words. */
export const toleratedNote = ({ isText, problem }: LeftOut): string =>
  `${isText ? "read as text" : "left out"}: ${problem}`;

/** Whether a place is one of `requested`, in one, or holds one. */
export const isEssential = (path: Path, requested: readonly (readonly string[])[] | undefined): boolean =>
  path.length === 0 ||
  requested === undefined ||
  requested.some((steps) =>
    steps.slice(0, path.length).every((step, index) => {
      const at = path[index];
      return step === "*" ? typeof at === "number" : step === at;
    }),
  );

function mended(value: Json | undefined, locations: ReadonlyMap<string, Path>, tried: Map<string, number>) {
  const copy = structuredClone(value);
  const rows: { readonly list: Json[]; readonly index: number; readonly name: string }[] = [];
  for (const [name, path] of locations) {
    const holder = valueAt(copy, path.slice(0, -1));
    const step = path.at(-1);
    const attempt = tried.get(name) ?? 0;
    tried.set(name, attempt + 1);
    const instead = choicesAt(path)[attempt]?.(valueAt(copy, path));
    if (Array.isArray(holder) && typeof step === "number") {
      if (instead === GONE) rows.push({ list: holder, index: step, name: nameOf(path.slice(0, -1)) });
      else holder[step] = instead ?? null;
    } else if (holder !== null && typeof holder === "object") {
      Reflect.deleteProperty(holder, String(step));
      if (instead !== undefined && instead !== GONE) Object.assign(holder, { [String(step)]: instead });
    }
  }
  for (const { list, index } of rows.toSorted((a, b) => b.index - a.index)) list.splice(index, 1);
  // The rows after one that is gone have other numbers now.
  for (const { name } of rows) for (const key of tried.keys()) if (key.startsWith(`${name}.`)) tried.delete(key);
  return copy;
}

/** The value under a path; undefined where there is none. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) {
    if (current === null || typeof current !== "object") return undefined;
    current = Object.entries(current).find(([key]) => key === String(step))?.[1];
  }
  return current;
}
