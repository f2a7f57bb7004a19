/** Samples the platforms publish and captures of real shops: the connectors' fixtures, and SPECS_DIR's where it is there. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Json } from "../../src/commerce/product.ts";

const root = join(import.meta.dirname, "../..");
/** Folders of samples beside those of descriptions, as SPECS_DIR has them. */
const FOLDERS = ["*sample*", "*capture*", "live*", "notifications", "webhook-samples", "rest-samples*"];
/** A longer one is a list or a description: what is in it stands in a shorter one too. */
const LONGEST = 40_000;

function specsFolder(): string | undefined {
  const named = process.env.SPECS_DIR ?? join(root, "../shared/specs");
  return existsSync(named) ? named : undefined;
}

/** Of one connector, by file. */
export function officialSamples(id: string): readonly { readonly file: string; readonly json: Json }[] {
  const specs = specsFolder();
  const patterns = [
    join(root, "src/connectors", id, "fixtures/**/*.json"),
    ...(specs === undefined ? [] : FOLDERS.map((folder) => join(specs, id, folder, "**/*.json"))),
  ];
  return [...new Set(globSync(patterns))]
    .filter((file) => statSync(file).size <= LONGEST)
    .sort()
    .flatMap((file) => {
      const json = jsonOf(readFileSync(file, "utf8"));
      return json === null || typeof json !== "object" ? [] : [{ file, json }];
    });
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a sample of something that is no JSON, named as if it were
  }
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects of a document, itself included, some levels deep, each with the way to it. */
function objectsIn(
  value: Json,
  deepest: number,
): { readonly path: readonly string[]; readonly keys: readonly string[] }[] {
  const found: { path: readonly string[]; keys: readonly string[] }[] = [];
  const visit = (one: Json, path: readonly string[]) => {
    if (isObject(one)) found.push({ path, keys: Object.keys(one) });
    if (typeof one !== "object" || one === null || path.length >= deepest) return;
    for (const [key, inner] of Object.entries(one).slice(0, 30)) visit(inner, [...path, key]);
  };
  visit(value, []);
  return found;
}

function at(value: Json, path: readonly string[]): Json {
  return path.reduce<Json>((one, key) => {
    const inner: unknown = typeof one === "object" && one !== null ? Reflect.get(one, key) : null;
    return (inner ?? null) as Json;
  }, value);
}

function withAt(value: Json, [head, ...rest]: readonly string[], by: Json): Json {
  if (head === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === head ? withAt(item, rest, by) : item));
  return isObject(value) ? { ...value, [head]: withAt(value[head] ?? null, rest, by) } : value;
}

const ENOUGH_ALIKE = 0.4;

/**
 * The answer with the sample's record in place of its own: the two objects whose names are most alike. Undefined where
 * the sample is of something else.
 */
export function withSample(answer: Json, sample: Json): Json | undefined {
  let best: { readonly alike: number; readonly into: readonly string[]; readonly from: readonly string[] } | undefined;
  const theirs = objectsIn(sample, 3);
  for (const ours of objectsIn(answer, 6)) {
    if (ours.keys.length < 3) continue;
    const own = new Set(ours.keys);
    for (const { path, keys } of theirs) {
      const both = keys.filter((key) => own.has(key)).length;
      const alike = both / (own.size + keys.length - both);
      if (alike >= ENOUGH_ALIKE && alike > (best?.alike ?? 0)) best = { alike, into: ours.path, from: path };
    }
  }
  return best && withAt(answer, best.into, at(sample, best.from));
}
