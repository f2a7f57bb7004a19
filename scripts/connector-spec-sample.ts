/** A value that fits a schema of an OpenAPI 3 description, as far as one can be made without knowing what it means. */
import { type Doc, isDoc, resolved } from "./connector-spec-operations.ts";

const DEEPEST = 8;

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  email: "ada@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

export function sampleOf(document: Doc, node: unknown, depth = 0): unknown {
  const schema = resolved(document, node);
  if (Array.isArray(schema.enum)) return schema.enum.find((one) => one !== null);
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...own } = schema;
    const parts = [...allOf, own].map((one) => sampleOf(document, one, depth + 1)).filter(isDoc);
    return Object.assign({}, ...parts);
  }
  const [first] = [schema.oneOf, schema.anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
  if (first !== undefined) return sampleOf(document, first, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  if (isDoc(schema.properties) || type === "object") return objectSample(document, schema, depth);
  if (type === "array") return depth > DEEPEST ? [] : [sampleOf(document, schema.items, depth + 1)];
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return typeof schema.minimum === "number" ? schema.minimum : 1;
  return type === "string" ? textSample(schema) : {};
}

function objectSample(document: Doc, schema: Doc, depth: number): Doc {
  const { required } = schema;
  const isNeeded = (name: string) => Array.isArray(required) && required.includes(name);
  const fields = Object.entries(isDoc(schema.properties) ? schema.properties : {});
  const retained = fields.filter(([name]) => depth <= DEEPEST || isNeeded(name));
  return Object.fromEntries(retained.map(([name, node]) => [name, sampleOf(document, node, depth + 1)]));
}

function textSample({ format, pattern, example, minLength, maxLength }: Doc): string {
  if (typeof pattern === "string" && typeof example === "string") return example;
  const text = FORMATS[String(format)] ?? "text";
  const longest = typeof maxLength === "number" ? text.slice(0, maxLength) : text;
  return typeof minLength === "number" ? longest.padEnd(minLength, "x") : longest;
}
