/** Is an answer of the emulator of the same kind as the captured one: same keys, same JSON types, same error codes. */
import { plainJson } from "../../connectors/kit/parse/json.ts";
import { parseXml, type XmlNode } from "../../connectors/kit/parse/xml.ts";

type Doc = Readonly<Record<string, unknown>>;

/** A body as logged: JSON as a value, XML and plain text as text, places the log itself shortened as words in brackets. */
export function differences(expected: unknown, text: string): string[] {
  if (isShortened(expected)) return [];
  if (typeof expected === "string" && expected.includes("<?xml")) return xmlDifferences(expected, text);
  if (expected === null || expected === undefined || expected === "")
    return text === "" ? [] : [`body: ${text.slice(0, 80)}`];
  if (typeof expected === "string") return expected.trim() === text.trim() ? [] : [`body: ${text.slice(0, 80)}`];
  const got = plainJson(text);
  if (got === undefined) return [`body: not JSON: ${text.slice(0, 80)}`];
  const codes = [codesOf(expected), codesOf(got)];
  // Of some errors the log kept the entity alone.
  if (codes[0] === undefined && codes[1] !== undefined) return [];
  if (codes[0] !== undefined)
    return codes[0] === codes[1] ? [] : [`error code ${String(codes[1])} instead of ${String(codes[0])}`];
  return compare(expected, unwrapped(expected, got), "body", false);
}

function isShortened(value: unknown): boolean {
  return (typeof value === "string" && /^\(|^\d+ rows$|^\{'/.test(value)) || (isDoc(value) && "binary" in value);
}

function isDoc(value: unknown): value is Doc {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The log sometimes keeps a few fields of an entity, without the entity's name around them. */
function unwrapped(expected: unknown, got: unknown): unknown {
  const [only, ...others] = isDoc(got) ? Object.values(got) : [];
  const isNamed = isDoc(expected) && isDoc(got) && Object.keys(got).some((key) => key in expected);
  const isBare = !isNamed && isDoc(expected) && Object.keys(expected).length > 1 && !("associations" in expected);
  return isBare && others.length === 0 && isDoc(only) ? only : got;
}

/** Few fields where the shop tells many: the log's own choice. */
function isChosen(expected: Doc, got: Doc): boolean {
  return Object.keys(expected).length <= 8 && Object.keys(got).length >= Object.keys(expected).length + 4;
}

/** The first error's code: the only one that means something. */
function codesOf(body: unknown): number | undefined {
  const errors = isDoc(body) ? body.errors : undefined;
  return Array.isArray(errors) && isDoc(errors[0]) ? Number(errors[0].code) : undefined;
}

function typeOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
}

/** Empty values say nothing of a type: the shop prints "", null or false for "none". */
function isBlank(value: unknown): boolean {
  return value === null || value === "" || value === false || value === undefined;
}

function compare(expected: unknown, got: unknown, path: string, partial: boolean): string[] {
  if (isShortened(expected) || isBlank(expected) || isBlank(got)) return [];
  if (typeOf(expected) !== typeOf(got)) return [`${path}: ${typeOf(got)} instead of ${typeOf(expected)}`];
  if (Array.isArray(expected) && Array.isArray(got)) return compareLists(expected, got, path, partial);
  if (!isDoc(expected) || !isDoc(got)) return [];
  const inner = partial || isChosen(expected, got);
  const missing = Object.keys(expected).filter((key) => !(key in got) && !isBlank(expected[key]));
  const extra = inner ? [] : Object.keys(got).filter((key) => !(key in expected));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...extra.map((key) => `${path}.${key}: not in the capture`),
    ...Object.keys(expected)
      .filter((key) => key in got)
      .flatMap((key) => compare(expected[key], got[key], `${path}.${key}`, inner)),
  ];
}

/** Rows of the same number, else the first ones. */
function compareLists(expected: readonly unknown[], got: readonly unknown[], path: string, partial: boolean): string[] {
  if ((expected.length === 0) !== (got.length === 0))
    return [`${path}: ${got.length} rows instead of ${expected.length}`];
  const same = expected.flatMap((row) => {
    const other = got.find((one) => isDoc(one) && isDoc(row) && String(one.id) === String(row.id));
    return other === undefined ? [] : [[row, other] as const];
  });
  const [first, other] = [expected[0], got[0]];
  const pairs = same.length > 0 ? same.slice(0, 3) : first === undefined ? [] : [[first, other] as const];
  return pairs.flatMap(([row, one]) => compare(row, one, `${path}[]`, partial));
}

/** Names and nesting of elements; lists by their first row. */
function xmlDifferences(expected: string, text: string): string[] {
  if (!text.includes("<?xml")) return [`body: not XML: ${text.slice(0, 80)}`];
  const logged = xmlOf(expected);
  return logged ? compareNodes(logged, parseXml(text), "xml") : [];
}

/** Null where the log has cut a long document. */
function xmlOf(text: string): XmlNode | null {
  try {
    return parseXml(text.slice(text.indexOf("<?xml")));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function compareNodes(expected: XmlNode, got: XmlNode, path: string): string[] {
  if (expected.name === "api") return [];
  const names = (node: XmlNode) => [...new Set(node.children.map((child) => child.name))].sort();
  const [one, other] = [names(expected), names(got)];
  const missing = one.filter((name) => !other.includes(name)).map((name) => `${path}.${name}: missing`);
  const extra = other.filter((name) => !one.includes(name)).map((name) => `${path}.${name}: not in the capture`);
  const inner = one
    .filter((name) => other.includes(name))
    .flatMap((name) => {
      const [a, b] = [expected, got].map((node) => node.children.find((child) => child.name === name));
      return a && b ? compareNodes(a, b, `${path}.${name}`) : [];
    });
  return [...missing, ...extra, ...inner];
}
