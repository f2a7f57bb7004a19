/** Validation against JSON schemas and OpenAPI 2 and 3 documents, lenient where platforms are. */

import type { ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { Exchanged } from "../http/call-log.ts";
import { plainJson } from "../parse/json.ts";
import type { SpecCheck, SpecValidator } from "./specs.ts";

type Doc = { readonly [key: string]: unknown };

const MAX_PROBLEMS = 10;

function newAjv(): Ajv {
  // Platforms invent formats and keywords; what cannot be understood is not held against anybody.
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: true,
    logger: false,
    // A description is asked a few dozen times: working it over first costs more than it saves.
    validateSchema: false,
    code: { optimize: false },
  });
  addFormats.default(ajv, ["date-time", "date", "email", "uri", "uuid"]);
  return ajv;
}

/** A function telling what is wrong with a value; [] when it fits. */
export function jsonSchemaChecker(schema: object): (value: unknown) => string[] {
  const check = newAjv().compile(schema);
  return (value) => problemsOf(check, value);
}

function problemsOf(check: ValidateFunction, value: unknown): string[] {
  if (check(value)) return [];
  return (check.errors ?? [])
    .slice(0, MAX_PROBLEMS)
    .map(
      (error) =>
        `${error.instancePath || "(whole)"} ${error.message ?? "does not fit"} ${JSON.stringify(error.params)}`,
    );
}

export interface OpenApiSpecOptions {
  /** An OpenAPI 3 or Swagger 2 document, parsed. */
  readonly document: object;
  /** The path inside the document's own, or null when the exchange belongs elsewhere. */
  pathOf(exchange: Exchanged): string | null;
}

/** A validator for a connector whose platform publishes an OpenAPI document. */
export function openApiSpec(options: OpenApiSpecOptions): SpecValidator {
  const ajv = newAjv();
  const document = options.document as Doc;
  ajv.addSchema({ ...withNullable(document), $id: "doc" });
  const checks = new Map<string, ValidateFunction>();
  const checkAt = (pointer: readonly string[]): ValidateFunction => {
    const ref = `doc#/${pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
    const check = checks.get(ref) ?? ajv.compile({ $ref: ref });
    checks.set(ref, check);
    return check;
  };
  const routes = routesOf(document);
  const find = (exchange: Exchanged) => {
    const path = options.pathOf(exchange);
    return path === null
      ? undefined
      : routes.find((route) => route.method === exchange.method.toLowerCase() && route.pattern.test(path));
  };
  return {
    request(exchange) {
      const route = find(exchange);
      if (!route) return "uncovered";
      const problems = queryProblems(document, route, exchange);
      const pointer =
        schemaPointer(document, [...route.pointer, "requestBody"]) ?? bodyParameter(document, route.pointer);
      if (!pointer || exchange.requestBody === "") return verification(problems);
      return verification([...problems, ...problemsOf(checkAt(pointer), plainJson(exchange.requestBody))]);
    },
    response(exchange) {
      const route = find(exchange);
      if (!route) return "uncovered";
      const responses = at(document, [...route.pointer, "responses"]);
      const status = [String(exchange.status), `${Math.floor(exchange.status / 100)}XX`, "default"].find(
        (key) => responses?.[key] !== undefined,
      );
      const pointer = status && schemaPointer(document, [...route.pointer, "responses", status]);
      if (!pointer) return "uncovered";
      return verification(problemsOf(checkAt(pointer), plainJson(exchange.responseBody)));
    },
  };
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly pointer: readonly string[];
}

function routesOf(document: Doc): Route[] {
  const paths = (document.paths ?? {}) as Record<string, Doc>;
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => ["get", "post", "put", "patch", "delete"].includes(method))
      .map((method) => ({ method, pattern: templatePattern(path), pointer: ["paths", path, method] })),
  );
  // Fixed paths win over templates: /orders/count before /orders/{id}.
  return routes.sort((a, b) => (a.pointer[1]?.split("{").length ?? 0) - (b.pointer[1]?.split("{").length ?? 0));
}

function templatePattern(path: string): RegExp {
  const escaped = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${escaped}/?$`);
}

function queryProblems(document: Doc, route: Route, exchange: Exchanged): string[] {
  const lists = [
    at(document, [...route.pointer, "parameters"]),
    at(document, [...route.pointer.slice(0, 2), "parameters"]),
  ];
  const parameters = lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((parameter: Doc) => resolved(document, parameter));
  const given = new URL(exchange.url).searchParams;
  const existing = new Set(
    parameters
      .filter((parameter) => parameter.in === "query")
      .map((parameter) => String(parameter.name).replace(/\[\]$/, "")),
  );
  const missing = parameters.filter(
    (parameter) => parameter.in === "query" && parameter.required === true && !given.has(String(parameter.name)),
  );
  const unknown = [...new Set(given.keys())].filter(
    (name) => existing.size > 0 && !existing.has(name.replace(/\[\d*\]$/, "")),
  );
  return [
    ...missing.map((parameter) => `query parameter ${String(parameter.name)} is required`),
    ...unknown.map((name) => `query parameter ${name} is not described`),
  ];
}

/** Where the schema of a request body or response stands; undefined when it describes no JSON. */
function schemaPointer(document: Doc, pointer: readonly string[]): readonly string[] | undefined {
  const node = at(document, pointer);
  if (!node) return undefined;
  if (typeof node.$ref === "string") return schemaPointer(document, refPointer(node.$ref));
  if (node.schema) return [...pointer, "schema"];
  const content = (node.content ?? {}) as Record<string, Doc>;
  const type = Object.keys(content).find((name) => name.includes("json"));
  return type && content[type]?.schema ? [...pointer, "content", type, "schema"] : undefined;
}

function bodyParameter(document: Doc, pointer: readonly string[]): readonly string[] | undefined {
  const parameters = at(document, [...pointer, "parameters"]);
  if (!Array.isArray(parameters)) return undefined;
  const index = parameters.findIndex((parameter: Doc) => parameter.in === "body");
  return index === -1 ? undefined : [...pointer, "parameters", String(index), "schema"];
}

function at(document: Doc, pointer: readonly string[]): Doc | undefined {
  let node: unknown = document;
  for (const part of pointer) {
    if (node === null || typeof node !== "object") return undefined;
    node = (node as Doc)[part];
  }
  return node === null || typeof node !== "object" ? undefined : (node as Doc);
}

function resolved(document: Doc, node: Doc): Doc {
  return typeof node.$ref === "string" ? (at(document, refPointer(node.$ref)) ?? node) : node;
}

function refPointer(ref: string): string[] {
  return ref
    .replace(/^#\//, "")
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** OpenAPI 3.0 says `nullable`, JSON schema says a type list; enums of nullable fields may be null as well. */
function withNullable(node: Doc): Doc {
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, deep(value)]));
  if (inner.nullable !== true) return inner;
  const { nullable: _nullable, ...rest } = inner;
  return { anyOf: [rest, { type: "null" }] };
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep);
  return value !== null && typeof value === "object" ? withNullable(value as Doc) : value;
}

const verification = (problems: readonly string[]): SpecCheck => (problems.length === 0 ? "valid" : problems);
